"""RabbitMQ away in the middle of a campaign: no HTTP request fails, and the campaign completes after it is back.

`MUTABAKAT_SOAK_KILLS` (`make soak`) leaves it away for the whole minute that is promised; else for as long as connections need to
be given up (heartbeats are 10 s apart) and tried anew several times.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.crash.campaign import Campaign
from tests.product.operator import Operator, eventually
from tests.product.processes import Product, cluster
from tests.servers.rabbitmq import RabbitServer
from tests.servers.smtp_sink import SmtpSink

AWAY = 60.0 if os.environ.get("MUTABAKAT_SOAK_KILLS") else 12.0


@pytest.fixture
async def product(
    tmp_path: Path, smtp_sink: SmtpSink, rabbit_server: RabbitServer, request: pytest.FixtureRequest
) -> AsyncIterator[Product]:
    """A cluster on a broker of its own, which this test may stop."""
    new_database = request.getfixturevalue("fresh_postgres_database")
    made = await cluster(tmp_path, smtp_sink.port, rabbit_server.url, new_database)
    await made.start()
    yield made
    await made.stop()


@pytest.mark.crash
@pytest.mark.timeout(400)
async def test_a_broker_that_is_away(product: Product, smtp_sink: SmtpSink, rabbit_server: RabbitServer) -> None:
    operator = Operator(product)
    await operator.register()
    first = Campaign(product, operator, smtp_sink, 40)
    second = Campaign(product, operator, smtp_sink, 40, description="Ekim 2026, ikinci gönderim")
    await first.prepare()
    await first.launch()
    await eventually(lambda: _arrived(first), lambda seen: seen >= 20, every=0.05)

    await asyncio.to_thread(rabbit_server.stop_app)
    began = asyncio.get_running_loop().time()
    second.run = await operator.make_run()
    await second.launch()  # the launch of another campaign, answers, lists: nothing of it needs the broker
    await first.answer_what_arrived()
    assert len(first.confirmed) >= 20
    async with httpx.AsyncClient(timeout=30) as http:
        while asyncio.get_running_loop().time() - began < AWAY:
            await operator.campaign(first.id)
            await operator.reconciliations(second.id)
            await operator.messages(first.id)
            for service, port in product.ports.items():
                alive = await http.get(f"http://127.0.0.1:{port}/healthz")
                assert alive.status_code == 200, service
            await asyncio.sleep(2)  # the pace of the look-ups while real time passes
    states = await operator.states(second.id)
    assert states == {"preparing": 40}, "nothing moved while the broker was away"
    await asyncio.to_thread(rabbit_server.start_app)

    assert operator.refusals == [], "no HTTP request failed"
    await eventually(lambda: _arrived(first, second), lambda seen: seen == 80, within=90)
    await first.settle()
    await first.assert_promises()
    await second.settle()
    await second.assert_promises()
    await operator.close()


async def _arrived(*campaigns: Campaign) -> int:
    return sum(len(one.mails()) for one in campaigns)
