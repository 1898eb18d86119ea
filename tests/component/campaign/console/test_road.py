"""One operator without scripts: parameters, list, selection, details, confirmation, sent, followed, sent again, cancelled."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from shared.contracts.responses import Answer
from tests.component.campaign.console.desk import CONSOLE, Desk, hidden_of
from tests.component.campaign.world import Facts


async def to_the_list(desk: Desk, **more: str) -> str:
    """Make a run; returns its path below the console."""
    fields = {"period": "2026-10", "limit": "5.000,00", "merge": "1", "without_deferred": "1", **more}
    made = await desk.post("/runs/new", fields)
    assert made.status_code == 303, made.text
    return made.headers["location"].removeprefix(CONSOLE)


async def send(desk: Desk, selection: dict[str, object]) -> str:
    """From the list to the sent campaign; returns its path below the console."""
    path = await to_the_list(desk)
    details = await desk.post(f"{path}/selection", selection, seen=path)
    assert details.status_code == 200, details.text
    assert "Ekim 2026 alış–satış (BA/BS) mutabakatı" in details.text
    assert 'value="2026-12-04"' in details.text, "ten days ahead"
    chosen = hidden_of(details.text, f"{CONSOLE}{path}/confirmation")
    chosen |= {
        "description": "Ekim 2026 mutabakatı",
        "valid_until": "2026-12-04",
        "notify_contacts": "1",
        "remind": "1",
    }
    look = await desk.submit(f"{path}/confirmation", chosen, details.text)
    assert look.status_code == 200, look.text
    fields = hidden_of(look.text, f"{CONSOLE}{path}/send")
    sent = await desk.submit(f"{path}/send", fields, look.text)
    again = await desk.submit(f"{path}/send", fields, look.text)
    assert sent.status_code == again.status_code == 303, sent.text
    assert sent.headers["location"] == again.headers["location"], "a second press sends nothing twice"
    return sent.headers["location"].removeprefix(CONSOLE)


async def test_the_road_without_scripts(desk: Desk) -> None:
    path = await send(desk, {"key": ["320.00001", "320.00002", "320.00005"]})
    page = (await desk.get(path)).text
    assert "Mutabakat yola çıktı." in page
    assert "Mutabakatlar sürüyor" in page
    assert "Şişli Çelik Sanayi A.Ş." in page
    sent = (await desk.get("/campaigns")).text
    headings = ("Gönderim tarihi", "Mutabakat açıklaması", "Geçerlilik tarihi", "Mutabakat adedi", "Durum")
    for text in (*headings, "Ekim 2026 mutabakatı", "04.12.2026", "Mutabakatlar sürüyor"):
        assert text in sent


async def test_all_of_the_filter_is_the_filter_and_not_the_page(desk: Desk) -> None:
    path = await send(desk, {"whole": "1", "q": ""})
    page = (await desk.get(path)).text
    assert "0 / 120" in page
    path = await send(desk, {"whole": "1", "q": "ISTANBUL"})
    page = (await desk.get(path)).text
    assert "0 / 1<" in page
    assert "İstanbul Gıda" in page


async def test_an_answer_and_both_histories(desk: Desk) -> None:
    path = await send(desk, {"key": ["320.00001"]})
    campaign_id = UUID(path.rpartition("/")[2])
    (reconciliation_id,) = await desk.world.rows(campaign_id)
    facts, message = Facts(campaign_id, reconciliation_id), uuid4()
    await desk.world.deliver(facts.prepared(), facts.invited(message), facts.sent(message))
    page = (await desk.get(f"/reconciliations/{reconciliation_id}?tab=mail")).text
    assert "finans@c1.test" in page
    assert "E-posta sunucusuna teslim edildi" in page
    assert "mx.c1.test" in page

    asked = await desk.get(f"/reconciliations/{reconciliation_id}/resend")
    assert "E-posta tekrar gönderilsin mi?" in asked.text
    fields = hidden_of(asked.text, f"{CONSOLE}/reconciliations/{reconciliation_id}/resend")
    again = await desk.submit(f"/reconciliations/{reconciliation_id}/resend", fields, asked.text)
    assert again.status_code == 303
    twice = await desk.submit(f"/reconciliations/{reconciliation_id}/resend", fields, asked.text)
    assert twice.status_code == 409
    assert "tarihinde zaten yeniden gönderdi" in twice.text

    await desk.world.deliver(facts.answered(Answer.DISAGREED, explanation="S3 <b>bizde</b> 4.000,00 TL"))
    page = (await desk.get(f"/reconciliations/{reconciliation_id}")).text
    assert "Hayır, mutabık değiliz" in page
    assert "S3 &lt;b&gt;bizde&lt;/b&gt; 4.000,00 TL" in page
    tab = (await desk.get(f"{path}?state=disagreed")).text
    assert "Şişli Çelik" in tab
    assert "Şişli Çelik" not in (await desk.get(f"{path}?state=agreed")).text
    assert "Mutabakatlar tamamlandı" in tab


async def test_a_cancelled_campaign_says_so(desk: Desk) -> None:
    path = await send(desk, {"key": ["320.00001", "320.00002"]})
    done = await desk.post(f"{path}/cancel", {})
    assert done.status_code == 303
    page = (await desk.get(path)).text
    assert "Mutabakat iptal edildi." in page
    assert "data-poll=" not in page
    again = await desk.post(f"{path}/cancel", {}, seen="/campaigns")
    assert again.status_code == 409


async def test_progress_comes_alone_with_its_next_delay(desk: Desk) -> None:
    path = await send(desk, {"key": ["320.00001"]})
    part = (await desk.get(f"{path}/progress", headers={"HX-Request": "true"})).text
    assert 'data-poll-after="1"' in part
    assert "<html" not in part
    desk.world.clock.advance(timedelta(hours=1))
    await desk.sign_in()
    campaign_id = UUID(path.rpartition("/")[2])
    (reconciliation_id,) = await desk.world.rows(campaign_id)
    facts, message = Facts(campaign_id, reconciliation_id), uuid4()
    await desk.world.deliver(facts.prepared(), facts.invited(message), facts.sent(message))
    part = (await desk.get(f"{path}/progress", headers={"HX-Request": "true"})).text
    assert 'data-poll-after="5"' in part, "nothing moves any more"


async def test_bad_details_are_named_and_nothing_is_sent(desk: Desk) -> None:
    path = await to_the_list(desk)
    details = await desk.post(f"{path}/selection", {"key": ["320.00001"]}, seen=path)
    fields = hidden_of(details.text, f"{CONSOLE}{path}/confirmation")
    bad = await desk.submit(
        f"{path}/confirmation", fields | {"description": " ", "valid_until": "2026-11-23"}, details.text
    )
    assert bad.status_code == 422
    assert "Açıklama eksik." in bad.text
    assert "Geçerlilik tarihi 23.11.2026, bugünden (24.11.2026) önce." in bad.text
    none = await desk.post(f"{path}/selection", {}, seen=path)
    assert "En az bir cari seçin" in (await desk.http.get(none.headers["location"])).text
    nobody = await desk.submit(
        f"{path}/confirmation", {"key": "320.00005", "description": "x", "valid_until": "2026-12-04"}, details.text
    )
    assert nobody.status_code == 422
    assert "e-posta adresi yok" in nobody.text
    assert "Henüz mutabakat yok." in (await desk.get("/campaigns")).text
