"""A word by telephone is a note of ours: it ends the waiting, and an answer on the page takes its place. Closing has a reason."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.campaign.domain.campaigns import CampaignState
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.reconciliations import Only, Reconciliation
from services.campaign.repository.campaigns import get_campaign
from services.campaign.repository.reconciliations import get_reconciliation, status_entries
from services.campaign.use_cases.by_hand import CloseByHand, NoteAnswer, close_by_hand, note_answer
from services.campaign.use_cases.resending import ResendMany, resend_many
from shared.contracts.campaign import AnswerTold, CampaignCompleted, ClosingReason, ReconciliationClosed
from shared.contracts.responses import Answer
from shared.errors import DomainError
from tests.component.campaign.test_api import API, bearer
from tests.component.campaign.world import NOW, Facts, World, figure


def a_call(world: World, reconciliation_id: UUID, **more: object) -> NoteAnswer:
    values = {"answer": Answer.AGREED, "said_by": " Muhasebe  Şefi ", "said_at": NOW, **more}
    return NoteAnswer(world.company_id, reconciliation_id, "Tahsilat", **values)  # type: ignore[arg-type]  # by the test


async def noted(world: World, command: NoteAnswer) -> Reconciliation:
    async with world.service.database.transaction() as tx:
        return await note_answer(tx, command)


async def closed(world: World, reconciliation_id: UUID, reason: str, seen: int | None = None) -> Reconciliation:
    async with world.service.database.transaction() as tx:
        return await close_by_hand(tx, CloseByHand(world.company_id, reconciliation_id, "Tahsilat", reason, seen))


async def reached(world: World, count: int) -> tuple[UUID, list[Facts]]:
    made = await world.send([figure(n) for n in range(1, count + 1)])
    campaign_id = made.campaign.campaign_id
    everybody = [Facts(campaign_id, one, f"finans@c{n}.test") for n, one in enumerate(await world.rows(campaign_id), 1)]
    for facts in everybody:
        message = uuid4()
        await world.deliver(facts.invited(message), facts.sent(message))
    return campaign_id, everybody


async def test_a_word_by_telephone_ends_the_waiting_and_is_never_an_answer(world: World) -> None:
    campaign_id, (first, second) = await reached(world, 2)
    row = await noted(world, a_call(world, first.reconciliation_id, explanation="Pazartesi yazılı da gelecek."))
    assert (row.state, row.answer, row.phone_answer) == (ReconciliationState.BY_PHONE, "", "agreed")
    assert (row.phone_said_by, row.phone_noted_by, row.version) == ("Muhasebe Şefi", "Tahsilat", 2)
    (told,) = await world.said(AnswerTold)
    assert isinstance(told, AnswerTold)
    assert (told.reconciliation_id, told.answer) == (first.reconciliation_id, "agreed")
    # Nobody is reminded of what was told.
    async with world.service.database.transaction() as tx:
        everyone = ResendMany(world.company_id, campaign_id, "Tahsilat", Only.UNANSWERED, reminding=True)
        sent = await resend_many(tx, everyone)
    assert (sent.reconciliations, sent.skipped) == (1, {"told_by_phone": 1})

    await world.deliver(second.answered())
    (done,) = await world.said(CampaignCompleted)
    assert isinstance(done, CampaignCompleted)
    assert (done.agreed, done.unanswered, done.by_phone) == (1, 1, 1)
    async with world.service.database.reading() as reading:
        campaign = await get_campaign(reading, world.company_id, campaign_id)
    assert (campaign.state, campaign.agreed, campaign.by_phone) == (CampaignState.COMPLETED, 1, 1)

    # What they say themselves takes its place, also when it says something else, and the note stays readable.
    await world.deliver(first.answered(Answer.DISAGREED))
    async with world.service.database.reading() as reading:
        row = await get_reconciliation(reading, world.company_id, first.reconciliation_id)
        entries = await status_entries(reading, world.company_id, first.reconciliation_id)
    assert (row.state, row.phone_answer) == (ReconciliationState.DISAGREED, "agreed")
    assert ("phone", "agreed", "Tahsilat") in [(one.entry.value, one.state, one.who) for one in entries]
    with pytest.raises(DomainError, match="that answer stands"):
        await noted(world, a_call(world, first.reconciliation_id))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"said_by": "  "}, "said_by_missing"),
        ({"said_at": NOW + timedelta(hours=1)}, "said_at_in_the_future"),
        ({"said_at": NOW - timedelta(days=3)}, "said_at_too_early"),
        ({"explanation": "x" * 4001}, "explanation_too_long"),
    ],
)
async def test_a_call_has_a_name_and_a_likely_time(world: World, more: dict[str, object], code: str) -> None:
    _, (first,) = await reached(world, 1)
    with pytest.raises(DomainError) as caught:
        await noted(world, a_call(world, first.reconciliation_id, **more))
    assert caught.value.code == code
    assert await world.said(AnswerTold) == []


async def test_a_second_note_corrects_the_first(world: World) -> None:
    _, (first,) = await reached(world, 1)
    await noted(world, a_call(world, first.reconciliation_id))
    with pytest.raises(DomainError) as caught:
        await noted(world, a_call(world, first.reconciliation_id, answer=Answer.DISAGREED, seen_version=1))
    assert (caught.value.status, caught.value.params["who"]) == (412, "Tahsilat")
    row = await noted(world, a_call(world, first.reconciliation_id, answer=Answer.DISAGREED, seen_version=2))
    assert (row.phone_answer, row.version) == ("disagreed", 3)


async def test_closed_by_hand_with_a_reason(world: World) -> None:
    campaign_id, (first, second) = await reached(world, 2)
    with pytest.raises(DomainError) as caught:
        await closed(world, first.reconciliation_id, " ")
    assert caught.value.code == "reason_missing"
    row = await closed(world, first.reconciliation_id, "Cari kapandı.", seen=1)
    assert (row.state, row.closed_reason) == (ReconciliationState.CANCELLED, "by_hand")
    (event,) = await world.said(ReconciliationClosed)
    assert isinstance(event, ReconciliationClosed)
    assert (event.reconciliation_id, event.reason) == (first.reconciliation_id, ClosingReason.CANCELLED)
    async with world.service.database.reading() as reading:
        entries = await status_entries(reading, world.company_id, first.reconciliation_id)
    assert ("closed", "Cari kapandı.", "Tahsilat") in [(one.entry.value, one.explanation, one.who) for one in entries]
    with pytest.raises(DomainError) as again:
        await closed(world, first.reconciliation_id, "Yine")
    assert again.value.code == "already_closed"
    await world.deliver(second.answered())
    with pytest.raises(DomainError) as answered:
        await closed(world, second.reconciliation_id, "Kapat")
    assert answered.value.code == "already_closed"
    async with world.service.database.reading() as reading:
        assert (await get_campaign(reading, world.company_id, campaign_id)).state is CampaignState.COMPLETED


async def test_both_over_http(world: World) -> None:
    _, (first, second) = await reached(world, 2)
    headers = await bearer(world)
    path = f"{API}/reconciliations/{first.reconciliation_id}"
    seen = (await world.http.get(path, headers=headers)).headers["etag"]
    body = {"answer": "disagreed", "said_by": "Finans", "said_at": "2026-11-24T11:30:00+03:00"}
    told = await world.http.put(f"{path}/phone-answer", json=body, headers={**headers, "If-Match": seen})
    assert (told.status_code, told.json()["state"], told.headers["etag"]) == (200, "by_phone", '"2"')
    late = await world.http.put(f"{path}/phone-answer", json=body, headers={**headers, "If-Match": seen})
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    naive = await world.http.put(f"{path}/phone-answer", json=body | {"said_at": "2026-11-24T11:30"}, headers=headers)
    assert naive.status_code == 422
    other = f"{API}/reconciliations/{second.reconciliation_id}/close"
    ended = await world.http.post(other, json={"reason": "Cari kapandı."}, headers=headers)
    assert (ended.status_code, ended.json()["closed_reason"]) == (200, "by_hand")
