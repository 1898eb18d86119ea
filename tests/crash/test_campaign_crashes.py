"""The whole product, killed at every crash point and at random while a campaign runs; both ways to run it.

`MUTABAKAT_SOAK_KILLS` makes the random runs longer and has every service of the cluster die at every point (`make soak`).
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator
from itertools import product as pairs
from pathlib import Path

import pytest

from shared.crashpoint import CRASHPOINTS
from tests.crash.campaign import Campaign, open_campaign, restart_dead
from tests.product.processes import SERVICES, Product, cluster, embedded
from tests.servers.smtp_sink import SmtpSink

pytestmark = [pytest.mark.crash, pytest.mark.timeout(1800)]

SOAK_KILLS = int(os.environ.get("MUTABAKAT_SOAK_KILLS", "0"))
AT_POINTS = 12
AT_RANDOM = 120 if SOAK_KILLS else 60


def cluster_cases() -> list[tuple[str, str]]:
    """Which service dies where: every pair in a soak; else one telling case per service.

    Every point is passed on the same code in one process, and by the messaging's own suite over RabbitMQ and PostgreSQL.
    """
    if not SOAK_KILLS:
        return [
            ("aggregator", "outbox.published"),
            ("campaign", "transaction.committed"),
            ("responses", "inbox.handled"),
            ("mailer", "smtp.body_sent"),
        ]
    common = [point for point in CRASHPOINTS if not point.startswith(("smtp.", "import.", "webhook."))]
    smtp = [("mailer", point) for point in CRASHPOINTS if point.startswith("smtp.")]
    return [*pairs(SERVICES, common), *smtp]


def points_of_one_process() -> list[str]:
    """Every point in a soak; else one on each side of what the whole product adds to the suites of its parts: the messaging's own
    dies at each of its points, the mailer's at each of SMTP, and webhooks where they are sent."""
    points = [point for point in CRASHPOINTS if not point.startswith(("import.", "webhook."))]
    telling = {"transaction.committed", "outbox.published", "inbox.done", "smtp.transmitting", "smtp.reply_received"}
    return points if SOAK_KILLS else [point for point in points if point in telling]


def nth(point: str) -> int:
    """Transactions are opened all the time, so that dying at the first one would only be a failed start; the other points are
    passed once per batch."""
    return 20 if point.startswith("transaction.") else 1


@pytest.fixture
async def in_one_process(tmp_path: Path, smtp_sink: SmtpSink) -> AsyncIterator[Product]:
    made = embedded(tmp_path, smtp_sink.port)
    yield made
    await made.stop()


@pytest.fixture
async def in_a_cluster(
    tmp_path: Path, smtp_sink: SmtpSink, rabbit_url: str, request: pytest.FixtureRequest
) -> AsyncIterator[Product]:
    new_database = request.getfixturevalue("fresh_postgres_database")
    made = await cluster(tmp_path, smtp_sink.port, rabbit_url, new_database)
    yield made
    await made.stop()


@pytest.mark.parametrize("point", points_of_one_process())
async def test_one_process_dies_at(point: str, in_one_process: Product, smtp_sink: SmtpSink) -> None:
    await _dies_at(in_one_process, "up", point, smtp_sink)


@pytest.mark.parametrize(("service", "point"), cluster_cases())
async def test_one_service_dies_at(service: str, point: str, in_a_cluster: Product, smtp_sink: SmtpSink) -> None:
    await _dies_at(in_a_cluster, service, point, smtp_sink)


async def _dies_at(product: Product, name: str, point: str, sink: SmtpSink) -> None:
    campaign = await open_campaign(product, sink, AT_POINTS)
    victim = next(one for one in product.processes if one.name == name)
    await victim.stop()
    await victim.start(MUTABAKAT_CRASH=f"{point}:{nth(point)}")
    launching = asyncio.create_task(campaign.launch())
    assert victim.process is not None
    answering = asyncio.create_task(_keep_answering(campaign))
    async with asyncio.timeout(60):
        assert await victim.process.wait() == 137, "it died where it was told to"
    answering.cancel()
    await restart_dead(product)
    await launching
    await campaign.settle()
    await campaign.assert_promises()
    await campaign.operator.close()


async def test_one_process_is_killed_at_random(in_one_process: Product, smtp_sink: SmtpSink) -> None:
    await _killed_at_random(in_one_process, smtp_sink, seed=1)


async def test_services_are_killed_at_random(in_a_cluster: Product, smtp_sink: SmtpSink) -> None:
    await _killed_at_random(in_a_cluster, smtp_sink, seed=2)


async def _killed_at_random(product: Product, sink: SmtpSink, seed: int) -> None:
    chance = random.Random(seed)
    campaign = await open_campaign(product, sink, AT_RANDOM)
    launching = asyncio.create_task(campaign.launch())
    answering = asyncio.create_task(_keep_answering(campaign))
    for _ in range(SOAK_KILLS or 6):
        await asyncio.sleep(chance.uniform(0.05, 2.5))
        await chance.choice(product.processes).kill()
        if chance.random() < 0.5:
            await asyncio.sleep(chance.uniform(0, 1))
        await restart_dead(product)
    answering.cancel()
    await launching
    await campaign.settle()
    await campaign.assert_promises()
    await campaign.operator.close()


async def _keep_answering(campaign: Campaign) -> None:
    while True:
        await campaign.answer_what_arrived()
        await asyncio.sleep(0.1)
