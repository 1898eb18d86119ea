"""How fast events travel: outbox → transport → inbox → handler, and how fast a backlog is worked off.

    python -m bench.messaging [--events 20000]

Starts its own PostgreSQL and RabbitMQ. The peer of each figure is the bare database: inserting and marking the same number of
rows in batches of the same size, with nothing in between.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from sqlalchemy import update

from bench.results import store
from shared.messaging.local import LocalTransport
from shared.messaging.rabbit import RabbitTransport
from shared.messaging.transport import Transport
from tests.messaging.conftest import TOPOLOGY
from tests.messaging.rig import COMPANY, Party, campaign_party, cancelled, mailer_party, running, send_work, until
from tests.servers.postgres import PostgresServer
from tests.servers.rabbitmq import RabbitServer


async def travel(transport: Transport, urls: tuple[str, str], events: int) -> tuple[float, float]:
    """Seconds for so many round trips (two events each), and for a backlog of as many received events."""
    campaign, mailer = campaign_party(urls[0]), mailer_party(urls[1])
    for side in (campaign, mailer):
        await side.create_tables()
    started = time.perf_counter()
    async with running(transport, campaign, mailer):
        await send_work(campaign, events, per_transaction=1000)
        await until(lambda: _at_least(campaign, events), within=600)
    round_trip = time.perf_counter() - started

    bodies = []
    for _ in range(events):
        work = uuid4()
        row = campaign.outbox.envelope(cancelled(work), tenant=COMPANY, subject=str(work), cause=None)
        bodies.append(row["body"].encode())
    for start in range(0, events, 500):
        await mailer.inbox.accept(bodies[start : start + 500])
    started = time.perf_counter()
    while await mailer.worker.step():
        pass
    backlog = time.perf_counter() - started
    for side in (campaign, mailer):
        await side.database.dispose()
    return round_trip, backlog


async def bare(url: str, events: int) -> float:
    """Seconds to insert and mark the same rows without any of our code in between."""
    side = campaign_party(url)
    await side.create_tables()
    table = side.outbox.table
    rows = [side.outbox.envelope(cancelled(uuid4()), tenant=COMPANY, subject="x", cause=None) for _ in range(events)]
    started = time.perf_counter()
    for start in range(0, events, 500):
        async with side.database.transaction() as tx:
            await tx.execute(table.insert(), rows[start : start + 500])
    async with side.database.transaction() as tx:
        await tx.execute(update(table).values(done_at=tx.clock.now()))
    seconds = time.perf_counter() - started
    await side.database.dispose()
    return seconds


async def _at_least(side: Party, count: int) -> bool:
    return await side.count(side.notes) >= count


async def main(events: int) -> None:
    postgres, rabbit = PostgresServer(), RabbitServer()
    postgres.start()
    rabbit.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            lines = []
            for mode in ("local + SQLite", "RabbitMQ + PostgreSQL"):
                if mode.startswith("local"):
                    urls = [f"sqlite+aiosqlite:///{Path(folder) / name}.db" for name in ("a", "b", "c")]
                    transport: Transport = LocalTransport()
                else:
                    urls = []
                    for name in ("a", "b", "c"):
                        postgres.client.sql(f"create database {name}")
                        urls.append(f"{postgres.client.url.replace('postgresql://', 'postgresql+asyncpg://')}/{name}")
                    transport = RabbitTransport(rabbit.url, TOPOLOGY, declare=True)
                peer = await bare(urls[2], events)
                trip, backlog = await travel(transport, (urls[0], urls[1]), events)
                lines.append(
                    f"| {mode} | {2 * events / trip:,.0f} events/s travelled | {events / backlog:,.0f} events/s worked off | "
                    f"{peer / backlog:.2f} × bare rows |"
                )
            store(
                "messaging",
                f"{events:,} events, own servers on the same machine",
                ["| mode | travelling | backlog | backlog against bare insert + mark |", "|---|---|---|---|", *lines],
                "Time goes into the two JSON decodings (edge and worker), the claim's UPDATE … RETURNING with the bodies, and, "
                "over RabbitMQ, into one publish and one delivery call per event inside FastStream and aio-pika.",
            )
    finally:
        rabbit.stop()
        postgres.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    asyncio.run(main(parser.parse_args().events))
