"""The query of every request: compiled once by SQLAlchemy, then handed to the driver as it is.

What SQLAlchemy does around the driver (find the compiled form again, bind, wrap result and row) is nothing beside most work. Of
the page that everybody waits for it was a seventh.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Dialect, Select, any_, bindparam
from sqlalchemy.exc import DBAPIError

from shared.database import Reading


@dataclass(frozen=True, slots=True)
class _Compiled:
    """`names`: of the parameters, in the driver's order; `fixed`: the values of those that the query itself gives."""

    text: str
    names: tuple[str, ...]
    fixed: Mapping[str, Any]
    conversions: tuple[tuple[int, Callable[[Any], Any]], ...]
    """By the places of the columns whose values the driver does not give as we keep them."""


class OftenAsked:
    """One query, whose parameters are texts, numbers and ids. `among`: columns by the name of the list in which they are wanted.
    Elsewhere than on PostgreSQL it is asked as any other."""

    def __init__(self, query: Select[Any], among: Mapping[str, ColumnElement[Any]] = MappingProxyType({})) -> None:
        self._plain = query.where(*(column.in_(bindparam(name, expanding=True)) for name, column in among.items()))
        self._query = query.where(
            *(column == any_(bindparam(name, type_=ARRAY(column.type))) for name, column in among.items())
        )
        self._compiled: _Compiled | None = None

    async def first(self, reading: Reading, values: Mapping[str, Any]) -> Sequence[Any] | None:
        """The values of the first row, in the order of the query's columns."""
        if reading.dialect != "postgresql":
            return await reading.first(self._plain, values)
        rows = await self._fetched(reading, values, "fetchrow")
        return None if rows is None else self._converted(rows)

    async def all(self, reading: Reading, values: Mapping[str, Any]) -> list[Sequence[Any]]:
        """The same of every row. In a transaction another statement has to come first: the driver is not told to begin."""
        if reading.dialect != "postgresql":
            return list(await reading.all(self._plain, values))
        return [self._converted(row) for row in await self._fetched(reading, values, "fetch")]

    async def _fetched(self, reading: Reading, values: Mapping[str, Any], how: str) -> Any:
        compiled = self._compiled = self._compiled or _compiled(self._query, reading.connection.dialect)
        arguments = [values[name] if name in values else compiled.fixed[name] for name in compiled.names]
        raw = await reading.connection.get_raw_connection()
        driver: Any = raw.driver_connection
        try:
            return await getattr(driver, how)(compiled.text, *arguments)
        except OSError:
            raise
        except Exception as error:
            # As SQLAlchemy would say it, so that whoever handles its errors handles this one. Without the parameters.
            raise DBAPIError(compiled.text, None, error) from error

    def _converted(self, found: Any) -> list[Any]:
        row = list(found.values())
        if self._compiled is not None:
            for place, convert in self._compiled.conversions:
                row[place] = convert(row[place])
        return row


def _compiled(query: Select[Any], dialect: Dialect) -> _Compiled:
    made: Any = query.compile(dialect=dialect)
    conversions = []
    for place, column in enumerate(query.selected_columns):
        kind = column.type.dialect_impl(dialect)
        if (convert := kind.result_processor(dialect, None)) is not None:
            conversions.append((place, convert))
    return _Compiled(str(made), tuple(made.positiontup), dict(made.params), tuple(conversions))
