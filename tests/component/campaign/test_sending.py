"""From figures to requests: references without gaps, everything in one transaction, what is refused and what is warned of."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from services.campaign.models import campaigns, outbox, reconciliations
from services.campaign.use_cases.campaigns import CreateCampaign, create_campaign
from services.campaign.use_cases.cancelling import CancelCampaign, cancel_campaign
from shared.contracts.campaign import CampaignCreated, ReconciliationRequested
from shared.errors import Invalid
from shared.migrations import differences
from tests.component.campaign.world import World, a_run, figure


async def test_the_migration_makes_exactly_the_tables_of_the_code(empty_world: World) -> None:
    from services.campaign.models import metadata

    assert await differences(empty_world.service.database, metadata) == []


async def test_a_campaign_announces_itself_and_each_counterparty(world: World) -> None:
    run = a_run()
    made = await world.send([figure(1), figure(2)], run=run, notify_contacts=True)

    assert (made.campaign.number, made.campaign.count, made.campaign.waiting) == (1, 2, 2)
    (created,) = await world.said(CampaignCreated)
    assert isinstance(created, CampaignCreated)
    assert (created.requested, created.run_id, created.notify_contacts) == (2, run.id, True)
    assert created.letter.reply_to == "", "the mailer knows where answers go when the campaign names no address"
    requests = await world.said(ReconciliationRequested)
    assert [(one.reference, one.figure_key) for one in requests if isinstance(one, ReconciliationRequested)] == [
        ("M-2026-10-0001", "320.00001"),
        ("M-2026-10-0002", "320.00002"),
    ]


async def test_references_have_no_gap_when_many_send_at_once(world: World) -> None:
    await asyncio.gather(*(world.send([figure(n) for n in range(1, 8)]) for _ in range(6)))
    with pytest.raises(Invalid):
        await world.send([])
    await world.send([figure(1)])
    await world.send([figure(1)], run=a_run("2026-09"))

    async with world.service.database.reading() as reading:
        references = sorted(await reading.scalars(select(reconciliations.c.reference)))
        numbers = sorted(await reading.scalars(select(campaigns.c.number)))
    assert references == ["M-2026-09-0001", *(f"M-2026-10-{n:04d}" for n in range(1, 44))]
    assert numbers == list(range(1, 9))


async def test_a_failed_send_takes_no_number_and_leaves_nothing(world: World) -> None:
    command = CreateCampaign(
        world.company_id, world.user_id, "Muhasebe", a_run(), [figure(1)], "Ekim", date(2026, 12, 4)
    )

    async def send_in_vain() -> None:
        async with world.service.database.transaction() as tx:
            await create_campaign(tx, command)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        await send_in_vain()
    made = await world.send([figure(1)])
    assert made.campaign.number == 1
    async with world.service.database.reading() as reading:
        assert await reading.scalars(select(reconciliations.c.reference)) == ["M-2026-10-0001"]


async def test_ten_thousand_counterparties_are_asked_in_seconds(world: World) -> None:
    figures = [figure(n) for n in range(10_000)]
    started = time.perf_counter()
    made = await world.send(figures)
    seconds = time.perf_counter() - started
    async with world.service.database.reading() as reading:
        events = await reading.scalar(select(func.sum(outbox.c.events)))
    assert made.campaign.count == 10_000
    # The company, the campaign, and each of its reconciliations.
    assert events == 10_002
    assert seconds < 15, f"{seconds:.1f} s"


async def test_the_last_day_may_be_today_in_istanbul_but_not_yesterday(world: World) -> None:
    # 22:30 UTC on the 24th is 01:30 on the 25th in Istanbul.
    world.clock.set(datetime(2026, 11, 24, 22, 30, tzinfo=UTC))

    async def send_until(day: date) -> None:
        command = CreateCampaign(world.company_id, world.user_id, "Muhasebe", a_run(), [figure(1)], "Ekim", day)
        async with world.service.database.transaction() as tx:
            await create_campaign(tx, command)

    with pytest.raises(Invalid) as refused:
        await send_until(date(2026, 11, 24))
    assert refused.value.code == "valid_until_in_the_past"
    await send_until(date(2026, 11, 25))


async def test_missing_addresses_and_doubles_are_warned_of_not_refused(world: World) -> None:
    await world.send([figure(1), figure(2)])
    contact_only = figure(3).model_copy(
        update={"recipients": figure(4, addresses=["", "satis@c3.test"]).recipients[1:]}
    )
    made = await world.send([figure(1), figure(5, addresses=[]), contact_only])
    assert {(one.code, one.figure_key, one.campaign_number) for one in made.warnings} == {
        ("open_elsewhere", "320.00001", 1),
        ("no_address", "320.00005", None),
        ("no_address", "320.00003", None),
    }
    quiet = await world.send([contact_only], notify_contacts=True, run=a_run("2026-08"))
    assert quiet.warnings == ()


async def test_a_figure_of_a_cancelled_campaign_is_no_double(world: World) -> None:
    first = await world.send([figure(1)])
    async with world.service.database.transaction() as tx:
        await cancel_campaign(tx, CancelCampaign(world.company_id, first.campaign.campaign_id, "Muhasebe"))
    assert (await world.send([figure(1)])).warnings == ()


async def test_another_company_cannot_send_or_see(world: World) -> None:
    made = await world.send([figure(1)])
    from services.campaign.repository.campaigns import get_campaign
    from shared.errors import NotFound

    async with world.service.database.reading() as reading:
        with pytest.raises(NotFound):
            await get_campaign(reading, uuid4(), made.campaign.campaign_id)
