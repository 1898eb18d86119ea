"""Four eyes: what is above the company's amount goes out once, as it was prepared, when somebody else has looked at it."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from services.campaign.domain.approval import ApprovalMode
from services.campaign.domain.campaigns import Campaign, CampaignState
from services.campaign.domain.reconciliations import Only
from services.campaign.repository import turns
from services.campaign.repository.campaigns import get_campaign
from services.campaign.use_cases.approvals import (
    Decision,
    EditDraft,
    SetApprovalRule,
    approve,
    edit_draft,
    reject,
    set_rule,
    submit,
)
from services.campaign.use_cases.cancelling import CancelCampaign, cancel_campaign
from services.campaign.use_cases.resending import ResendMany, resend_many
from shared.contracts.campaign import CampaignCancelled, CampaignCreated, ReconciliationRequested
from shared.errors import Conflict, DomainError, Forbidden, Invalid
from shared.money import Money
from tests.component.campaign.world import World, a_run, figure

APPROVER = uuid4()


async def rule(world: World, mode: ApprovalMode, limit: str = "0.00", seen: int = 0) -> None:
    command = SetApprovalRule(world.company_id, "Yönetici", mode, Money(amount=Decimal(limit)), seen)
    async with world.service.database.transaction() as tx:
        await set_rule(tx, command)


def decision(
    world: World, campaign: Campaign, *, by: UUID = APPROVER, seen: int | None = None, why: str = ""
) -> Decision:
    return Decision(world.company_id, campaign.campaign_id, by, "Onaylayan", seen, why)


async def do(world: World, use_case: object, command: object) -> Campaign:
    async with world.service.database.transaction() as tx:
        return await use_case(tx, command)  # type: ignore[operator,no-any-return]  # any of this room's use cases


async def refusal(world: World, use_case: object, command: object) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await do(world, use_case, command)
    return caught.value


async def test_only_what_is_above_the_amount_waits(world: World) -> None:
    # 1234.56 + 7000.00 of each account.
    await rule(world, ApprovalMode.ABOVE, "8234.56")
    exact = (await world.send([figure(1)])).campaign
    assert (exact.state, exact.total.amount) == (CampaignState.RUNNING, Decimal("8234.56"))
    above = (await world.send([figure(1), figure(2)])).campaign
    assert (above.state, above.waiting, above.by_state) == (CampaignState.AWAITING_APPROVAL, 0, {"draft": 2})
    assert len(await world.said(ReconciliationRequested)) == 1
    assert (await world.approvals_for(uuid4()), await world.approvals_for(world.user_id)) == (1, 0)


async def test_a_colleague_lets_it_go_exactly_as_it_was_prepared(world: World) -> None:
    await rule(world, ApprovalMode.ALWAYS)
    run = a_run()
    kept = (await world.send([figure(1), figure(2)], run=run, notify_contacts=True)).campaign
    own = await refusal(world, approve, decision(world, kept, by=world.user_id))
    assert (own.code, type(own)) == ("own_campaign", Forbidden)
    world.clock.advance(timedelta(hours=3))
    sent = await do(world, approve, decision(world, kept, seen=kept.version))
    assert (sent.state, sent.approved_by_name, sent.sent_by_name) == (CampaignState.RUNNING, "Onaylayan", "Muhasebe")
    assert sent.sent_at == world.clock.now()
    assert await world.states(kept.campaign_id) == ["preparing", "preparing"]
    assert sent.by_state == {"preparing": 2}
    (created,) = await world.said(CampaignCreated)
    requests = await world.said(ReconciliationRequested)
    assert isinstance(created, CampaignCreated)
    assert (created.requested, created.run_id, created.letter.description) == (2, run.id, kept.description)
    asked = [(one.reference, one.figure_key, one.notify_contacts, one.letter) for one in requests]  # type: ignore[attr-defined]
    assert asked == [
        ("M-2026-10-0001", "320.00001", True, created.letter),
        ("M-2026-10-0002", "320.00002", True, created.letter),
    ]
    again = await refusal(world, approve, decision(world, kept))
    assert (again.code, again.params["who"]) == ("campaign_moved_on", "Onaylayan")
    stale = await refusal(world, approve, decision(world, kept, seen=kept.version))
    assert (stale.code, stale.status) == ("changed_meanwhile", 412)
    assert len(await world.said(ReconciliationRequested)) == 2
    async with world.service.database.reading() as reading:
        done = [(one.entry.value, one.who) for one in await turns.entries(reading, world.company_id, kept.campaign_id)]
    assert done == [("submitted", "Muhasebe"), ("approved", "Onaylayan")]


async def test_of_everybody_who_decides_at_once_one_does(world: World) -> None:
    await rule(world, ApprovalMode.ALWAYS)
    kept = (await world.send([figure(1)])).campaign
    withdraw = CancelCampaign(world.company_id, kept.campaign_id, "Muhasebe", kept.version)
    outcomes = await asyncio.gather(
        do(world, approve, decision(world, kept, seen=kept.version)),
        do(world, approve, decision(world, kept, by=uuid4(), seen=kept.version)),
        do(world, reject, decision(world, kept, seen=kept.version, why="Eksik")),
        do(world, cancel_campaign, withdraw),
        return_exceptions=True,
    )
    refused = [one for one in outcomes if isinstance(one, Conflict)]
    (winner,) = [one for one in outcomes if isinstance(one, Campaign)]
    assert [one.status for one in refused] == [412, 412, 412]
    expected = {CampaignState.RUNNING: "preparing", CampaignState.DRAFT: "draft", CampaignState.CANCELLED: "cancelled"}
    assert await world.states(kept.campaign_id) == [expected[winner.state]]
    assert len(await world.said(ReconciliationRequested)) == (winner.state is CampaignState.RUNNING)


async def test_given_back_with_a_reason_edited_and_handed_in_again(world: World) -> None:
    await rule(world, ApprovalMode.ALWAYS)
    kept = (await world.send([figure(1)])).campaign
    assert (await refusal(world, reject, decision(world, kept, why="  "))).code == "reason_missing"
    back = await do(world, reject, decision(world, kept, why="Son gün çok yakın."))
    assert (back.state, back.rejected_reason, back.rejected_by_name) == (
        CampaignState.DRAFT,
        "Son gün çok yakın.",
        "Onaylayan",
    )
    new_day = date(2026, 12, 11)

    def edit(by: UUID, seen: int) -> EditDraft:
        return EditDraft(world.company_id, kept.campaign_id, by, "Muhasebe", "Ekim, düzeltildi", new_day, seen)

    # Whoever edits and then approves would be two of the four eyes.
    assert (await refusal(world, edit_draft, edit(APPROVER, back.version))).code == "not_the_preparer"
    assert (await refusal(world, edit_draft, edit(world.user_id, kept.version))).status == 412
    edited = await do(world, edit_draft, edit(world.user_id, back.version))
    handed_in = await do(world, submit, decision(world, edited, by=world.user_id))
    assert (handed_in.state, await world.said(ReconciliationRequested)) == (CampaignState.AWAITING_APPROVAL, [])
    seen = await refusal(world, approve, decision(world, kept, seen=back.version))
    assert seen.params["who"] == "Onaylayan"  # the preparer goes by that name in this test's hand-in
    await do(world, approve, decision(world, handed_in, seen=handed_in.version))
    (request,) = await world.said(ReconciliationRequested)
    assert isinstance(request, ReconciliationRequested)
    assert (request.letter.description, request.letter.valid_until) == ("Ekim, düzeltildi", new_day)


async def test_a_draft_asks_nobody_until_it_is_sent(world: World) -> None:
    kept = (await world.send([figure(1)], draft=True)).campaign
    assert (kept.state, await world.said(CampaignCreated)) == (CampaignState.DRAFT, [])
    everyone = ResendMany(world.company_id, kept.campaign_id, "Muhasebe", Only.ALL)
    assert (await do(world, resend_many, everyone)).reconciliations == 0  # type: ignore[attr-defined]
    gone = (await world.send([figure(2)], draft=True)).campaign
    ended = await do(world, cancel_campaign, CancelCampaign(world.company_id, gone.campaign_id, "Muhasebe"))
    assert (ended.state, ended.cancelled, await world.said(CampaignCancelled)) == (CampaignState.CANCELLED, 1, [])
    sent = await do(world, submit, decision(world, kept, by=world.user_id))
    assert (sent.state, len(await world.said(ReconciliationRequested))) == (CampaignState.RUNNING, 1)
    late = await refusal(world, submit, decision(world, gone, by=world.user_id))
    assert late.code == "campaign_not_running"


async def test_a_day_that_passed_while_it_waited_is_said_and_can_be_moved(world: World) -> None:
    await rule(world, ApprovalMode.ALWAYS)
    kept = (await world.send([figure(1)])).campaign
    world.clock.advance(timedelta(days=30))
    if world.service.database.engine.dialect.name == "sqlite":  # PostgreSQL tells its own time
        late = await refusal(world, approve, decision(world, kept))
        assert (late.code, type(late)) == ("valid_until_in_the_past", Invalid)
    async with world.service.database.reading() as reading:
        assert (
            await get_campaign(reading, world.company_id, kept.campaign_id)
        ).state is CampaignState.AWAITING_APPROVAL


async def test_the_rule_is_changed_by_whoever_is_first(world: World) -> None:
    results = await asyncio.gather(
        *(rule(world, mode, "1.00") for mode in (ApprovalMode.ALWAYS, ApprovalMode.ABOVE)), return_exceptions=True
    )
    refused = [one for one in results if isinstance(one, Conflict)]
    assert [(one.status, one.params["who"]) for one in refused] == [(412, "Yönetici")]
    await rule(world, ApprovalMode.NEVER, seen=1)


async def test_the_same_selection_is_sent_once_unless_it_is_known(world: World) -> None:
    run = a_run()
    both = [figure(1), figure(2)]
    outcomes = await asyncio.gather(
        world.send(both, run=run), world.send(list(reversed(both)), run=run), return_exceptions=True
    )
    (late,) = [one for one in outcomes if isinstance(one, Conflict)]
    assert (late.code, late.params["who"], late.params["number"]) == ("launched_meanwhile", "Muhasebe", 1)
    assert len(await world.said(ReconciliationRequested)) == 2
    part = (await world.send([figure(1)], run=run)).campaign
    again = (await world.send(both, run=run, known_number=1)).campaign
    # The number that was taken for the refused one went back: they are without gaps.
    assert (part.number, again.number) == (2, 3)
