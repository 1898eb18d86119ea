"""The public page under load, on PostgreSQL and RabbitMQ of its own: pages a second, answers a second, and how long until the
campaign knows of an answer.

    python -m bench.responses [page] [answers] [status]

*page*: one worker, 20 documents, each link opened for the first time and once more, against bare FastAPI with one SELECT.
*answers*: the responses service with its relay; every answer is a confirmed form that is sent, and all of them are looked for
afterwards. *status*: the campaign service beside it, answers at 200 a second, from the page's reply to the status in its
database.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx
from sqlalchemy import func, select

from bench.http_load import Load, get, load, post
from bench.results import store
from services.responses import models
from services.responses.domain.entries import AnswerContent
from services.responses.public.form_state import FormStates
from shared.clock import SystemClock
from shared.contracts.responses import Answer
from shared.database import Database
from shared.keys import KeyRing
from shared.links import LinkSigner
from tests.component.responses.world import World, documents, page_url, statement
from tests.product.operator import Operator, eventually
from tests.product.processes import Product, cluster
from tests.servers.ports import free_port
from tests.servers.postgres import PostgresServer
from tests.servers.rabbitmq import RabbitServer

CONNECTIONS = 16
ANSWERING = 48
PER_SECOND = 200.0
UNLIMITED = {
    "MUTABAKAT_RESPONSES_LINK_REQUESTS_PER_MINUTE": "1000000",
    "MUTABAKAT_RESPONSES_NETWORK_REQUESTS_PER_MINUTE": "100000000",
    "MUTABAKAT_RESPONSES_REQUESTS_PER_MINUTE": "100000000",
}
"""The load comes from one address; the limits are counted all the same."""


@asynccontextmanager
async def served(what: str, folder: Path, url: str) -> AsyncIterator[int]:
    """One worker process; gives its port."""
    port = free_port()
    environment = {
        **os.environ,
        **UNLIMITED,
        "MUTABAKAT_DATA_DIR": str(folder),
        "MUTABAKAT_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "MUTABAKAT_RESPONSES_DATABASE_URL": url,
        "MUTABAKAT_RESPONSES_PAGE_DATABASE_URL": page_url(url),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.responses_served", what, str(port), env=environment
    )
    try:
        async with httpx.AsyncClient() as client:
            for _ in range(900):
                try:
                    await client.get(f"http://127.0.0.1:{port}/m/x")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        yield port
    finally:
        process.terminate()
        await process.wait()


async def pages(postgres: PostgresServer, folder: Path, links: int) -> list[str]:
    postgres.client.sql("create database page")
    url = f"{postgres.client.url.replace('postgresql://', 'postgresql+asyncpg://')}/page"
    world = await World.create(url, folder, datetime.now(UTC))
    for start in range(0, links, 200):
        made = [
            part
            for _ in range(start, min(start + 200, links))
            for part in statement(docs=documents(20), valid_until=date.today() + timedelta(days=10))  # noqa: DTZ011
        ]
        await world.tell(*made)
    async with world.database.reading() as reading:
        ids = list(await reading.scalars(select(models.links.c.link_id)))
    paths = [f"/m/{world.signer.token(one)}" for one in ids]
    await world.close()
    rates: dict[str, list[float]] = {"bare": [], "first": [], "again": []}
    for _ in range(3):
        async with served("bare", folder, url) as port:
            requests = [get(path, f"127.0.0.1:{port}") for path in paths]
            await load(port, requests[:400], connections=CONNECTIONS)
            rates["bare"].append((await _all_well(port, requests * 2)).rate)
        async with served("page", folder, url) as port:
            requests = [get(path, f"127.0.0.1:{port}") for path in paths]
            # The very first requests compile statements: a worker does that once in its life.
            await load(port, requests[:100], connections=CONNECTIONS)
            rates["first"].append((await _all_well(port, requests[100:])).rate)
            again = await _all_well(port, requests[-400:] * (len(requests) // 200))
            rates["again"].append(again.rate)
    middle = {name: sorted(found)[1] for name, found in rates.items()}
    print(rates)
    return [
        f"| bare FastAPI, one SELECT by asyncpg | {middle['bare']:,.0f} pages/s | |",
        f"| a page opened for the first time | {middle['first']:,.0f} pages/s | **{middle['first'] / middle['bare']:.2f} ×** |",
        f"| a page opened again | {middle['again']:,.0f} pages/s | **{middle['again'] / middle['bare']:.2f} ×** |",
    ]


async def _all_well(port: int, requests: Sequence[bytes]) -> Load:
    found = await load(port, requests, connections=CONNECTIONS)
    assert set(found.statuses) == {200}, found.statuses
    return found


async def answers_and_status(
    postgres: PostgresServer, rabbit: RabbitServer, folder: Path, count: int, *, with_status: bool
) -> list[str]:
    names = iter(range(99))

    def new_database() -> str:
        name = f"product_{next(names)}"
        postgres.client.sql(f"create database {name}")
        return f"{postgres.client.url.replace('postgresql://', 'postgresql+asyncpg://')}/{name}"

    product = await cluster(
        folder,
        9,
        rabbit.url,
        new_database,
        MUTABAKAT_LOG_LEVEL="WARNING",
        MUTABAKAT_BROKER_NAMESPACE="bench",
        MUTABAKAT_LEASE_SECONDS="60",
        MUTABAKAT_POLL_SECONDS="1",
        **UNLIMITED,
    )
    # Receipts stay in the mailer's queue: what it costs to send mails is measured by bench.mailer.
    product.processes = [one for one in product.processes if one.name != "mailer"]
    product.ports = {name: port for name, port in product.ports.items() if name != "mailer"}
    await product.start()
    operator = Operator(product)
    await operator.register()
    await operator.import_counterparties(count)
    await operator.launch(await operator.make_run())
    database = Database(product.database_urls["responses"])

    async def ready() -> int:
        async with database.reading() as reading:
            return len(
                await reading.scalars(
                    select(models.statements.c.snapshot_sha256).where(models.statements.c.completed_at.is_not(None))
                )
            )

    await eventually(ready, lambda seen: seen >= count, within=600, every=1.0)
    await operator.close()
    by_name = {one.name: one for one in product.processes}
    await by_name["aggregator"].stop()
    product.ports.pop("aggregator")  # its work is done: nobody waits for it any more
    await asyncio.sleep(5)
    half = count // 2
    requests, ids = await _filled_in(database, product)
    port = int(product.public_url.rpartition(":")[2])
    await by_name["campaign"].stop()
    rows = []
    await load(port, requests[:100], connections=ANSWERING)
    found = await load(port, requests[100:half], connections=ANSWERING)
    rows.append(await _answered(database, found, half))
    print(rows[-1])
    if with_status:
        await by_name["campaign"].start()
        await product.ready()
        await asyncio.sleep(10)
        rows += await _until_known(product, port, requests[half:], ids[half:])
    await product.stop()
    await database.dispose()
    return rows


async def _filled_in(database: Database, product: Product) -> tuple[list[bytes], list[str]]:
    """One confirmed form per link, ready to be sent, and its reconciliation."""
    keys = product.folder / "data" / "keys"
    signer = LinkSigner(KeyRing.read(keys, "link.key"))
    states = FormStates(KeyRing.read(keys, "form.key"), SystemClock(), oldest=timedelta(days=1), youngest=timedelta())
    async with database.reading() as reading:
        rows = await reading.all(
            select(models.links.c.link_id, models.links.c.reconciliation_id, models.statements.c.snapshot_sha256).join(
                models.statements, models.statements.c.reconciliation_id == models.links.c.reconciliation_id
            )
        )
    content = AnswerContent(answer=Answer.AGREED, responder_name="Muhasebe")
    host = product.public_url.removeprefix("http://")
    made = []
    for row in rows:
        state = states.issue(row.link_id, row.snapshot_sha256, 0, "tr", content)
        body = urlencode({"lang": "tr", "state": state}).encode()
        made.append(post(f"/m/{signer.token(row.link_id)}/send", host, body))
    return made, [str(row.reconciliation_id) for row in rows]


async def _answered(database: Database, found: Load, expected: int) -> str:
    async with database.reading() as reading:
        stored = len(await reading.scalars(select(models.responses.c.response_id)))
        of = models.outbox.c
        events = await reading.scalar(select(func.sum(of.events)).where(of.type.like("%response_received%"))) or 0
    assert set(found.statuses) == {200}, found.statuses
    lost = expected - min(stored, events)
    return (
        f"| answers, {ANSWERING} connections | **{found.rate:,.0f}/s** | p50 {found.percentile(0.5) * 1000:.0f} ms, "
        f"**p99 {found.percentile(0.99) * 1000:.0f} ms**, {lost} lost of {expected:,} |"
    )


async def _until_known(product: Product, port: int, requests: Sequence[bytes], ids: Sequence[str]) -> list[str]:
    campaign = Database(product.database_urls["campaign"])
    from services.campaign.models import reconciliations

    known: dict[str, float] = {}
    query = select(reconciliations.c.reconciliation_id).where(reconciliations.c.answer != "")

    async with campaign.reading() as reading:
        mine = set(ids) - {str(one) for one in await reading.scalars(query)}

    async def watch() -> None:
        while not mine <= known.keys():
            async with campaign.reading() as reading:
                rows = await reading.scalars(query)
            now = time.time()
            for one in rows:
                known.setdefault(str(one), now)
            await asyncio.sleep(0.05)

    watching = asyncio.create_task(watch())
    found = await load(port, requests, connections=ANSWERING, per_second=PER_SECOND)
    async with asyncio.timeout(60):
        await watching
    waits = sorted(known[one] - found.done[place] for place, one in enumerate(ids) if one in mine)
    await campaign.dispose()
    pace = f"{len(requests):,} answers at {found.rate:,.0f}/s"
    waited = (
        f"p50 {waits[len(waits) // 2]:.2f} s | **p99 {waits[int(len(waits) * 0.99)]:.2f} s**, longest {waits[-1]:.2f} s"
    )
    return [f"| answer → campaign status, {pace} | {waited}; p99 of the page {found.percentile(0.99) * 1000:.0f} ms |"]


async def main(parts: Sequence[str], links: int, answers: int) -> None:
    postgres, rabbit = PostgresServer(), RabbitServer()
    postgres.start()
    try:
        rows: list[str] = []
        with tempfile.TemporaryDirectory() as folder:
            if "page" in parts:
                rows += await pages(postgres, _made(Path(folder) / "page"), links)
            if "answers" in parts or "status" in parts:
                rabbit.start()
                rows += await answers_and_status(
                    postgres, rabbit, _made(Path(folder) / "product"), answers, with_status="status" in parts
                )
        print("\n".join(rows))
        if set(parts) == {"page", "answers", "status"}:
            store(
                "responses",
                f"{links:,} pages of 20 documents, one worker; {answers:,} answers; own PostgreSQL and RabbitMQ, load and all on "
                "the same machine",
                ["| what | | |", "|---|---|---|", *rows],
                WHERE_TIME_GOES,
            )
    finally:
        rabbit.stop()
        postgres.stop()


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


WHERE_TIME_GOES = (
    "of a page of 1.3 to 1.6 ms in its worker, FastAPI, h11 and the ways through middleware take a half, as they do "
    "of the bare one's 0.6; a tenth each go to the query beside the driver's own work, to laying the page out, and to "
    "counting, logging and checking who comes. PostgreSQL takes 0.5 ms for the query on the other core. An answer "
    "takes about 6 to 8 ms of the one process that takes them: receipts and their signature a quarter, the page that "
    "confirms it another, the seal of every column an eighth, the rest the way in and a share of each batch's statements."
)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=["page", "answers", "status"])
    parser.add_argument("--links", type=int, default=2000)
    parser.add_argument("--answers", type=int, default=6000)
    arguments = parser.parse_args()
    asyncio.run(main(arguments.parts, arguments.links, arguments.answers))
