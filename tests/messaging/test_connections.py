"""A database that ended its connections costs nobody a transaction; many rows and many keys mean the same on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Column, Integer, String, Table, Uuid, select, text

from shared import engines as module
from shared.bulk import insert_rows
from shared.database import Database, service_metadata
from tests.servers.postgres import PostgresClient

metadata = service_metadata()
things = Table(
    "things",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", String(20), nullable=True),
    Column("size", Integer, nullable=False, server_default="7"),
)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url)
    async with made.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield made
    await made.dispose()


@pytest.mark.parametrize("rest", [0.0, 1000.0])
async def test_connections_that_the_server_ended_are_replaced_unnoticed(
    fresh_postgres_database: Callable[[], str],
    postgres_server: PostgresClient,
    monkeypatch: pytest.MonkeyPatch,
    rest: float,
) -> None:
    url = fresh_postgres_database()
    name = url.rpartition("/")[2]
    database = Database(url, pool_size=3)
    monkeypatch.setattr(module, "ASK_AFTER", -1.0 if rest else 30.0)
    try:
        for _ in range(3):
            await database.ping()
            postgres_server.sql(
                f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"  # noqa: S608  # our own
            )
            # The end of a connection is known once the event loop has looked at its socket.
            await asyncio.sleep(0.05)
            async with database.transaction() as tx:
                assert await tx.scalar(text("SELECT 1")) == 1
    finally:
        await database.dispose()


@pytest.mark.parametrize("count", [0, 1, 9, 10, 600])
async def test_few_rows_and_many_are_inserted_alike_and_found_by_their_keys(database: Database, count: int) -> None:
    rows = [{"id": uuid4(), "name": f"ş{number}" if number % 3 else None} for number in range(count)]
    async with database.transaction() as tx:
        await insert_rows(tx, things, rows)
        await tx.plan_for_these_values()
        found = await tx.all(select(things).where(tx.among(things.c.id, [row["id"] for row in rows])))
        others = await tx.all(select(things).where(tx.among(things.c.id, [uuid4()])))
    assert {(row.id, row.name, row.size) for row in found} == {(row["id"], row["name"], 7) for row in rows}
    assert others == []


@pytest.mark.postgres
async def test_what_is_still_in_use_when_all_is_closed_is_closed_when_it_comes_back(
    fresh_postgres_database: Callable[[], str],
) -> None:
    database = Database(fresh_postgres_database())
    used, left = asyncio.Event(), asyncio.Event()

    async def work() -> Any:
        async with database.reading() as reading:
            raw = await reading.connection.get_raw_connection()
            used.set()
            await left.wait()
            assert await reading.scalar(text("SELECT 1")) == 1
            return raw.driver_connection

    working = asyncio.create_task(work())
    await used.wait()
    await database.dispose()
    left.set()
    assert (await working).is_closed()
