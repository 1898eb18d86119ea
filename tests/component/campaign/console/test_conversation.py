"""The conversation on an account page without scripts, apart from notes of colleagues; and what a disagreement came down to."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from services.campaign.console.wording import RESOLUTIONS
from services.campaign.domain.resolutions import CODES
from services.campaign.repository.reconciliations import get_reconciliation
from services.campaign.use_cases.cancelling import CancelCampaign, cancel_campaign
from services.campaign.use_cases.conversation import WriteMessage, write_message
from shared.contracts.campaign import MessageWritten
from shared.contracts.responses import Answer, MessageReceived
from shared.errors import DomainError
from tests.component.campaign.console.desk import CONSOLE, Desk, hidden_of
from tests.component.campaign.console.test_reminders import a_silent_campaign
from tests.component.campaign.test_api import API, bearer
from tests.component.campaign.world import NOW, Facts, World


def received(facts: Facts, at: datetime = NOW) -> MessageReceived:
    return MessageReceived(
        message_id=uuid4(),
        reconciliation_id=facts.reconciliation_id,
        campaign_id=facts.campaign_id,
        received_at=at,
    )


def kept_there(desk: Desk, message: MessageReceived) -> None:
    """The responses service has it too, and the screen shows it."""
    place = str(message.reconciliation_id)
    row = {"id": str(message.message_id), "reconciliation_id": place, "ours": False, "text": "Bizde yok"}
    desk.neighbours.messages.append(row | {"written_at": message.received_at.isoformat()})


async def unread(world: World, facts: Facts) -> int:
    async with world.service.database.reading() as reading:
        return (await get_reconciliation(reading, world.company_id, facts.reconciliation_id)).unread_messages


async def test_messages_go_both_ways_and_unread_ones_are_seen_from_the_list(desk: Desk) -> None:
    place, everybody = await a_silent_campaign(desk)
    facts, world = everybody[0], desk.world
    account = f"/reconciliations/{facts.reconciliation_id}"
    page = (await desk.get(f"{account}?tab=messages")).text
    assert ("Bunu cari okur" in page, "Bunu yalnızca çalışma arkadaşları görür" in page) == (True, True)
    first = received(facts)
    await world.deliver(first)
    await world.deliver(first, received(facts))
    assert await unread(world, facts) == 2
    shown = (await desk.get(place)).text
    assert ("2 okunmamış mesaj" in shown, f"{CONSOLE}{account}?tab=messages" in shown) == (True, True)
    assert "2 okunmamış mesaj" in (await desk.get(f"{place}?mark=unread")).text

    page = (await desk.get(f"{account}?tab=messages")).text
    sent = await desk.submit(
        f"{account}/messages", {"text": "Hangi <i>fatura</i>\r\neksik?"}, page, follow_redirects=True
    )
    assert "Mesaj sayfada duruyor" in sent.text
    assert "Hangi &lt;i&gt;fatura&lt;/i&gt;" in sent.text
    (told,) = await world.said(MessageWritten)
    assert isinstance(told, MessageWritten)
    assert (told.text, told.written_by) == ("Hangi <i>fatura</i>\neksik?", "Muhasebe")
    # Nothing of theirs stood on the screen, so nothing was read.
    assert await unread(world, facts) == 2
    kept_there(desk, first)
    page = (await desk.get(f"{account}?tab=messages")).text
    await desk.submit(f"{account}/messages", hidden_of(page, f"{CONSOLE}{account}/messages") | {"text": "Peki"}, page)
    # Whoever answers has read what was there.
    assert await unread(world, facts) == 0


async def test_what_comes_while_the_screen_is_open_stays_unread(desk: Desk) -> None:
    _, everybody = await a_silent_campaign(desk)
    facts, world = everybody[0], desk.world
    account = f"/reconciliations/{facts.reconciliation_id}"
    first, second = received(facts), received(facts, NOW + timedelta(seconds=1))
    await world.deliver(first)
    kept_there(desk, first)
    page = (await desk.get(f"{account}?tab=messages")).text
    await world.deliver(second)
    kept_there(desk, second)
    await desk.submit(f"{account}/messages/read", hidden_of(page, f"{CONSOLE}{account}/messages/read"), page)
    assert await unread(world, facts) == 1
    path = f"{API}/reconciliations/{facts.reconciliation_id}/messages/read"
    headers = await bearer(world)
    before = await world.http.post(path, json={"until": NOW.isoformat()}, headers=headers)
    assert (before.status_code, before.json()["unread_messages"]) == (200, 1)
    everything = await world.http.post(path, headers=headers)
    assert (everything.status_code, everything.json()["unread_messages"]) == (200, 0)


async def test_a_message_needs_a_page(desk: Desk) -> None:
    _, everybody = await a_silent_campaign(desk)
    facts, world = everybody[0], desk.world
    async with world.service.database.transaction() as tx:
        await cancel_campaign(tx, CancelCampaign(world.company_id, facts.campaign_id, "Tahsilat"))
    with pytest.raises(DomainError) as caught:
        async with world.service.database.transaction() as tx:
            await write_message(tx, WriteMessage(world.company_id, facts.reconciliation_id, "Tahsilat", "Merhaba"))
    assert caught.value.code == "no_page"
    assert await world.said(MessageWritten) == []


async def test_a_refused_message_stays_in_its_field(desk: Desk) -> None:
    """Too long, and to a page that was withdrawn while it was written: why is said beside the text, which is all there."""
    _, everybody = await a_silent_campaign(desk)
    facts, world = everybody[0], desk.world
    account = f"/reconciliations/{facts.reconciliation_id}"
    page = (await desk.get(f"{account}?tab=messages")).text
    long = "Fatura <17> " + "x" * 4000
    refused = await desk.submit(f"{account}/messages", {"text": long}, page)
    assert (refused.status_code, f">Fatura &lt;17&gt; {'x' * 4000}</textarea>" in refused.text) == (422, True)
    assert 'aria-describedby="text-note"' in refused.text
    assert "en çok 4000" in refused.text.partition('id="text-note"')[2]
    async with world.service.database.transaction() as tx:
        await cancel_campaign(tx, CancelCampaign(world.company_id, facts.campaign_id, "Tahsilat"))
    refused = await desk.submit(f"{account}/messages", {"text": "Uzun uzun yazıldı"}, page)
    assert (refused.status_code, ">Uzun uzun yazıldı</textarea>" in refused.text) == (409, True)
    assert await world.said(MessageWritten) == []


async def test_a_refused_settlement_stays_in_its_fields(desk: Desk) -> None:
    """Also of whoever was second: they are told by whom, and see what stands there now."""
    _, everybody = await a_silent_campaign(desk)
    facts, world = everybody[0], desk.world
    await world.deliver(facts.answered(Answer.DISAGREED, explanation="1 kuruş fark"))
    account = f"/reconciliations/{facts.reconciliation_id}"
    page = (await desk.get(account)).text
    fields = hidden_of(page, f"{CONSOLE}{account}/resolution") | {"code": "rounding"}
    long = await desk.submit(f"{account}/resolution", fields | {"word": "y" * 1001}, page)
    assert (long.status_code, f">{'y' * 1001}</textarea>" in long.text) == (422, True)
    assert ('<details class="mt-3" open>' in long.text, 'value="rounding" selected' in long.text) == (True, True)
    assert "en çok 1000" in long.text.partition('id="word-note"')[2]
    unknown = await desk.submit(f"{account}/resolution", fields | {"code": "moon", "word": "Ay"}, page)
    assert (unknown.status_code, 'id="code-note"' in unknown.text, ">Ay</textarea>" in unknown.text) == (
        422,
        True,
        True,
    )
    assert (await desk.submit(f"{account}/resolution", fields | {"word": "Kuruş"}, page)).status_code == 303
    second = await desk.submit(f"{account}/resolution", fields | {"word": "Başka söz"}, page)
    assert (second.status_code, ">Başka söz</textarea>" in second.text) == (412, True)
    assert ("Muhasebe" in second.text, '<blockquote class="said">Kuruş</blockquote>' in second.text) == (True, True)
    again = hidden_of(second.text, f"{CONSOLE}{account}/resolution") | {"code": "rounding", "word": "Başka söz"}
    assert (await desk.submit(f"{account}/resolution", again, second.text)).status_code == 303


async def test_what_a_disagreement_came_down_to_stands_beside_the_answer(desk: Desk) -> None:
    _, everybody = await a_silent_campaign(desk)
    facts, world = everybody[0], desk.world
    path = f"{API}/reconciliations/{facts.reconciliation_id}"
    headers = await bearer(world)
    early = await world.http.put(f"{path}/resolution", json={"code": "rounding"}, headers=headers)
    assert (early.status_code, early.json()["code"]) == (409, "no_disagreement")
    await world.deliver(facts.answered(Answer.DISAGREED, explanation="1 kuruş fark"))
    account = f"/reconciliations/{facts.reconciliation_id}"
    page = (await desk.get(account)).text
    fields = hidden_of(page, f"{CONSOLE}{account}/resolution") | {"code": "rounding", "word": "Kuruş farkı, kapandı."}
    settled = await desk.submit(f"{account}/resolution", fields, page, follow_redirects=True)
    assert ("Sonuçlandı" in settled.text, "Kuruş farkı, kapandı." in settled.text) == (True, True)
    async with world.service.database.reading() as reading:
        row = await get_reconciliation(reading, world.company_id, facts.reconciliation_id)
    assert (row.state, row.resolution, row.resolved_by) == ("disagreed", "rounding", "Muhasebe")
    # A colleague who looked before is told who was first, and nonsense is refused.
    late = await world.http.put(
        f"{path}/resolution", json={"code": "other"}, headers={**headers, "If-Match": f'"{row.version - 1}"'}
    )
    assert (late.status_code, "Muhasebe" in late.json()["detail"]) == (412, True)
    wrong = await world.http.put(f"{path}/resolution", json={"code": "nonsense"}, headers=headers)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "resolution_unknown")
    again = await world.http.put(f"{path}/resolution", json={"code": ""}, headers=headers)
    assert (again.json()["resolution"], again.json()["resolved_at"]) == ("", None)


def test_every_cause_has_its_words() -> None:
    assert tuple(RESOLUTIONS) == CODES
