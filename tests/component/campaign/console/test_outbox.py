"""The outbox and the palette: every mail with its fate and what to do about it, the lane, and the way to any screen."""

from __future__ import annotations

from tests.component.campaign.console.desk import CONSOLE, Desk, hidden_of
from tests.component.campaign.console.neighbour_mail import a_message
from tests.component.campaign.console.test_road import send


async def test_every_mail_is_shown_with_what_to_do_about_it(desk: Desk) -> None:
    lost = a_message("failed", address="yok@c2.test", reason="unknown_recipient", reply="550 5.1.1 no such user")
    desk.neighbours.outbox.messages = [a_message("sent"), lost, a_message("uncertain", needs_decision=True)]
    page = (await desk.get("/outbox")).text
    assert page.count("<tr data-open") == 3
    for text in (
        "Neden ulaşmadı?",
        "Böyle bir posta kutusu yok",
        "550 5.1.1 no such user",
        "1 ileti kararınızı bekliyor",
    ):
        assert text in page
    assert (await desk.get("/outbox?state=lost")).text.count("<tr data-open") == 1
    chosen = (await desk.get("/outbox?address=yok@c2.test")).text
    assert chosen.count("<tr data-open") == 1
    assert "Alıcı yok@c2.test" in chosen
    assert "Filtreye uyan ileti yok." in (await desk.get("/outbox?address=x")).text
    raw = await desk.get(f"/outbox/{lost['id']}/raw")
    assert raw.content == b"Subject: x"
    assert raw.headers["content-disposition"].endswith('.eml"')


async def test_a_person_decides_about_a_mail_and_about_all(desk: Desk) -> None:
    doubtful = a_message("uncertain", needs_decision=True)
    desk.neighbours.outbox.messages = [doubtful]
    page = (await desk.get("/outbox")).text
    act = f"/outbox/{doubtful['id']}/decide"
    assert (await desk.submit(act, {"act": "settle", "back": f"{CONSOLE}/outbox"}, page)).status_code == 303
    assert (await desk.submit(act, {"act": "retry", "back": "https://evil.test/"}, page)).headers["location"] == (
        f"{CONSOLE}/"
    )
    assert [act for _, act in desk.neighbours.outbox.decided] == ["settle", "retry"]
    fields = hidden_of(page, f"{CONSOLE}/outbox/pause")
    assert (await desk.submit("/outbox/pause", fields, page)).status_code == 303
    page = (await desk.get("/outbox")).text
    assert "Bütün gönderim duraklatıldı: 3 ileti bekletiliyor." in page
    assert "Elle duraklatıldı" in page
    fields = hidden_of(page, f"{CONSOLE}/outbox/pause")
    assert (await desk.submit("/outbox/pause", fields, page)).status_code == 303
    assert not desk.neighbours.outbox.paused


async def test_a_few_letters_and_enter_lead_to_any_screen(desk: Desk) -> None:
    place = await send(desk, {"key": ["320.00001"]})
    page = (await desk.get("/commands")).text
    for text in ("Giden kutusu", "Ekim 2026 mutabakatı", "Bütün cariler"):
        assert text in page
    gone = await desk.get("/commands?go=1&q=GIDEN")
    assert gone.headers["location"] == f"{CONSOLE}/outbox"
    assert (await desk.get("/commands?go=1&q=ekim+2026")).headers["location"] == CONSOLE + place
    assert "Uyan bir şey yok." in (await desk.get("/commands?go=1&q=yok+artık")).text
    assert f'href="{CONSOLE}{place}?state=waiting"' in (await desk.get("/campaigns")).text
