"""Many Python values inside one statement. Rows are a table on PostgreSQL: an array for each column, unnested there.

Five hundred rows then are one statement, executed once, instead of one that is bound and executed five hundred times; the
statement is the same text however many rows there are, so it is compiled and prepared once.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, FromClause, Table, all_, any_, bindparam, column, func, literal, select

WORTH_IT = 8
"""Rows from which one statement for all is cheaper than one for each."""


def given_rows(table: Table, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> FromClause:
    """A table `given` with the columns `names`, of the types that they have in `table`."""
    arrays = [literal([row[name] for row in rows], ARRAY(table.c[name].type, dimensions=1)) for name in names]
    columns = [column(name, table.c[name].type) for name in names]
    return func.unnest(*arrays).table_valued(*columns, name="given").render_derived()


def among_given(dialect: str, of: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """`Reading.among` with the values as the parameter `name`, for a statement that is made once and executed often."""
    if dialect != "postgresql":
        return of.in_(bindparam(name, expanding=True))
    return of == any_(bindparam(name, type_=ARRAY(of.type)))


def not_among_texts(dialect: str, of: ColumnElement[str], texts: Collection[str]) -> ColumnElement[bool]:
    """`of NOT IN texts`, as `among_texts`."""
    if dialect == "postgresql":
        return of != all_(literal(list(texts), ARRAY(of.type)))
    given = func.json_each(json.dumps(list(texts))).table_valued("value")
    return of.not_in(select(given.c.value))


def among_texts(dialect: str, of: ColumnElement[str], texts: Collection[str]) -> ColumnElement[bool]:
    """`of IN texts` for hundreds of them as one parameter: SQLAlchemy writes a list out for SQLite again for every execution."""
    if dialect == "postgresql":
        return of == any_(literal(list(texts), ARRAY(of.type)))
    given = func.json_each(json.dumps(list(texts))).table_valued("value")
    return of.in_(select(given.c.value))
