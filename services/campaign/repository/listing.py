"""Reconciliations as lists show them: filtered, in order, page by page in both directions, with sums over the whole filter.

Everything here answers within a page's time however many there are. Of what is few, one look finds the page and the sums. What
is many is met soon on the way through the list's order, which has an index; it is counted up to `COUNTED` and not further.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Row, Select, case, cast, func, literal, null, select, tuple_, union_all
from sqlalchemy.types import TypeEngine

from services.campaign.domain.reconciliations import Reconciliation
from services.campaign.models import reconciliations
from services.campaign.repository import tallies
from services.campaign.repository.list_filters import EVERYTHING, FLAGS, Conditions, ReconciliationFilter
from services.campaign.repository.reconciliations import from_row
from services.campaign.repository.tallies import Tally
from shared.database import Reading
from shared.paging import Turn, decode_turn, encode_turn

__all__ = ["COUNTED", "EVERYTHING", "FLAGS", "SORTS", "ListPage", "Listing", "Look", "ReconciliationFilter", "Sums"]

of = reconciliations.c
COUNTED = 5_000
STRETCH = 2_000
"""So far the order is walked; where a page is not full by then, all that fits is looked up and sorted."""
AT_ONCE = 2000
SORTS = MappingProxyType(
    {
        "title": of.title_order,
        "reference": of.reference,
        "purchases": of.purchases_minor,
        "sales": of.sales_minor,
        "balance": of.balance_minor,
        "difference": of.difference_minor,
        "state_at": of.state_at,
    }
)
"""What a list may be sorted by; the reference decides among equals."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Of each state within the rest of the filter, and of the filter. None: there are more than `COUNTED`."""

    by_state: dict[str, Tally] | None
    total: Tally | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some rows, and the cursors of what comes before and after them."""

    rows: list[Reconciliation]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """A page of a list, and what the whole of it adds up to."""

    page: ListPage
    sums: Sums


class Way:
    """In which order, and from where on; one more than a page, to know whether it goes on."""

    def __init__(self, sort: str, limit: int, cursor: str | None) -> None:
        self.column: ColumnElement[Any] = SORTS[sort.removeprefix("-")]
        self.limit = limit
        self.turn: Turn | None = decode_turn(cursor)
        self.backwards = self.turn is not None and self.turn.backwards
        self.down = sort.startswith("-") is not self.backwards

    @property
    def kind(self) -> TypeEngine[Any]:
        return self.column.type

    def beyond(self, place: ColumnElement[Any], reference: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        if self.turn is None:
            return []
        here, at = tuple_(place, reference), tuple_(*self.turn.position(self.kind))
        return [here < at if self.down else here > at]

    def sorted(self, query: Select[Any], place: ColumnElement[Any], reference: ColumnElement[Any]) -> Select[Any]:
        ordered = query.where(*self.beyond(place, reference))
        return ordered.order_by(*((place.desc(), reference.desc()) if self.down else (place, reference)))


class Listing:
    """One list of a company: what a filter finds, looked at in one transaction."""

    def __init__(self, reading: Reading, company_id: UUID, wanted: ReconciliationFilter) -> None:
        self._reading = reading
        self._company_id = company_id
        self._wanted = wanted
        self._conditions = Conditions(reading, company_id)

    async def look(
        self, *, sort: str = "title", limit: int = 50, cursor: str | None = None, exactly: bool = False
    ) -> Look:
        """The page that a cursor names, or the first one, and the sums. `sort` with `-` in front: the largest first.

        `exactly`: what is many is counted too, however long it takes.
        """
        wanted, way = self._wanted, Way(sort, limit, cursor)
        found: Sequence[Row[Any]] | None = None
        if wanted.plain:
            states, total = await self._tallied()
            sums = Sums(states, total)
            if total.reconciliations <= COUNTED and not _soon_met(states, wanted, limit):
                _, found = await self._few(wanted, way)
        elif exactly:
            sums = await self._counted()
        else:
            few, found = await self._few(wanted, way)
            sums = Sums(few, None if few is None else _total(few, wanted))
            if few is not None and wanted.states:
                beside, _ = await self._few(replace(wanted, states=()), way)
                sums = Sums(beside, sums.total)
        if found is None:
            found = await self._walk(way)
        return Look(await self._page(way, found), sums)

    async def page(self, *, sort: str = "title", limit: int = 50, cursor: str | None = None) -> ListPage:
        return (await self.look(sort=sort, limit=limit, cursor=cursor)).page

    async def sums(self, *, exactly: bool = False) -> Sums:
        return (await self.look(limit=1, exactly=exactly)).sums

    async def every_page(self, *, sort: str = "title") -> AsyncIterator[list[Reconciliation]]:
        """All of it in order, some thousand at a time."""
        cursor: str | None = None
        while True:
            found = await self.page(sort=sort, limit=AT_ONCE, cursor=cursor)
            if found.rows:
                yield found.rows
            if found.after is None:
                return
            cursor = found.after

    async def ids(self) -> Sequence[UUID]:
        """All of it, for an action on "all in the filter"."""
        query = select(of.reconciliation_id).where(*await self._conditions.of(self._wanted))
        return await self._reading.scalars(query.order_by(of.title_order, of.reference))

    async def _tallied(self) -> tuple[dict[str, Tally], Tally]:
        """What the tallies know of a plain filter: all of it, without looking at a row."""
        wanted = self._wanted
        places = None if wanted.campaign_id is None else [wanted.campaign_id]
        states: dict[str, Tally] = defaultdict(Tally)
        for of_campaign in (await tallies.by_state(self._reading, self._company_id, places)).values():
            for state, tally in of_campaign.items():
                states[state] += tally
        return dict(states), _total(states, wanted)

    async def _counted(self) -> Sums:
        those = await self._conditions.of(replace(self._wanted, states=()))
        fitting = select(of.state, of.purchases_minor, of.sales_minor, of.balance_minor).where(*those)
        rows = await self._reading.all(_added_up(fitting.cte("fitting")))
        states = {row[0]: _tally(row) for row in rows}
        return Sums(states, _total(states, self._wanted))

    async def _few(
        self, wanted: ReconciliationFilter, way: Way
    ) -> tuple[dict[str, Tally] | None, Sequence[Row[Any]] | None]:
        """What `wanted` adds up to, and where the page of the list lies in it; nothing of either when it is many."""
        # PostgreSQL makes a plan for all that fits and follows it as far as it is asked: for the first some alone it would read
        # the table from its beginning, though they may stand at its end. SQLite would fetch all of it first.
        fitting = (await self._fitting(wanted, way)).cte("fitting")
        fitting = fitting.prefix_with("MATERIALIZED", dialect="postgresql")
        fitting = fitting.prefix_with("NOT MATERIALIZED", dialect="sqlite")
        some = select(fitting).limit(COUNTED + 1).cte("some").prefix_with("MATERIALIZED")
        here = select(some.c.reconciliation_id, some.c.place, some.c.reference)
        page = way.sorted(here, some.c.place, some.c.reference).limit(way.limit + 1).subquery()
        sums = _added_up(some)
        no_sums = [cast(null(), column.type) for column in sums.selected_columns]
        no_place = [cast(null(), column.type).label(column.name) for column in page.c]
        rows = await self._reading.all(union_all(sums.add_columns(*no_place), select(*no_sums, *page.c)))
        states = {row[0]: _tally(row) for row in rows if row.reconciliation_id is None}
        if sum(tally.reconciliations for tally in states.values()) > COUNTED:
            return None, None
        found = [row for row in rows if row.reconciliation_id is not None]
        return states, sorted(found, key=lambda row: (row.place, row.reference), reverse=way.down)

    async def _walk(self, way: Way) -> Sequence[Row[Any]]:
        """The page in what is many: from the stretch of the order that comes next, or else from all that fits."""
        base = [of.company_id == self._company_id]
        if self._wanted.campaign_id is not None:
            base.append(of.campaign_id == self._wanted.campaign_id)
        last = None
        if self._wanted != EVERYTHING:
            end = way.sorted(select(way.column.label("place"), of.reference).where(*base), way.column, of.reference)
            last = await self._reading.first(end.offset(STRETCH).limit(1))
        near = await self._fitting(self._wanted, way, walking=True)
        if last is not None:
            edge = tuple_(literal(last.place, way.kind), literal(last.reference))
            here = tuple_(way.column, of.reference)
            near = near.where(here >= edge if way.down else here <= edge)
        found = await self._reading.all(way.sorted(near, way.column, of.reference).limit(way.limit + 1))
        if last is None or len(found) > way.limit:
            return found
        # `OFFSET 0`: on no account along the same order once more.
        every = (await self._fitting(self._wanted, way)).offset(0).subquery()
        those = select(every.c.reconciliation_id, every.c.place, every.c.reference)
        return await self._reading.all(way.sorted(those, every.c.place, every.c.reference).limit(way.limit + 1))

    async def _fitting(self, wanted: ReconciliationFilter, way: Way, *, walking: bool = False) -> Select[Any]:
        """What fits, in no order: everything about it stands in one index."""
        columns = (of.state, of.purchases_minor, of.sales_minor, of.balance_minor, of.reconciliation_id, of.reference)
        return select(*columns, way.column.label("place")).where(*await self._conditions.of(wanted, walking=walking))

    async def _page(self, way: Way, found: Sequence[Row[Any]]) -> ListPage:
        more, found = len(found) > way.limit, list(found[: way.limit])
        if way.backwards:
            found.reverse()
        earlier, later = (more, True) if way.backwards else (way.turn is not None, more)
        return ListPage(
            await self._rows([one.reconciliation_id for one in found]),
            encode_turn(found[0].place, found[0].reference, backwards=True) if found and earlier else None,
            encode_turn(found[-1].place, found[-1].reference) if found and later else None,
        )

    async def _rows(self, wanted: Sequence[UUID]) -> list[Reconciliation]:
        # Wide rows are fetched when it is known which: sorting would carry them all along.
        if not wanted:
            return []
        those = self._reading.among(of.reconciliation_id, wanted)
        known = {row.reconciliation_id: row for row in await self._reading.all(select(reconciliations).where(those))}
        return [from_row(known[one]) for one in wanted if one in known]


def _added_up(those: CTE) -> Select[Any]:
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


def _tally(row: Row[Any]) -> Tally:
    return Tally(*(int(row[place]) for place in range(1, 6)))


def _soon_met(states: Mapping[str, Tally], wanted: ReconciliationFilter, limit: int) -> bool:
    """Whether so many of all are wanted that the way through an order leads to a page of them."""
    every, some = _total(states, EVERYTHING).reconciliations, _total(states, wanted).reconciliations
    return some * STRETCH > every * limit * 4


def _total(states: Mapping[str, Tally], wanted: ReconciliationFilter) -> Tally:
    chosen = [tally for state, tally in states.items() if not wanted.states or state in wanted.states]
    return sum(chosen, Tally())
