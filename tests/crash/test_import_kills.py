"""An import that is killed again and again ends as one that nobody disturbed (issue: 200,000 rows, 20 random points).

`MUTABAKAT_SOAK_KILLS` takes the long way; else fewer rows and kills, at the same random places.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from bench.ledgers import write_cards, write_movements
from services.aggregator.domain.imports import ImportState
from services.aggregator.models import accounts, movements, period_sums, staged_movements
from services.aggregator.repository import imports
from services.aggregator.use_cases.jobs import ReceiveImport, receive_import
from shared.crashpoint import CRASHPOINTS
from tests.component.aggregator.world import World, make_world
from tests.product.forked import Forked, fork
from tests.product.operator import eventually

pytestmark = [pytest.mark.crash, pytest.mark.timeout(1800)]

SOAK = bool(int(os.environ.get("MUTABAKAT_SOAK_KILLS", "0")))
ROWS, KILLS = (200_000, 20) if SOAK else (20_000, 6)
ROWS_AT_POINTS = 200_000 if SOAK else 4_000
CARDS = 2_000
ELSEWHERE = {"id", "company_id", "import_id", "document_id", "account_id", "since"}
"""What may differ between two companies with the same books."""


@pytest.fixture
async def world(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    made = await make_world(tmp_path, database_url)
    yield made
    await made.service.database.dispose()


async def received(world: World, company: UUID, path: Path) -> UUID:
    async def parts() -> AsyncIterator[bytes]:
        yield await asyncio.to_thread(path.read_bytes)

    command = ReceiveImport(company, uuid4(), path.name, 0, uuid4().hex, parts())
    async with world.service.database.transaction() as tx:
        return await receive_import(tx, command)


async def state(world: World, company: UUID, import_id: UUID) -> Any:
    async with world.service.database.reading() as reading:
        return await imports.one(reading, company, import_id)


async def books(world: World, company: UUID) -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]], set[int]]:
    """Lines and sums under their account's code, and the revisions at which lines began."""
    names = [column.name for column in movements.columns if column.name not in ELSEWHERE]
    sums = [column.name for column in period_sums.columns if column.name not in ELSEWHERE]
    async with world.service.database.reading() as reading:
        found = []
        for table, columns in ((movements, names), (period_sums, sums)):
            statement = select(accounts.c.code, *[table.c[name] for name in columns]).join(
                accounts, accounts.c.id == table.c.account_id
            )
            rows = await reading.all(statement.where(table.c.company_id == company))
            found.append({tuple(row) for row in rows})
            assert len(found[-1]) == len(rows)
        since = await reading.scalars(select(movements.c.since).where(movements.c.company_id == company).distinct())
    return found[0], found[1], set(since)


async def start(url: str, folder: Path, **environment: str) -> Forked:
    return await fork(
        "tests.crash.import_process:begin", url, str(folder), environment=os.environ | environment, cwd=folder
    )


async def prepared(world: World, tmp_path: Path, rows: int) -> tuple[UUID, Path, float, Any]:
    """A company with cards, a ledger for it, how long it takes undisturbed, and what books come of it."""
    cards, ledger = tmp_path / "cards.csv", tmp_path / "ledger.csv"
    await asyncio.to_thread(write_cards, cards, CARDS)
    await asyncio.to_thread(write_movements, ledger, rows, CARDS)
    companies = (uuid4(), uuid4())
    for company in companies:
        await world.register(company)
        assert await world.worker.step(only=await received(world, company, cards))
    undisturbed = await received(world, companies[0], ledger)
    begun = time.monotonic()
    assert await world.worker.step(only=undisturbed)
    seconds = time.monotonic() - begun
    row = await state(world, companies[0], undisturbed)
    assert (row.state, row.accepted) == ("done", rows), row.problems[:3]
    return companies[1], ledger, seconds, await books(world, companies[0])


async def to_the_end(world: World, url: str, folder: Path, company: UUID, import_id: UUID) -> Any:
    process = await start(url, folder)
    try:
        return await eventually(
            lambda: state(world, company, import_id),
            lambda row: not ImportState(row.state).is_open,
            within=600,
            every=0.1,
        )
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()


async def check(world: World, company: UUID, row: Any, wanted: Any, rows: int = ROWS) -> None:
    assert (row.state, row.accepted, row.rejected) == ("done", rows, 0), row.problems[:3]
    lines, sums, since = await books(world, company)
    assert (lines == wanted[0], sums == wanted[1], len(since)) == (True, True, 1)
    while await world.worker.step():
        pass
    assert await world.count(staged_movements) == 0


async def test_killed_at_random(world: World, tmp_path: Path, database_url: str) -> None:
    company, ledger, seconds, wanted = await prepared(world, tmp_path, ROWS)
    import_id = await received(world, company, ledger)
    chance = random.Random(f"{database_url[:6]}{ROWS}")
    killed, reach = 0, 0.9 * seconds
    for _ in range(3 * KILLS):
        attempts = (await state(world, company, import_id)).attempts
        process = await start(database_url, tmp_path)
        # The start of the process and the lease of the last one are waited for; then anywhere in the import's length.
        await eventually(
            partial(state, world, company, import_id),
            lambda row, before=attempts: row.attempts > before,  # type: ignore[misc]  # a default binds it
            within=60,
            every=0.02,
        )
        await asyncio.sleep(chance.uniform(0, reach))
        process.send_signal(signal.SIGKILL)
        await process.wait()
        row = await state(world, company, import_id)
        if ImportState(row.state).is_open:
            killed += 1
            if killed == KILLS:
                break
        else:
            # It was quicker than the kill: what it made is looked at, and the next one is met earlier.
            await check(world, company, row, wanted)
            company, reach = uuid4(), reach * 0.8
            await world.register(company)
            assert await world.worker.step(only=await received(world, company, tmp_path / "cards.csv"))
            import_id = await received(world, company, ledger)
    row = await to_the_end(world, database_url, tmp_path, company, import_id)
    await check(world, company, row, wanted)
    assert killed == KILLS


@pytest.mark.parametrize("point", [point for point in CRASHPOINTS if point.startswith("import.")])
async def test_dies_at(point: str, world: World, tmp_path: Path, database_url: str) -> None:
    company, ledger, _, wanted = await prepared(world, tmp_path, ROWS_AT_POINTS)
    import_id = await received(world, company, ledger)
    process = await start(database_url, tmp_path, MUTABAKAT_CRASH=point)
    async with asyncio.timeout(120):
        assert await process.wait() == 137
    row = await state(world, company, import_id)
    assert ImportState(row.state).is_open
    row = await to_the_end(world, database_url, tmp_path, company, import_id)
    assert row.attempts == 2
    await check(world, company, row, wanted, ROWS_AT_POINTS)
