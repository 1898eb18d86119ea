"""Expiry, withdrawal and sending again: each a transition that only one of two operators can win."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.campaign.domain.campaigns import CampaignState
from services.campaign.loops import expire, tidy
from services.campaign.repository.campaigns import get_campaign
from services.campaign.repository.reconciliations import status_entries
from services.campaign.use_cases.cancelling import CancelCampaign, cancel_campaign
from services.campaign.use_cases.reconciliations import Resend, expire_due, resend
from shared.contracts.campaign import (
    CampaignCancelled,
    CampaignCompleted,
    InvitationRequested,
    ReconciliationClosed,
)
from shared.contracts.values import Purpose
from shared.errors import Conflict, DomainError, Invalid, NotFound
from tests.component.campaign.world import Facts, World, figure

# The end of 4 December in Istanbul (UTC+3).
END = datetime(2026, 12, 4, 21, 0, tzinfo=UTC)
MOMENT = timedelta(milliseconds=1)


async def test_open_ones_expire_at_the_millisecond_and_not_before(world: World) -> None:
    made = await world.send([figure(n) for n in range(3)])
    campaign_id = made.campaign.campaign_id
    ids = await world.rows(campaign_id)
    await world.deliver(Facts(campaign_id, ids[0]).answered(), Facts(campaign_id, ids[1]).invited(uuid4()))

    world.clock.set(END - MOMENT)
    assert await expire(world.service.database) == 0
    assert await world.states(campaign_id) == ["agreed", "queued", "preparing"]
    world.clock.set(END)
    assert await expire(world.service.database) == 2
    assert await world.states(campaign_id) == ["agreed", "expired", "expired"]
    assert await expire(world.service.database) == 0

    closed = await world.said(ReconciliationClosed)
    assert {(one.reconciliation_id, one.reason.value) for one in closed if isinstance(one, ReconciliationClosed)} == {
        (ids[1], "expired"),
        (ids[2], "expired"),
    }
    (completed,) = await world.said(CampaignCompleted)
    assert isinstance(completed, CampaignCompleted)
    assert (completed.agreed, completed.unanswered, completed.completed_at) == (1, 2, END)
    async with world.service.database.reading() as reading:
        campaign = await get_campaign(reading, world.company_id, campaign_id)
    assert (campaign.state, campaign.expired, campaign.waiting) == (CampaignState.COMPLETED, 2, 0)


async def test_an_answer_given_in_time_counts_although_its_event_comes_late(world: World) -> None:
    made = await world.send([figure(1)])
    (reconciliation_id,) = await world.rows(made.campaign.campaign_id)
    world.clock.set(END)
    await expire(world.service.database)
    await world.deliver(Facts(made.campaign.campaign_id, reconciliation_id).answered(at=END - MOMENT))
    assert await world.states(made.campaign.campaign_id) == ["agreed"]


async def test_expiry_works_in_bounded_batches(world: World) -> None:
    made = await world.send([figure(n) for n in range(7)])
    world.clock.set(END)
    batches = []
    for _ in range(4):
        async with world.service.database.transaction() as tx:
            batches.append(await expire_due(tx, limit=3))
    assert batches == [3, 3, 1, 0]
    assert await world.states(made.campaign.campaign_id) == ["expired"] * 7
    assert len(await world.said(CampaignCompleted)) == 1


async def test_a_withdrawn_campaign_keeps_its_answers(world: World) -> None:
    made = await world.send([figure(n) for n in range(3)])
    campaign_id = made.campaign.campaign_id
    ids = await world.rows(campaign_id)
    await world.deliver(Facts(campaign_id, ids[0]).answered(), Facts(campaign_id, ids[1]).refused())
    async with world.service.database.transaction() as tx:
        campaign = await cancel_campaign(tx, CancelCampaign(world.company_id, campaign_id, "Finans"))
    assert (campaign.state, campaign.ended_by_name, campaign.cancelled) == (CampaignState.CANCELLED, "Finans", 1)
    assert await world.states(campaign_id) == ["agreed", "not_sent", "cancelled"]
    assert len(await world.said(CampaignCancelled)) == 1
    assert await world.said(CampaignCompleted) == []

    # What the page confirmed before it heard of the withdrawal is kept and counted.
    await world.deliver(Facts(campaign_id, ids[2]).answered())
    assert await world.states(campaign_id) == ["agreed", "not_sent", "agreed"]
    world.clock.set(END)
    assert await expire(world.service.database) == 0


async def test_of_two_operators_who_cancel_one_wins(world: World) -> None:
    made = await world.send([figure(n) for n in range(20)])

    async def cancel(name: str) -> object:
        try:
            async with world.service.database.transaction() as tx:
                return await cancel_campaign(tx, CancelCampaign(world.company_id, made.campaign.campaign_id, name))
        except Conflict as lost:
            return lost.code

    results = await asyncio.gather(cancel("Muhasebe"), cancel("Finans"))
    assert sum(result == "campaign_not_running" for result in results) == 1
    assert len(await world.said(CampaignCancelled)) == 1


async def test_cancelling_and_sending_again_at_once_leaves_no_mail_after_the_cancellation(world: World) -> None:
    for _ in range(5):
        made = await world.send([figure(1)])
        campaign_id = made.campaign.campaign_id
        (reconciliation_id,) = await world.rows(campaign_id)
        await world.deliver(Facts(campaign_id, reconciliation_id).invited(uuid4()))

        async def again(reconciliation_id: object = reconciliation_id) -> str:
            try:
                async with world.service.database.transaction() as tx:
                    await resend(tx, Resend(world.company_id, reconciliation_id, "Finans"))  # type: ignore[arg-type]  # a UUID
            except Conflict as refused:
                return refused.code
            return "sent"

        async def cancel(campaign_id: object = campaign_id) -> None:
            async with world.service.database.transaction() as tx:
                await cancel_campaign(tx, CancelCampaign(world.company_id, campaign_id, "Muhasebe"))  # type: ignore[arg-type]  # a UUID

        outcome, _ = await asyncio.gather(again(), cancel())
        assert outcome in ("sent", "campaign_cancelled")
        assert await again() == "campaign_cancelled"
        assert await world.states(campaign_id) == ["cancelled"]


async def test_sending_again_takes_the_next_number(world: World) -> None:
    made = await world.send([figure(1)])
    campaign_id = made.campaign.campaign_id
    (reconciliation_id,) = await world.rows(campaign_id)
    facts = Facts(campaign_id, reconciliation_id)

    async def again(**more: object) -> int:
        async with world.service.database.transaction() as tx:
            command = Resend(world.company_id, reconciliation_id, "Finans", **more)  # type: ignore[arg-type]  # by name
            return (await resend(tx, command)).send_number

    async def refused(**more: object) -> str:
        with pytest.raises(DomainError) as error:
            await again(**more)
        return error.value.code

    assert await refused() == "still_preparing"
    await world.deliver(facts.prepared(), facts.invited(uuid4()))
    assert await again() == 2
    assert await again(addresses=("finans@c1.test",), seen_send_number=2) == 3
    assert await refused(seen_send_number=2) == "sent_again_meanwhile"
    assert await refused(addresses=("baska@c9.test",)) == "unknown_address"

    asked = await world.said(InvitationRequested)
    assert [(one.send_number, one.purpose, one.addresses) for one in asked if isinstance(one, InvitationRequested)] == [
        (2, Purpose.RESEND, ()),
        (3, Purpose.RESEND, ("finans@c1.test",)),
    ]
    async with world.service.database.reading() as reading:
        entries = await status_entries(reading, world.company_id, reconciliation_id)
    assert [(entry.who, entry.explanation) for entry in entries if entry.entry == "resend"] == [
        ("Finans", ""),
        ("Finans", "finans@c1.test"),
    ]
    await world.deliver(facts.answered())
    assert await refused() == "already_answered"


async def test_after_the_last_day_nothing_is_sent_again_even_before_the_loop_ran(world: World) -> None:
    made = await world.send([figure(1)])
    (reconciliation_id,) = await world.rows(made.campaign.campaign_id)
    await world.deliver(Facts(made.campaign.campaign_id, reconciliation_id).invited(uuid4()))
    world.clock.set(END)
    with pytest.raises(Conflict) as refused:
        async with world.service.database.transaction() as tx:
            await resend(tx, Resend(world.company_id, reconciliation_id, "Finans"))
    assert refused.value.code == "reconciliation_expired"


async def test_another_company_can_neither_cancel_nor_send_again(world: World) -> None:
    made = await world.send([figure(1)])
    (reconciliation_id,) = await world.rows(made.campaign.campaign_id)
    stranger = uuid4()
    with pytest.raises(NotFound):
        async with world.service.database.transaction() as tx:
            await cancel_campaign(tx, CancelCampaign(stranger, made.campaign.campaign_id, "x"))
    with pytest.raises(NotFound):
        async with world.service.database.transaction() as tx:
            await resend(tx, Resend(stranger, reconciliation_id, "x"))


async def test_nobody_selected_changes_nothing(world: World) -> None:
    with pytest.raises(Invalid):
        await world.send([])
    await tidy(world.service.database)


async def test_two_replicas_that_expire_at_once_announce_each_closing_once(world: World) -> None:
    await world.send([figure(n) for n in range(30)])
    world.clock.set(END)
    await asyncio.gather(*(expire(world.service.database) for _ in range(3)))
    closed = [one.reconciliation_id for one in await world.said(ReconciliationClosed)]  # type: ignore[attr-defined]  # by its type
    assert len(closed) == len(set(closed)) == 30
    assert len(await world.said(CampaignCompleted)) == 1
