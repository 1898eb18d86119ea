"""Many rows into one table at once: PostgreSQL's COPY (arrays where policies forbid it), SQLite's prepared insert; inside the
transaction like any other write.

Rows may travel as lines of COPY text (`shared/copy_text.py`), because whoever makes a million of them can do so in another
process and hand over bytes that nobody has to look at again.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import JSON, ColumnElement, String, Table, bindparam, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from shared.copy_text import fields_of
from shared.database import Transaction
from shared.given_rows import WORTH_IT, given_rows
from shared.isolation import NARROW_AGAIN, WIDEN

_ROWS_AT_ONCE = 5000
_MANY = 10
_WORTH_LOOKING = 100
"""Rows from which a copy is worth the two round trips around it."""
_POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own


async def copy_lines(tx: Transaction, table: Table, columns: Sequence[str], lines: bytes) -> None:
    """Insert the lines, each ended by a line feed; `columns` names their fields in order."""
    if not lines:
        return
    if tx.dialect == "postgresql" and not tx.reach.copies:
        await _unnest(tx, table, tuple(columns), frozenset(columns), fields_of(lines))
        return
    if tx.dialect == "postgresql":
        raw = await tx.connection.get_raw_connection()
        driver: Any = raw.driver_connection
        await driver.copy_to_table(table.name, source=io.BytesIO(lines), columns=columns, format="text")
        return
    statement = _insert(table, columns)
    for some in _portions(fields_of(lines)):
        await tx.connection.exec_driver_sql(statement, some)


async def copy_rows(tx: Transaction, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of Python values, as the table's own columns take them; values of JSON columns are encoded here."""
    if not rows:
        return
    if tx.dialect == "postgresql":
        # The driver takes Python's own values; only of JSON does it know nothing.
        json: dict[int, _Encoder] = {
            place: _json for place, name in enumerate(columns) if isinstance(table.c[name].type, JSON)
        }
        if tx.reach.copies:
            await _copy(tx, table, columns, _encoded(rows, json))
        elif tx.reach.company is not None and _are_all_of(tx.reach.company, columns, rows):
            await tx.connection.exec_driver_sql(WIDEN)
            await _copy(tx, table, columns, _encoded(rows, json))
            await tx.connection.exec_driver_sql(NARROW_AGAIN)
        else:
            texts = frozenset(columns[place] for place in json)
            await _unnest(tx, table, tuple(columns), texts, _encoded(rows, json))
        return
    dialect = tx.connection.dialect
    encoders: dict[int, _Encoder] = {}
    for place, name in enumerate(columns):
        kind = table.c[name].type
        encoder = _json if isinstance(kind, JSON) else kind.dialect_impl(dialect).bind_processor(dialect)
        if encoder is not None:
            encoders[place] = encoder
    statement = _insert(table, columns)
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        some = list(_encoded(rows[start : start + _ROWS_AT_ONCE], encoders))
        await tx.connection.exec_driver_sql(statement, some)


async def _copy(tx: Transaction, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    raw = await tx.connection.get_raw_connection()
    driver: Any = raw.driver_connection
    await driver.copy_records_to_table(table.name, records=rows, columns=columns)


def _are_all_of(company: UUID, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bool:
    """Whether each row names this company: looked at here, where PostgreSQL's policies would refuse the quick way altogether."""
    place = next((columns.index(name) for name in ("company_id", "tenant") if name in columns), None)
    return place is not None and len(rows) >= _WORTH_LOOKING and all(row[place] == company for row in rows)


async def _unnest(
    tx: Transaction, table: Table, columns: tuple[str, ...], texts: frozenset[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """The same as a statement, which policies look at: an array for each column. `texts`: columns whose values come as texts."""
    raw = await tx.connection.get_raw_connection()
    driver: Any = raw.driver_connection
    statement = _unnesting(table, columns, texts)
    for some in _portions(rows):
        try:
            await driver.execute(statement, *zip(*some, strict=True))
        except OSError:
            raise
        except Exception as error:
            raise DBAPIError(statement, None, error) from error


@lru_cache(maxsize=64)
def _unnesting(table: Table, columns: tuple[str, ...], texts: frozenset[str]) -> str:
    arrays, values = [], []
    for place, name in enumerate(columns, 1):
        kind = table.c[name].type
        # A text becomes as short as its column where it is stored, which refuses it, and not by a cast, which would cut it.
        said = "TEXT" if isinstance(kind, String) else kind.compile(dialect=_POSTGRESQL)
        arrays.append(f"${place}::{'TEXT' if name in texts else said}[]")
        values.append(f"given.{name}::{said}")
    names = ", ".join(columns)
    return (
        f"INSERT INTO {table.name} ({names}) "  # noqa: S608 - names of our own
        f"SELECT {', '.join(values)} FROM unnest({', '.join(arrays)}) AS given({names})"
    )


async def insert_rows(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns; what has a default in the database may be left out. Few are inserted, many
    are copied, which costs both sides a third."""
    if not rows:
        return
    if len(rows) < _MANY:
        # Inline: a key that the database gives is not asked back, for which whoever may only add has no right.
        await tx.execute(table.insert().inline(), list(rows))
        return
    columns = tuple(rows[0])
    await copy_rows(tx, table, columns, [tuple(row[name] for name in columns) for row in rows])


Merge = Callable[[ColumnElement[Any], ColumnElement[Any]], ColumnElement[Any]]
"""What becomes of a column, from what it holds and what is given for it."""


async def update_rows(
    tx: Transaction,
    table: Table,
    key: str,
    rows: Sequence[Mapping[str, Any]],
    merged: Mapping[str, Merge] | None = None,
) -> None:
    """Give each row its own values: `key` names the column by which it is found, the other names are what is set, or brought
    together with what is there as `merged` says. All rows have the same names, and no two the same key."""
    if not rows:
        return
    names = [name for name in rows[0] if name != key]
    merges = merged or {}

    def value(name: str, given: ColumnElement[Any]) -> ColumnElement[Any]:
        return merges[name](table.c[name], given) if name in merges else given

    if tx.dialect == "postgresql" and len(rows) >= WORTH_IT:
        given = given_rows(table, [key, *names], rows)
        found = update(table).where(table.c[key] == given.c[key])
        await tx.execute(found.values({name: value(name, given.c[name]) for name in names}))
        return
    found = update(table).where(table.c[key] == bindparam("the_key", type_=table.c[key].type))
    values = {name: value(name, bindparam(f"new_{name}", type_=table.c[name].type)) for name in names}
    await tx.execute(
        found.values(values),
        [{"the_key": row[key], **{f"new_{name}": row[name] for name in names}} for row in rows],
    )


_Encoder = Callable[[Any], Any]


def _json(value: Any) -> str:
    return to_json(value).decode()


def _encoded(rows: Iterable[Sequence[Any]], encoders: dict[int, _Encoder]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        values = list(row)
        for place, encoder in encoders.items():
            values[place] = encoder(values[place])
        yield tuple(values)


def _insert(table: Table, columns: Sequence[str]) -> str:
    places = ", ".join("?" * len(columns))
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - names of our own


def _portions(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    some: list[tuple[Any, ...]] = []
    for row in rows:
        some.append(row)
        if len(some) == _ROWS_AT_ONCE:
            yield some
            some = []
    if some:
        yield some
