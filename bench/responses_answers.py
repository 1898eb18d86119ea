"""The parts of `bench.responses` that take answers: as fast as they are taken, at a steady pace, and how long until the campaign
knows of one.

Every answer is a confirmed form that is sent, as a browser sends it; all of them are looked for afterwards, with their events and
their receipts. Beside it the least that any service in this language would do for the same form: bare FastAPI, one INSERT.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select

from bench.cpu import Spent, told
from bench.http_load import Load, load, post
from bench.responses_process import UNLIMITED, served
from services.responses import models
from services.responses.domain.entries import AnswerContent
from services.responses.public.form_state import FormStates
from shared.clock import SystemClock
from shared.contracts.responses import Answer
from shared.database import Database
from shared.keys import KeyRing
from shared.links import LinkSigner
from tests.product.operator import Operator, eventually
from tests.product.processes import Product, cluster
from tests.servers.postgres import PostgresServer
from tests.servers.rabbitmq import RabbitServer

ANSWERING = 48
STEADY_PER_SECOND = 500.0
"""The pace of the budget: so many come in a second whether those before them were answered or not."""
AT_MOST_OPEN = 400
"""Connections of the load that comes at a pace: more than are ever busy at once, or it would wait for the page after all."""
PER_SECOND = 200.0
WARMING = 300
"""Answers before those that are counted: a worker compiles its statements once in its life, and each connection plans them."""


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
    fast, steady = count // 4, count * 3 // 4
    requests, ids = await _filled_in(database, product)
    port = int(product.public_url.rpartition(":")[2])
    await by_name["campaign"].stop()
    rows = await _bare(postgres, folder, requests[:fast])
    await load(port, requests[:WARMING], connections=ANSWERING)
    await _receipts_ordered(database)
    responses = by_name["responses"].process
    assert responses is not None
    pids = {os.getpid(): "load", responses.pid: "responses"}
    rows += await _answers(database, port, requests[WARMING:fast], pids, WARMING, 0)
    rows += await _answers(database, port, requests[fast:steady], pids, fast, STEADY_PER_SECOND)
    print("\n".join(rows))
    if with_status:
        await by_name["campaign"].start()
        await product.ready()
        await asyncio.sleep(10)
        rows += await _until_known(product, port, requests[steady:], ids[steady:])
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


async def _answers(
    database: Database, port: int, requests: Sequence[bytes], pids: Mapping[int, str], before: int, per_second: float
) -> list[str]:
    """These answers at this pace, or as fast as they are taken, then their receipts. `before`: how many were sent before."""
    count, spent = len(requests), Spent(pids)
    connections = AT_MOST_OPEN if per_second else ANSWERING
    found = await load(port, requests, connections=connections, per_second=per_second)
    cost, began = spent.each(count), time.perf_counter()
    how = (
        f"{per_second:,.0f} come in a second"
        if per_second
        else f"{connections} connections, the next when one is answered"
    )
    rows = [f"| answers, {how} | {await _answered(database, found, before + count)} |"]
    rows.append(f"| CPU of an answer | | {told(cost)} |")
    receipts = await _receipts_ordered(database)
    later, cost = time.perf_counter() - began, spent.each(count)
    rows.append(
        f"| its receipts | all of {receipts:,}, the last {later:.1f} s after the last answer | CPU with them {told(cost)} |"
    )
    return rows


async def _answered(database: Database, found: Load, expected: int) -> str:
    async with database.reading() as reading:
        stored = len(await reading.scalars(select(models.responses.c.response_id)))
        of = models.outbox.c
        events = await reading.scalar(select(func.sum(of.events)).where(of.type.like("%response_received%"))) or 0
    assert set(found.statuses) == {200}, found.statuses
    lost = expected - min(stored, events)
    return (
        f"**{found.rate:,.0f}/s** | p50 {found.percentile(0.5) * 1000:.0f} ms, "
        f"**p99 {found.percentile(0.99) * 1000:.0f} ms**, {lost} lost of {expected:,}"
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
    found = await load(port, requests, connections=AT_MOST_OPEN, per_second=PER_SECOND)
    async with asyncio.timeout(60):
        await watching
    waits = sorted(known[one] - found.done[place] for place, one in enumerate(ids) if one in mine)
    await campaign.dispose()
    pace = f"{len(requests):,} answers at {found.rate:,.0f}/s"
    waited = (
        f"p50 {waits[len(waits) // 2]:.2f} s | **p99 {waits[int(len(waits) * 0.99)]:.2f} s**, longest {waits[-1]:.2f} s"
    )
    return [f"| answer → campaign status, {pace} | {waited}; p99 of the page {found.percentile(0.99) * 1000:.0f} ms |"]


async def _receipts_ordered(database: Database) -> int:
    """Wait until every stored answer has its receipts and the relay has handed all on; how many answers that are."""

    async def behind() -> tuple[int, int]:
        async with database.reading() as reading:
            given = await reading.scalar(select(func.sum(models.chain_heads.c.position))) or 0
            done = await reading.scalar(select(func.sum(models.receipt_heads.c.position))) or 0
            waiting = await reading.scalar(select(func.count()).where(models.outbox.c.done_at.is_(None))) or 0
        return int(given), int(given - done + waiting)

    given, _ = await eventually(behind, lambda seen: seen[1] == 0, within=120, every=0.1)
    return int(given)


async def _bare(postgres: PostgresServer, folder: Path, requests: Sequence[bytes]) -> list[str]:
    """The same requests at the bare peer."""
    postgres.client.sql("create database bare")
    url = f"{postgres.client.url.replace('postgresql://', 'postgresql+asyncpg://')}/bare"
    async with served("bare_answers", folder, url) as (port, pid):
        await load(port, requests[:WARMING], connections=ANSWERING)
        spent = Spent({os.getpid(): "load", pid: "FastAPI"})
        found = await load(port, requests[WARMING:], connections=ANSWERING)
        cost = spent.each(len(requests) - WARMING)
    assert set(found.statuses) == {200}, found.statuses
    slow, slowest = found.percentile(0.5) * 1000, found.percentile(0.99) * 1000
    times = f"p50 {slow:.0f} ms, p99 {slowest:.0f} ms; CPU {told(cost)}"
    return [f"| bare FastAPI, one INSERT by asyncpg | {found.rate:,.0f}/s | {times} |"]
