"""A word by telephone and a closing by hand, noted on the account's page without scripts."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from shared.contracts.aggregator import StatementOutdated
from shared.contracts.campaign import AnswerTold, ReconciliationClosed
from tests.component.campaign.console.desk import CONSOLE, Desk, hidden_of
from tests.component.campaign.console.test_reminders import a_silent_campaign
from tests.component.campaign.world import side


async def test_a_call_is_noted_and_marked_as_such(desk: Desk) -> None:
    place, everybody = await a_silent_campaign(desk)
    account = f"/reconciliations/{everybody[0].reconciliation_id}"
    assert f"{CONSOLE}{account}/phone" in (await desk.get(account)).text
    page = (await desk.get(f"{account}/phone")).text
    assert 'value="2026-11-24T12:00"' in page  # Istanbul
    fields = hidden_of(page, f"{CONSOLE}{account}/phone") | {"said_by": "Ayla Hanım", "said_at": "2026-11-24T11:45"}
    unsaid = await desk.submit(f"{account}/phone", fields, page)
    assert (unsaid.status_code, "Ne söylendiğini seçin." in unsaid.text, "Ayla Hanım" in unsaid.text) == (
        422,
        True,
        True,
    )
    kept = await desk.submit(f"{account}/phone", fields | {"answer": "agreed", "explanation": "Dekont yolda."}, page)
    assert kept.status_code == 303, kept.text
    (told,) = await desk.world.said(AnswerTold)
    assert isinstance(told, AnswerTold)
    after = (await desk.get(account)).text
    for text in (
        "Telefonla bildirildi",
        "Ayla Hanım",
        "24.11.2026 11.45",
        "Not eden: Muhasebe",
        "kanıtı değildir",
        "Dekont",
    ):
        assert text in after, text
    assert "Telefonla <span" in (await desk.get(place)).text  # a tab of its own
    late = await desk.submit(f"{account}/phone", fields | {"answer": "disagreed"}, page)
    assert (late.status_code, "bunu siz açtıktan sonra" in late.text) == (422, True)


async def test_closed_by_hand_with_its_reason(desk: Desk) -> None:
    _, everybody = await a_silent_campaign(desk)
    account = f"/reconciliations/{everybody[0].reconciliation_id}"
    page = (await desk.get(f"{account}/close")).text
    fields = hidden_of(page, f"{CONSOLE}{account}/close")
    assert (await desk.submit(f"{account}/close", fields | {"reason": ""}, page)).status_code == 422
    assert (await desk.submit(f"{account}/close", fields | {"reason": "Cari kapandı."}, page)).status_code == 303
    after = (await desk.get(account)).text
    assert "elle kapatıldı" in after
    assert "Cari kapandı." in after
    again = await desk.submit(f"{account}/close", fields | {"reason": "Yine"}, page)
    assert (again.status_code, "Sizden önce biri davrandı" in again.text) == (412, True)
    assert f'href="{CONSOLE}{account}"' in again.text


async def test_lines_are_counted_as_the_field_counts_them(desk: Desk) -> None:
    """A field of 1000 characters takes 500 lines of one letter; the browser sends them with 1500."""
    _, everybody = await a_silent_campaign(desk)
    places = (("notes", "note", 4000), ("phone", "explanation", 4000), ("close", "reason", 1000))
    for facts, (place, name, longest) in zip(everybody, places, strict=False):
        account = f"/reconciliations/{facts.reconciliation_id}"
        page = (await desk.get(f"{account}/{place}" if place != "notes" else account)).text
        fields = hidden_of(page, f"{CONSOLE}{account}/{place}") | {"answer": "agreed", "said_by": "Muhasebe"}
        text = "x\r\n" * (longest // 2 - 1) + "yz"
        fields |= {"said_at": "2026-11-24T12:00"}
        refused = await desk.submit(f"{account}/{place}", fields | {name: f"{text}!"}, page)
        assert f"{longest + 1} karakter" in refused.text, place
        kept = await desk.submit(f"{account}/{place}", fields | {name: text}, page)
        assert kept.status_code == 303, (place, kept.text)


async def test_corrected_figures_go_out_with_one_press(desk: Desk) -> None:
    place, everybody = await a_silent_campaign(desk)
    facts = everybody[0]
    desk.world.clock.advance(timedelta(minutes=1))
    await desk.world.deliver(
        StatementOutdated(
            statement_id=uuid4(),
            reconciliation_id=facts.reconciliation_id,
            campaign_id=facts.campaign_id,
            import_id=uuid4(),
            purchases=side("1500.00"),
            sales=side("7000.00"),
        )
    )
    assert "1 carinin tutarları kayıtlarımızda o zamandan beri değişti" in (await desk.get(place)).text
    account = f"/reconciliations/{facts.reconciliation_id}"
    page = (await desk.get(account)).text
    sent = await desk.submit(f"{account}/correct", {}, page)
    assert sent.status_code == 303, sent.text
    new_place = sent.headers["location"].removeprefix(CONSOLE)
    assert new_place != place
    assert "Düzeltilmiş tutarlar yola çıktı" in (await desk.get(new_place)).text
    old = (await desk.get(account)).text
    assert "Yerine düzeltilmiş tutarlarla yenisi gönderildi" in old
    assert len(await desk.world.said(ReconciliationClosed)) == 1
    again = await desk.submit(f"{account}/correct", {}, page)
    assert again.status_code == 409
