"""Many rows into one table at once: PostgreSQL's COPY, SQLite's prepared insert; inside the transaction like any other write.

Rows may travel as lines of COPY text (`shared/copy_text.py`), because whoever makes a million of them can do so in another
process and hand over bytes that nobody has to look at again.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import JSON, Table

from shared.copy_text import fields_of
from shared.database import Transaction

_ROWS_AT_ONCE = 5000
# Made once: `json.dumps` makes an encoder for every value that is not encoded as by default.
_ENCODED = json.JSONEncoder(ensure_ascii=False).encode


async def copy_lines(tx: Transaction, table: Table, columns: Sequence[str], lines: bytes) -> None:
    """Insert the lines, each ended by a line feed; `columns` names their fields in order."""
    if not lines:
        return
    if tx.dialect == "postgresql":
        raw = await tx.connection.get_raw_connection()
        driver: Any = raw.driver_connection
        await driver.copy_to_table(table.name, source=io.BytesIO(lines), columns=columns, format="text")
        return
    places = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - names of our own
    for some in _portions(fields_of(lines)):
        await tx.connection.exec_driver_sql(statement, some)


async def copy_rows(tx: Transaction, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of Python values, as the table's own columns take them; values of JSON columns are encoded here."""
    if not rows:
        return
    if tx.dialect == "postgresql":
        encoded = [place for place, name in enumerate(columns) if isinstance(table.c[name].type, JSON)]
        raw = await tx.connection.get_raw_connection()
        driver: Any = raw.driver_connection
        records = (_with_json(row, encoded) for row in rows) if encoded else rows
        await driver.copy_records_to_table(table.name, records=records, columns=columns)
        return
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        some = [dict(zip(columns, row, strict=True)) for row in rows[start : start + _ROWS_AT_ONCE]]
        await tx.execute(table.insert(), some)


def _with_json(row: Sequence[Any], places: Sequence[int]) -> tuple[Any, ...]:
    values = list(row)
    for place in places:
        values[place] = _ENCODED(values[place])
    return tuple(values)


def _portions(rows: Iterable[tuple[str | None, ...]]) -> Iterator[list[tuple[str | None, ...]]]:
    some: list[tuple[str | None, ...]] = []
    for row in rows:
        some.append(row)
        if len(some) == _ROWS_AT_ONCE:
            yield some
            some = []
    if some:
        yield some
