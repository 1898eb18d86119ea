"""A last day only moves to a later one, by one operator at a time; who ran out of time is asked again only when that is said."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.campaign.domain.audit_log import Deed
from services.campaign.domain.campaigns import CampaignState
from services.campaign.loops import expire
from services.campaign.repository.audit_log import Wanted, all_entries
from services.campaign.repository.campaigns import get_campaign
from services.campaign.repository.reconciliations import status_entries
from services.campaign.repository.turns import entries as turns_of
from services.campaign.use_cases.extending import ExtendCampaign, Extended, extend_campaign
from services.campaign.use_cases.reconciliations import expire_due
from services.campaign.use_cases.reminding import SetLadder, remind_due, set_ladder
from shared.clock import end_of_day
from shared.contracts.campaign import CampaignCompleted, CampaignExtended, InvitationRequested, ReconciliationClosed
from shared.errors import DomainError
from tests.component.campaign.test_api import API, bearer
from tests.component.campaign.world import Facts, World, figure

FIRST, LATER = date(2026, 12, 4), date(2026, 12, 11)
END = datetime(2026, 12, 4, 21, 0, tzinfo=UTC)


async def extended(world: World, campaign_id: UUID, day: date = LATER, **more: object) -> Extended:
    command = ExtendCampaign(world.company_id, campaign_id, "Tahsilat", day, **more)  # type: ignore[arg-type]  # by the test
    async with world.service.database.transaction() as tx:
        return await extend_campaign(tx, command)


async def reached(world: World, count: int) -> tuple[UUID, list[UUID]]:
    campaign_id = (await world.send([figure(n) for n in range(count)])).campaign.campaign_id
    ids = await world.rows(campaign_id)
    for n, id_ in enumerate(ids):
        facts, message = Facts(campaign_id, id_, f"finans@c{n}.test"), uuid4()
        await world.deliver(facts.invited(message), facts.sent(message))
    return campaign_id, ids


async def test_a_running_campaign_gets_more_time_and_runs_out_at_the_new_end(world: World) -> None:
    campaign_id, ids = await reached(world, 2)
    made = await extended(world, campaign_id, seen_version=1)
    assert (made.campaign.valid_until, made.campaign.version, made.reopened) == (LATER, 2, 0)
    (told,) = await world.said(CampaignExtended)
    assert isinstance(told, CampaignExtended)
    assert (told.campaign_id, told.valid_until, told.extended_at) == (campaign_id, LATER, world.clock.now())
    async with world.service.database.reading() as reading:
        done = (await turns_of(reading, world.company_id, campaign_id))[-1]
        wanted = Wanted(world.company_id, deeds=(Deed.CAMPAIGN_EXTENDED,))
        log = [one async for one in all_entries(reading, wanted)]
    assert (done.entry.value, done.who, done.text) == ("extended", "Tahsilat", "04.12.2026 → 11.12.2026")
    assert (log[0].who, log[0].details["after"]) == ("Tahsilat", "11.12.2026")

    world.clock.set(END)
    assert await expire(world.service.database) == 0
    await world.deliver(Facts(campaign_id, ids[0], "finans@c0.test").answered())
    world.clock.set(end_of_day(LATER))
    assert await expire(world.service.database) == 1
    assert await world.states(campaign_id) == ["agreed", "expired"]


async def test_it_never_moves_to_an_earlier_day(world: World) -> None:
    campaign_id, _ = await reached(world, 1)
    for day, code in (
        (FIRST, "valid_until_not_later"),
        (FIRST - timedelta(days=1), "valid_until_not_later"),
        (date(2026, 11, 1), "valid_until_in_the_past"),
        (date(2036, 11, 1), "valid_until_too_far"),
    ):
        with pytest.raises(DomainError) as caught:
            await extended(world, campaign_id, day)
        assert caught.value.code == code
    assert await world.said(CampaignExtended) == []


async def test_who_ran_out_of_time_is_asked_again_only_when_that_is_said(world: World) -> None:
    campaign_id, ids = await reached(world, 3)
    await world.deliver(Facts(campaign_id, ids[0], "finans@c0.test").answered())
    world.clock.set(END)
    assert await expire(world.service.database) == 2
    with pytest.raises(DomainError) as caught:
        await extended(world, campaign_id)
    assert caught.value.code == "time_has_run_out"
    assert await world.states(campaign_id) == ["agreed", "expired", "expired"]

    made = await extended(world, campaign_id, reopen=True)
    assert (made.campaign.state, made.campaign.ended_at, made.reopened) == (CampaignState.RUNNING, None, 2)
    assert await world.states(campaign_id) == ["agreed", "sent", "sent"]
    assert (made.campaign.waiting, made.campaign.agreed, made.campaign.expired) == (2, 1, 0)
    async with world.service.database.reading() as reading:
        history = await status_entries(reading, world.company_id, ids[1])
    assert ("reopened", "Tahsilat") in [(one.entry.value, one.who) for one in history]

    # Asked again means: may be reminded, may answer, runs out again, and the campaign completes once more.
    world.clock.set(datetime(2026, 12, 9, 8, 0, tzinfo=UTC))
    async with world.service.database.transaction() as tx:
        await set_ladder(tx, SetLadder(world.company_id, campaign_id, (2,), "Tahsilat"))
    assert await remind_due(world.service.database) == 2
    assert len(await world.said(InvitationRequested)) == 2
    world.clock.set(end_of_day(LATER))
    assert await expire(world.service.database) == 2
    assert len(await world.said(ReconciliationClosed)) == 4
    assert len(await world.said(CampaignCompleted)) == 2


async def test_what_ended_otherwise_gets_no_more_time(world: World) -> None:
    campaign_id, ids = await reached(world, 1)
    await world.deliver(Facts(campaign_id, ids[0], "finans@c0.test").answered())
    with pytest.raises(DomainError) as caught:
        await extended(world, campaign_id, reopen=True)
    assert caught.value.code == "campaign_not_running"
    draft = await world.send([figure(5)], draft=True)
    with pytest.raises(DomainError) as caught:
        await extended(world, draft.campaign.campaign_id)
    assert caught.value.code == "campaign_moved_on"


async def test_more_time_and_the_end_of_it_at_once(world: World) -> None:
    """Whoever is first, nobody is closed whose campaign has more time."""
    for round_ in range(6):
        world.clock.set(END - timedelta(days=2))
        campaign_id, _ = await reached(world, 2)
        world.clock.set(END)

        async def close() -> None:
            async with world.service.database.transaction() as tx:
                await expire_due(tx)

        acts = [close(), extended(world, campaign_id, reopen=True)]
        await asyncio.gather(*(acts if round_ % 2 else reversed(acts)))
        async with world.service.database.reading() as reading:
            campaign = await get_campaign(reading, world.company_id, campaign_id)
        assert (campaign.state, campaign.waiting, campaign.expired) == (CampaignState.RUNNING, 2, 0)


async def test_of_two_operators_one_extends_and_the_other_learns_who(world: World) -> None:
    campaign_id, _ = await reached(world, 1)
    path, headers = f"{API}/campaigns/{campaign_id}", await bearer(world)
    seen = (await world.http.get(path, headers=headers)).headers["etag"]
    body = {"valid_until": LATER.isoformat()}
    assert (await world.http.post(f"{path}/extend", json=body, headers=headers)).status_code == 422
    both = await asyncio.gather(
        *(world.http.post(f"{path}/extend", json=body, headers={**headers, "If-Match": seen}) for _ in range(2))
    )
    won, lost = sorted(both, key=lambda one: one.status_code)
    assert (won.status_code, won.json()["valid_until"], won.headers["etag"]) == (200, LATER.isoformat(), '"2"')
    assert (lost.status_code, lost.json()["code"]) == (412, "changed_meanwhile")
    assert "Muhasebe" in lost.json()["detail"]
    assert len(await world.said(CampaignExtended)) == 1
