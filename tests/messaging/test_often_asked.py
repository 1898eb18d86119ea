"""What goes to the driver as it is means what SQLAlchemy would have made of it, in its values and in its errors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Integer,
    Select,
    String,
    Table,
    Uuid,
    bindparam,
    column,
    func,
    select,
    table,
)
from sqlalchemy.exc import SQLAlchemyError

from shared.bulk import insert_rows
from shared.database import Database, UtcDateTime, service_metadata
from shared.often_asked import OftenAsked

metadata = service_metadata()
letters = Table(
    "letters",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("place", Uuid, nullable=True),
    Column("text", String(40), nullable=True),
    Column("said", JSON, nullable=True),
    Column("done", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=True),
)
QUERY = (
    select(letters, func.coalesce(letters.c.text, "none").label("or_none"))
    .where(letters.c.text == bindparam("text"), letters.c.id >= bindparam("least"))
    .order_by(letters.c.id)
    .limit(1)
)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url)
    async with made.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    rows = [
        {
            "id": number,
            "place": UUID(int=number) if number else None,
            "text": "ş'\"\\$1",
            "said": [{"şube": number}, None] if number else None,
            "done": bool(number % 2),
            "at": datetime(2026, 11, 5, 12, tzinfo=timezone(timedelta(hours=3))) if number else None,
        }
        for number in range(3)
    ]
    async with made.transaction() as tx:
        await insert_rows(tx, letters, rows)
    yield made
    await made.dispose()


@pytest.mark.parametrize("least", [0, 1, 2, 3])
async def test_the_row_is_the_same(database: Database, least: int) -> None:
    values = {"text": "ş'\"\\$1", "least": least}
    asked = OftenAsked(QUERY)
    found: Sequence[object] | None = None
    async with database.glance() as reading:
        for _ in range(2):
            found, wanted = await asked.first(reading, values), await reading.first(QUERY, values)
            assert (list(found) if found else None) == (list(wanted) if wanted else None)
    if found and least:
        assert isinstance(found[5], datetime)
        assert found[5] == datetime(2026, 11, 5, 9, tzinfo=UTC)
        assert found[5].utcoffset() == timedelta()


async def test_an_error_is_one_of_sqlalchemy_and_tells_no_parameter(database: Database) -> None:
    nowhere: Select[Any] = select(column("id")).select_from(table("nowhere")).where(column("id") == bindparam("id"))
    async with database.glance() as reading:
        with pytest.raises(SQLAlchemyError) as raised:
            await OftenAsked(nowhere).first(reading, {"id": "canary"})
    assert "nowhere" in str(raised.value)
    if database.lets_many_write:
        assert "canary" not in str(raised.value)
