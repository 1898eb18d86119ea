"""What a list adds up to, and the page that one look at few rows finds along with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Row, Select, case, cast, func, null, select, union_all
from sqlalchemy.sql.selectable import CTE

from services.campaign.repository.list_order import Way
from services.campaign.repository.tallies import Tally, tally_at
from shared.database import Reading

COUNTED = 5_000
"""Further it is not counted where a person waits for it."""
BESIDE = 1_000
"""And only so far what is in other states, for their tabs, where it has to be counted by itself."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Of each state within the rest of the filter, and of the filter. None: there are more than `COUNTED`."""

    by_state: dict[str, Tally] | None
    total: Tally | None


@dataclass(frozen=True, slots=True)
class Few:
    """What few rows add up to, by state, and the places of a page among them."""

    states: dict[str, Tally]
    places: Sequence[Row[Any]]


async def few(
    reading: Reading, fitting: Select[Any], way: Way, shown: Collection[str] = (), *, most: int
) -> Few | None:
    """Of all that fits, and the page of those in the states to be shown (without any: of all). None for more than `most`."""
    # PostgreSQL makes a plan for all that fits and follows it as far as it is asked: for the first some alone it would read the
    # table from its beginning, though they may stand at its end. SQLite would fetch all of it first.
    every = fitting.cte("fitting").prefix_with("MATERIALIZED", dialect="postgresql")
    every = every.prefix_with("NOT MATERIALIZED", dialect="sqlite")
    some = select(every).limit(most + 1).cte("some").prefix_with("MATERIALIZED")
    here = select(some.c.place, some.c.reference)
    if shown:
        here = here.where(some.c.state.in_(list(shown)))
    page = way.sorted(here, some.c.place, some.c.reference).limit(way.limit + 1).subquery()
    rows = await reading.all(together(added_up(some), select(*page.c)))
    states = {row[0]: tally_at(row, 1) for row in rows if row.reference is None}
    if sum(tally.reconciliations for tally in states.values()) > most:
        return None
    found = [row for row in rows if row.reference is not None]
    return Few(states, sorted(found, key=lambda row: (row.place, row.reference), reverse=way.down))


def together(first: Select[Any], second: Select[Any]) -> CompoundSelect[Any]:
    """Two results in one round trip: a row has the columns of one of them, and NULL in those of the other."""
    no_first = [cast(null(), column.type).label(column.name) for column in first.selected_columns]
    no_second = [cast(null(), column.type).label(column.name) for column in second.selected_columns]
    return union_all(first.add_columns(*no_second), second.with_only_columns(*no_first, *second.selected_columns))


async def counted(reading: Reading, fitting: Select[Any]) -> dict[str, Tally]:
    """By state, however many there are."""
    return {row[0]: tally_at(row, 1) for row in await reading.all(added_up(fitting.cte("fitting")))}


def added_up(those: CTE) -> Select[Any]:
    """By state, in the order of a tally's fields."""
    balance = those.c.balance_minor
    return select(
        those.c.state,
        func.count(),
        func.sum(those.c.purchases_minor),
        func.sum(those.c.sales_minor),
        func.sum(case((balance > 0, balance), else_=0)),
        func.sum(case((balance < 0, -balance), else_=0)),
    ).group_by(those.c.state)


def total(states: Mapping[str, Tally], wanted: Collection[str]) -> Tally:
    """Of those in these states; of all without any."""
    return sum((tally for state, tally in states.items() if not wanted or state in wanted), Tally())
