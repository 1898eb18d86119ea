"""Hand-over of queued mails by one mailer process, against aiosmtplib sending ready bytes over as many kept connections.

    python -m bench.mailer [--mails 10000]

Own PostgreSQL and Postfix's smtp-sink on the same machine. Ours is the dispatcher as `build()` wires it: claimed by batches, each
letter written, `transmitting` committed before the body, every reply in the synced journal, message, attempt and event committed.
The peer keeps the same number of connections and sends the bytes of one such letter. Then the same over a line of 20 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiosmtplib
import uvloop
from pydantic import SecretStr
from sqlalchemy import func, select

from bench.results import store
from services.mailer import build as mailer
from services.mailer.domain.servers import Handing, Security
from services.mailer.domain.states import State
from services.mailer.models import messages
from shared import migrations
from shared.clock import SystemClock
from shared.contracts.campaign import CompanyRegistered
from shared.keys import create_keys
from shared.messaging.retry import Backoff
from shared.messaging.worker import InboxWorker
from shared.service import Service
from shared.telemetry import Metrics
from tests.component.mailer.world import invitation
from tests.messaging.envelopes import body_of
from tests.servers.postgres import PostgresServer
from tests.servers.slow_line import slow_line
from tests.servers.smtp_sink import SmtpSink

CONNECTIONS = 10
ROUND_TRIP = 0.02
REPEATS = 3


class Bench:
    """A mailer on a fresh database, and the servers around it."""

    def __init__(self, postgres: PostgresServer, folder: Path) -> None:
        self._postgres = postgres
        self._folder = folder
        self._names = iter(range(99))
        create_keys(folder / "keys")

    @asynccontextmanager
    async def queued(self, count: int, port: int, handing: Handing) -> AsyncIterator[Service]:
        """A mailer with so many messages in its queue."""
        name = f"mailer_{next(self._names)}"
        self._postgres.client.sql(f"create database {name}")
        settings = mailer.MailerSettings(
            data_dir=self._folder / name,
            keys_dir=self._folder / "keys",
            database_url=SecretStr(f"{self._postgres.url.replace('postgresql://', 'postgresql+asyncpg://')}/{name}"),
            platform_host="127.0.0.1",
            platform_port=port,
            platform_security=Security.NONE,
            platform_sender_address="mutabakat@ornek.test",
            platform_connections=CONNECTIONS,
            platform_transport=handing,
            public_url="https://mutabakat.ornek.test",
        )
        service = mailer.build(settings, clock=SystemClock(), metrics=Metrics())
        try:
            await migrations.upgrade(service.database, service.migrations)
            await self._fill(service, count)
            yield service
        finally:
            await service.database.dispose()

    async def _fill(self, service: Service, count: int) -> None:
        inbox, company, now = service.inbox(), uuid4(), datetime.now(UTC)
        until = date.today() + timedelta(days=10)  # noqa: DTZ011  # far enough in any zone
        facts: list[Any] = [CompanyRegistered(company_id=company, title="Örnek Ticaret A.Ş.", tax_number="1234567890")]
        facts += [invitation(f"muhasebe{number:05}@cari.test", valid_until=until) for number in range(count)]
        worker = InboxWorker(inbox, lease=timedelta(minutes=5), poll=1, bury_after=10, backoff=Backoff())
        for start in range(0, len(facts), 500):
            await inbox.accept([body_of(fact, company, now) for fact in facts[start : start + 500]])
            while await worker.step():
                pass

    async def seconds(self, count: int, port: int, handing: Handing) -> tuple[float, float]:
        """Wall and CPU seconds of this process from the first claim until the last mail is recorded as sent."""
        async with self.queued(count, port, handing) as service:
            stop = asyncio.Event()
            left = select(func.count()).select_from(messages).where(messages.c.state != State.SENT)
            started, cpu = time.perf_counter(), time.process_time()
            loops = [asyncio.ensure_future(loop.body(stop)) for loop in service.loops]
            while True:
                await asyncio.sleep(0.1)
                async with service.database.reading() as reading:
                    if not await reading.scalar(left):
                        break
            spent = time.perf_counter() - started, time.process_time() - cpu
            stop.set()
            await asyncio.gather(*loops)
            return spent

    async def rate(self, count: int, port: int, handing: Handing) -> float:
        """Mails per second while all connections are open: from the first tenth to the last."""
        async with self.queued(count, port, handing) as service:
            stop = asyncio.Event()
            sent = select(func.count()).select_from(messages).where(messages.c.state == State.SENT)
            loops = [asyncio.ensure_future(loop.body(stop)) for loop in service.loops]
            seen: list[tuple[int, float]] = []
            while not seen or seen[-1][0] < count * 9 // 10:
                await asyncio.sleep(0.05)
                async with service.database.reading() as reading:
                    done = int(await reading.scalar(sent))
                if done > count // 10:
                    seen.append((done, time.perf_counter()))
            stop.set()
            await asyncio.gather(*loops)
        (first, began), (last, ended) = seen[0], seen[-1]
        return (last - first) / (ended - began)


async def peer(count: int, port: int, content: bytes) -> float:
    """Seconds of aiosmtplib alone: ready bytes, kept connections, nothing written down."""
    waiting = iter(range(count))

    async def send() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, local_hostname="ornek.test")
        await client.connect()
        for number in waiting:
            await client.sendmail("mutabakat@ornek.test", [f"muhasebe{number:05}@cari.test"], content)
        await client.quit()

    started = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(CONNECTIONS)))
    return time.perf_counter() - started


async def letter(bench: Bench) -> bytes:
    """The bytes of one of our letters, as it arrives."""
    sink = SmtpSink()
    sink.start()
    try:
        await bench.seconds(1, sink.port, Handing.SMTP)
        (mail,) = sink.mails()
        return mail.message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    finally:
        sink.stop()


async def measure(postgres: PostgresServer, folder: Path, count: int) -> None:
    bench = Bench(postgres, folder)
    content = await letter(bench)
    sink = SmtpSink(keep=False)
    sink.start()
    lines = ["| at once | mails/s | against aiosmtplib | CPU of the mailer |", "|---|---|---|---|"]
    best = 0.0
    try:
        theirs: list[float] = []
        ours: dict[Handing, list[tuple[float, float]]] = {handing: [] for handing in Handing}
        for _ in range(REPEATS):
            theirs.append(await peer(count, sink.port, content))
            for handing in Handing:
                ours[handing].append(await bench.seconds(count, sink.port, handing))
        bare = count / statistics.median(theirs)
        lines.append(f"| aiosmtplib, ready bytes, {CONNECTIONS} kept connections | {bare:,.0f} | | |")
        for handing, spent in ours.items():
            wall, cpu = statistics.median(one[0] for one in spent), statistics.median(one[1] for one in spent)
            best = max(best, count / wall / bare)
            lines.append(
                f"| `{handing}` | {count / wall:,.0f} | **{count / wall / bare:.2f} ×** | {cpu / count * 1000:.2f} ms a mail |"
            )
        lines += [
            "",
            f"| over a line of {ROUND_TRIP * 1000:.0f} ms, {CONNECTIONS} connections | mails/s | of connections ÷ (4 × RTT) |",
            "|---|---|---|",
        ]
        bound = CONNECTIONS / (4 * ROUND_TRIP)
        some = max(200, count // 10)
        async with slow_line(sink.port, ROUND_TRIP) as port:
            for handing in Handing:
                carried = await bench.rate(some, port, handing)
                lines.append(f"| `{handing}` | {carried:,.0f} | {carried / bound:.0%} |")
    finally:
        sink.stop()
    store(
        "mailer",
        f"{count:,} queued mails of {len(content) / 1000:.0f} kB handed over by one mailer process on PostgreSQL to smtp-sink, "
        f"median of {REPEATS}, everything on one machine",
        lines,
        WHERE,
    )


WHERE = (
    "of the mailer's time a third writes letters (base64, headers, link), a fifth speaks SMTP, the rest is the claim, the commit "
    "before the bodies (shared by ten connections) and the results with attempt, event and journal (of a quarter of a second)."
)


async def main(count: int) -> None:
    postgres = PostgresServer()
    postgres.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            await measure(postgres, Path(folder), count)
    finally:
        postgres.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=10_000)
    uvloop.run(main(parser.parse_args().mails))
