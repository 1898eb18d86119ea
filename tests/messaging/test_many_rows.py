"""Many rows in one statement are what they would be one by one, whatever their columns hold."""

from __future__ import annotations

import operator
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import JSON, BigInteger, Boolean, Column, Integer, String, Table, func, select

from shared.bulk import update_rows
from shared.database import Database, UtcDateTime, service_metadata

metadata = service_metadata()
papers = Table(
    "papers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("said", JSON, nullable=True),
    Column("name", String(20), nullable=True),
    Column("minor", BigInteger, nullable=True),
    Column("done", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)
FEW, MANY = 3, 40
"""Below and above what is worth a statement for all."""


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url)
    async with made.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield made
    await made.dispose()


def paper(number: int, **values: Any) -> dict[str, Any]:
    return {
        "id": number,
        # Lists of lists and of objects: an array of the database that took them for its own dimensions would tear them apart.
        "said": [[{"şube": number}], [{"b": [1, "\u2028"]}]] if number % 3 else None,
        "name": None if number % 2 else "ş'\"\\{}",
        "minor": -number if number % 5 else None,
        "done": bool(number % 2),
        "at": NOON,
        **values,
    }


@pytest.mark.parametrize("count", [FEW, MANY])
async def test_rows_are_kept_as_they_are_and_known_ones_left_alone(database: Database, count: int) -> None:
    rows = [paper(number) for number in range(count)]
    async with database.transaction() as tx:
        await tx.insert_or_ignore(papers, rows[: count // 2])
        await tx.insert_or_ignore(papers, [{**row, "name": "another"} if row["id"] == 0 else row for row in rows])
        found = await tx.mappings(select(papers).order_by(papers.c.id))
    assert found == rows


@pytest.mark.parametrize("count", [FEW, MANY])
async def test_each_row_gets_its_own_values_and_others_none(database: Database, count: int) -> None:
    rows = [paper(number) for number in range(count)]
    changed = [{"id": row["id"], "said": [[row["id"]], []], "name": f"n{row['id']}"} for row in rows[1:]]
    async with database.transaction() as tx:
        await tx.insert_or_ignore(papers, rows)
        await update_rows(tx, papers, "id", changed)
        found = await tx.mappings(select(papers).order_by(papers.c.id))
    assert found == [rows[0], *({**row, **new} for row, new in zip(rows[1:], changed, strict=True))]


@pytest.mark.parametrize("count", [FEW, MANY])
async def test_what_is_given_may_be_brought_together_with_what_is_there(database: Database, count: int) -> None:
    rows = [paper(number, minor=number, name=None if number % 2 else "kept") for number in range(count)]
    given = [{"id": row["id"], "minor": 100, "name": "given"} for row in rows]
    async with database.transaction() as tx:
        await tx.insert_or_ignore(papers, rows)
        await update_rows(tx, papers, "id", given, {"minor": operator.add, "name": func.coalesce})
        found = await tx.mappings(select(papers).order_by(papers.c.id))
    assert found == [{**row, "minor": row["minor"] + 100, "name": row["name"] or "given"} for row in rows]
