"""How many mails arrived, were lost or are open is counted as they change, and says at any time what the mails themselves say."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, select, update

from services.campaign.domain.progress import MailResult, latest_results
from services.campaign.models import reconciliations, tallies
from services.campaign.repository.facts import mails_of
from services.campaign.repository.mails import MailCounts, mail_counts
from services.campaign.repository.tallies import add_up
from shared.contracts.event import EventData
from shared.contracts.mailer import MailBounced, MailFailed, MailUncertain
from shared.contracts.values import Purpose
from tests.component.campaign.world import NOW, Facts, World, figure


async def counted(world: World, campaign_id: UUID) -> MailCounts:
    """One by one, from the mails."""
    of = reconciliations.c
    async with world.service.database.reading() as reading:
        rows = await reading.all(
            select(of.reconciliation_id, of.addresses, of.refused_at).where(of.campaign_id == campaign_id)
        )
        mails = await mails_of(reading, [row.reconciliation_id for row in rows])
    expected = sum(row.addresses for row in rows if row.refused_at is None)
    found = Counter(result for some in mails.values() for result in latest_results(some).values())
    sent, uncertain = found[MailResult.SENT], found[MailResult.UNCERTAIN]
    lost = found[MailResult.FAILED] + found[MailResult.BOUNCED]
    return MailCounts(expected, sent, lost, uncertain, max(expected - sent - lost - uncertain, 0))


async def kept(world: World, campaign_id: UUID) -> MailCounts:
    async with world.service.database.reading() as reading:
        return await mail_counts(reading, world.company_id, campaign_id)


def happenings(facts: Facts, chance: random.Random) -> list[EventData]:
    """Everything that may become of one account's mails, not all of it in an order that makes sense."""
    said: list[EventData] = [facts.prepared() if chance.random() < 0.8 else facts.refused()]
    for number in range(1, chance.randrange(2, 4)):
        message_id = uuid4()
        about: dict[str, Any] = {
            "message_id": message_id,
            "reconciliation_id": facts.reconciliation_id,
            "campaign_id": facts.campaign_id,
            "send_number": number,
            "purpose": Purpose.INVITATION if number == 1 else Purpose.REMINDER,
            "address": chance.choice([facts.address, "ikinci@c1.test"]),
            "at": NOW,
        }
        later = NOW + timedelta(minutes=10)
        sent = facts.sent(message_id, attempt=chance.randrange(1, 3), send_number=number)
        said += [
            facts.invited(message_id, number),
            *chance.sample(
                [
                    MailUncertain(**about, attempt=1, retry_at=later),
                    MailFailed(**about, attempt=chance.randrange(1, 3), reason="refused"),
                    MailFailed(**about, attempt=1, reason="answered"),
                    MailBounced(**about, attempt=2, code=550, enhanced_code="5.1.1"),
                    sent.model_copy(update={"address": about["address"]}),
                ],
                chance.randrange(4),
            ),
        ]
    if chance.random() < 0.3:
        said.append(facts.answered())
    return said


@pytest.mark.parametrize("seed", range(4))
async def test_counts_follow_whatever_becomes_of_mails(world: World, seed: int) -> None:
    chance = random.Random(seed)
    figures = [
        figure(number, addresses=[f"c{number}@c.test", "ikinci@c1.test"][: 1 + number % 2]) for number in range(1, 9)
    ]
    campaign_id = (await world.send(figures, notify_contacts=True)).campaign.campaign_id
    every = [
        one
        for reconciliation_id in await world.rows(campaign_id)
        for one in happenings(Facts(campaign_id, reconciliation_id), chance)
    ]
    chance.shuffle(every)
    assert (await kept(world, campaign_id)).expected == 12
    while every:
        some = [every.pop() for _ in range(min(len(every), chance.randrange(1, 12)))]
        await world.deliver(*some)
        assert await kept(world, campaign_id) == await counted(world, campaign_id)
    before = await kept(world, campaign_id)
    assert before.sent
    assert before.lost
    await add_up(world.service.database)
    assert await kept(world, campaign_id) == before


async def test_what_was_mailed_before_mails_were_counted_is_counted_by_the_migration(world: World) -> None:
    chance = random.Random(7)
    campaign_id = (await world.send([figure(number) for number in range(1, 61)])).campaign.campaign_id
    for reconciliation_id in await world.rows(campaign_id):
        await world.deliver(*happenings(Facts(campaign_id, reconciliation_id), chance))
    before, of = await kept(world, campaign_id), reconciliations.c
    columns = select(of.reconciliation_id, of.reached, of.uncertain).order_by(of.reconciliation_id)
    config = Config()
    config.set_main_option("script_location", str(world.service.migrations))
    config.set_main_option("path_separator", "os")

    def down_and_up(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.downgrade(config, "campaign0026")
        command.upgrade(config, "head")

    async with world.service.database.transaction() as tx:
        rows = await tx.all(columns)
        sums = await tx.scalars(select(tallies.c.reconciliations))
        await tx.connection.run_sync(down_and_up)
        assert await tx.all(columns) == rows
        assert sum(await tx.scalars(select(tallies.c.reconciliations))) == sum(sums)
    assert await kept(world, campaign_id) == before == await counted(world, campaign_id)
    assert before.sent * before.lost
    # Were nothing kept, nothing would be counted.
    async with world.service.database.transaction() as tx:
        await tx.execute(update(tallies).values(reached=0))
    assert (await kept(world, campaign_id)).sent == 0
