"""Reconciliations as lists show them: filtered, in order, page by page in both directions, with sums over the whole filter.

Everything here answers within a page's time however many there are: an order has its index, a search looks through counterparties
rather than reconciliations, and what would have to be counted row by row is counted up to `COUNTED` and not further.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, between, case, func, literal_column, or_, select, tuple_

from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.reconciliations import Reconciliation
from services.campaign.models import campaigns, reconciliations
from services.campaign.repository import counterparties, tallies
from services.campaign.repository.reconciliations import from_row
from services.campaign.repository.tallies import Tally
from shared.database import Reading
from shared.paging import decode_turn, encode_turn
from shared.text import fold

of = reconciliations.c
COUNTED = 5_000
AT_ONCE = 2000
FEW = 200
MANY = 2000
LARGEST = 2**62
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
FLAGS = MappingProxyType(
    {
        "undelivered": of.undelivered > 0,
        "outdated": of.outdated_at.is_not(None),
        # As their indexes say it, or SQLite does not see that they fit.
        "conflict": literal_column("reconciliations.answer_conflict", Boolean),
        "late": literal_column("reconciliations.answer_late", Boolean),
        "notice": of.notice != "",
        "difference": of.difference_minor > 0,
        "unread": of.unread_messages > 0,
    }
)
"""What a reconciliation may be marked with."""


@dataclass(frozen=True, slots=True)
class ReconciliationFilter:
    """What is empty or None does not matter. Amounts in kuruş: one of the sides or the balance lies between them.

    `search`: every word stands in what its counterparty is called, or it begins the reference.
    """

    campaign_id: UUID | None = None
    states: Collection[ReconciliationState] = ()
    search: str = ""
    flags: Collection[str] = ()
    least_minor: int | None = None
    most_minor: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    answered_since: datetime | None = None
    ends_on: date | None = None
    period: str = ""
    only: Collection[UUID] | None = None

    @property
    def plain(self) -> bool:
        """Whether the tallies know its sums: nothing but a campaign and states is asked for."""
        return replace(self, campaign_id=None, states=()) == EVERYTHING


EVERYTHING = ReconciliationFilter()


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


class Listing:
    """One list of a company: what a filter finds, looked at in one transaction."""

    def __init__(self, reading: Reading, company_id: UUID, wanted: ReconciliationFilter) -> None:
        self._reading = reading
        self._company_id = company_id
        self._wanted = wanted
        self._keys: Sequence[str] | None = None

    async def page(self, *, sort: str = "title", limit: int = 50, cursor: str | None = None) -> ListPage:
        """The page that a cursor names, or the first one. `sort` with `-` in front: the largest first."""
        column, turn = SORTS[sort.removeprefix("-")], decode_turn(cursor)
        backwards = turn is not None and turn.backwards
        down = sort.startswith("-") is not backwards
        query = select(of.reconciliation_id, column.label("place"), of.reference).where(
            *await self.conditions(walking=True)
        )
        if turn is not None:
            place, at = tuple_(column, of.reference), tuple_(*turn.position(column.type))
            query = query.where(place < at if down else place > at)
        order = (column.desc(), of.reference.desc()) if down else (column, of.reference)
        found = list(await self._reading.all(query.order_by(*order).limit(limit + 1)))
        more, found = len(found) > limit, found[:limit]
        if backwards:
            found.reverse()
        earlier, later = (more, True) if backwards else (turn is not None, more)
        rows = await self._rows([one.reconciliation_id for one in found])
        return ListPage(
            rows,
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
        query = select(of.reconciliation_id).where(*await self.conditions())
        return await self._reading.scalars(query.order_by(of.title_order, of.reference))

    async def sums(self, *, exactly: bool = False) -> Sums:
        """What it adds up to, and beside it each state of the rest of the filter; `exactly`: however long it takes."""
        wanted = self._wanted
        if wanted.plain:
            places = None if wanted.campaign_id is None else [wanted.campaign_id]
            states: dict[str, Tally] = defaultdict(Tally)
            for of_campaign in (await tallies.by_state(self._reading, self._company_id, places)).values():
                for state, tally in of_campaign.items():
                    states[state] += tally
            return Sums(dict(states), _total(states, wanted))
        found = await self._counted(wanted=replace(wanted, states=()), exactly=exactly)
        if found is not None or not wanted.states:
            return Sums(found, None if found is None else _total(found, wanted))
        # Too many without the states; with them it may be told.
        narrow = await self._counted(wanted=wanted, exactly=exactly)
        return Sums(None, None if narrow is None else _total(narrow, wanted))

    async def _counted(self, *, wanted: ReconciliationFilter, exactly: bool) -> dict[str, Tally] | None:
        columns = (of.state, of.purchases_minor, of.sales_minor, of.balance_minor)
        query = select(*columns).where(*await self.conditions(wanted))
        some = (query if exactly else query.limit(COUNTED + 1)).subquery().c
        balance = some.balance_minor
        rows = await self._reading.all(
            select(
                some.state,
                func.count(),
                func.sum(some.purchases_minor),
                func.sum(some.sales_minor),
                func.sum(case((balance > 0, balance), else_=0)),
                func.sum(case((balance < 0, -balance), else_=0)),
            ).group_by(some.state)
        )
        found: dict[str, Tally] = {row[0]: Tally(*(int(row[place]) for place in range(1, 6))) for row in rows}
        many = sum(tally.reconciliations for tally in found.values())
        return None if many > COUNTED and not exactly else found

    async def conditions(
        self, wanted: ReconciliationFilter | None = None, *, walking: bool = False
    ) -> list[ColumnElement[bool]]:
        """`walking`: the list's order is walked until a page is full, rather than everything looked up."""
        wanted = wanted or self._wanted
        found: list[ColumnElement[bool]] = [of.company_id == self._company_id]
        if wanted.campaign_id is not None:
            found.append(of.campaign_id == wanted.campaign_id)
        if wanted.states:
            found.append(of.state.in_([state.value for state in wanted.states]))
        if wanted.only is not None:
            found.append(self._reading.among(of.reconciliation_id, wanted.only))
        found += [FLAGS[flag] for flag in wanted.flags]
        if wanted.least_minor is not None or wanted.most_minor is not None:
            found.append(_amount_between(wanted.least_minor or 0, wanted.most_minor))
        return [*found, *await self._of_time(wanted), *await self._found_by(wanted.search, walking=walking)]

    async def _of_time(self, wanted: ReconciliationFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if wanted.since is not None:
            found.append(of.state_at >= wanted.since)
        if wanted.until is not None:
            found.append(of.state_at < wanted.until)
        if wanted.answered_since is not None:
            found.append(of.answered_at >= wanted.answered_since)
        if wanted.ends_on is not None or wanted.period:
            mine = select(campaigns.c.campaign_id).where(campaigns.c.company_id == self._company_id)
            if wanted.ends_on is not None:
                mine = mine.where(campaigns.c.valid_until == wanted.ends_on)
            if wanted.period:
                mine = mine.where(campaigns.c.period == wanted.period)
            found.append(self._reading.among(of.campaign_id, await self._reading.scalars(mine)))
        return found

    async def _found_by(self, search: str, *, walking: bool) -> list[ColumnElement[bool]]:
        folded = fold(search)
        if not folded:
            return []
        if folded.startswith("m-"):
            # How every reference begins, and hardly a name.
            return [between(of.reference, folded.upper(), folded.upper() + "\uffff")]
        named = counterparties.found_by(self._company_id, folded)
        if self._keys is None:
            self._keys = await self._reading.scalars(named.limit(MANY + 1))
        if len(self._keys) <= (FEW if walking else MANY):
            return [self._reading.among(of.figure_key, self._keys)]
        # Of many, the first are soon met on the way through the list's order; not by the index of keys, which leads to them all.
        key = of.figure_key + ""
        return [key.in_(self._keys if len(self._keys) <= MANY else named)]


def _amount_between(least: int, most: int | None) -> ColumnElement[bool]:
    most = LARGEST if most is None else most
    sides = (between(of.purchases_minor, least, most), between(of.sales_minor, least, most))
    return or_(*sides, between(of.balance_minor, least, most), between(of.balance_minor, -most, -least))


def _total(states: Mapping[str, Tally], wanted: ReconciliationFilter) -> Tally:
    chosen = [tally for state, tally in states.items() if not wanted.states or state in wanted.states]
    return sum(chosen, Tally())
