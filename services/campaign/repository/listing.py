"""Reconciliations as lists show them: filtered, in order, page by page in both directions, with sums over the whole filter.

Everything here answers within a page's time however many there are. The tallies say in which campaigns something can be found,
and how many there are at most. Of what is few, one look finds the page and the sums. What is many is met soon on the way through
the list's order, which has an index; it is counted up to `COUNTED` and not further.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from services.campaign.domain.reconciliations import Reconciliation
from services.campaign.models import reconciliations
from services.campaign.repository import list_sums
from services.campaign.repository.list_conditions import Conditions
from services.campaign.repository.list_filters import EVERYTHING, FLAGS, ReconciliationFilter
from services.campaign.repository.list_names import Names
from services.campaign.repository.list_order import SORTS, Way
from services.campaign.repository.list_pages import Pages
from services.campaign.repository.list_scope import Asking, Scope, scope_of
from services.campaign.repository.list_sums import BESIDE, COUNTED, Few, Sums
from services.campaign.repository.reconciliations import from_row
from shared.contracts.values import Kind
from shared.database import Reading
from shared.paging import encode_turn

__all__ = ["COUNTED", "EVERYTHING", "FLAGS", "SORTS", "ListPage", "Listing", "Look", "ReconciliationFilter", "Sums"]

of = reconciliations.c
AT_ONCE = 2000


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


class Listing:
    """One list of a company: what a filter finds, looked at in one transaction."""

    def __init__(self, reading: Reading, company_id: UUID, wanted: ReconciliationFilter) -> None:
        self._reading = reading
        self._company_id = company_id
        self._wanted = wanted
        self._places: tuple[Scope, Conditions] | None = None

    async def look(
        self, *, sort: str = "title", limit: int = 50, cursor: str | None = None, exactly: bool = False
    ) -> Look:
        """The page that a cursor names, or the first one, and the sums. `sort` with `-` in front: the largest first.

        `exactly`: what is many is counted too, however long it takes.
        """
        scope, conditions = await self._where()
        wanted, way = self._wanted, Way(sort, limit, cursor)
        found: Sequence[Row[Any]] | None = None
        many = False
        if wanted.plain:
            sums = Sums(dict(scope.states), scope.total(wanted.states))
        elif exactly:
            states = await list_sums.counted(self._reading, await conditions.fitting(self._beside, way.column))
            sums = Sums(states, list_sums.total(states, wanted.states))
        else:
            sums, found = await self._few(way)
            many = found is None
        if found is None:
            found = await Pages(self._reading, self._company_id, wanted, scope, conditions).find(way, many=many)
        return Look(await self._page(way, found), sums)

    async def page(self, *, sort: str = "title", limit: int = 50, cursor: str | None = None) -> ListPage:
        """Without sums, as they are not asked for."""
        way = Way(sort, limit, cursor)
        scope, conditions = await self._where()
        found = await Pages(self._reading, self._company_id, self._wanted, scope, conditions).find(way)
        return await self._page(way, found)

    async def sums(self, *, exactly: bool = False) -> Sums:
        return (await self.look(limit=1, exactly=exactly)).sums

    async def asked_about(self) -> tuple[list[Kind], list[str]]:
        """What the company has asked about at all, and the periods, the newest first."""
        scope, _ = await self._where()
        return scope.asked_about

    async def campaigns(self) -> Mapping[UUID, Asking]:
        """Those to which its rows may belong."""
        scope, _ = await self._where()
        return scope.found

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
        _, conditions = await self._where()
        query = select(of.reconciliation_id).where(*await conditions.of(self._wanted))
        return await self._reading.scalars(query.order_by(of.title_order, of.reference))

    @property
    def _beside(self) -> ReconciliationFilter:
        """The rest of the filter: what tabs count of every state."""
        return replace(self._wanted, states=())

    async def _where(self) -> tuple[Scope, Conditions]:
        """Where to look, by what the tallies say now."""
        if self._places is None:
            names = Names(self._reading, self._company_id)
            meant = await names.meant_by(self._wanted.search)
            if meant is not None and meant.everybody:
                self._wanted = replace(self._wanted, search="")
            if not self._wanted.everything:
                await self._reading.look_into_indexes()
            scope = await scope_of(self._reading, self._company_id, self._wanted)
            self._places = scope, Conditions(self._reading, self._company_id, scope, names)
        return self._places

    async def _few(self, way: Way) -> tuple[Sums, Sequence[Row[Any]] | None]:
        """The sums, and the page where there are few of what is wanted: one look finds both."""
        _, conditions = await self._where()
        states = self._wanted.states
        if not states or await conditions.at_most(self._beside) <= COUNTED or self._wanted.flags:
            # Those in other states are looked for too, for their tabs; if all are few nothing else needs to be.
            every = await self._look_at(self._beside, way)
            if every is not None:
                return Sums(every.states, list_sums.total(every.states, states)), every.places
            found = await self._look_at(self._wanted, way) if states else None
        else:
            found = await self._look_at(self._wanted, way)
            every = await self._beside_of(found, way) if found else None
        if found is None:
            return Sums(None, None), None
        return Sums(every.states if every else None, list_sums.total(found.states, states)), found.places

    async def _beside_of(self, found: Few, way: Way) -> Few | None:
        """What is in other states too, unless it will be far more than is counted for tabs: as a rule there are as many of it as
        of what was found."""
        scope, _ = await self._where()
        here, all_states = scope.rows(self._wanted.states), scope.rows()
        if list_sums.total(found.states, self._wanted.states).reconciliations * all_states > 2 * BESIDE * here:
            return None
        return await self._look_at(self._beside, way, BESIDE)

    async def _look_at(self, wanted: ReconciliationFilter, way: Way, most: int | None = None) -> Few | None:
        _, conditions = await self._where()
        fitting = await conditions.fitting(wanted, way.column)
        return await list_sums.few(
            self._reading, fitting, way, self._wanted.states, most=list_sums.COUNTED if most is None else most
        )

    async def _page(self, way: Way, found: Sequence[Row[Any]]) -> ListPage:
        more, found = len(found) > way.limit, list(found[: way.limit])
        if way.backwards:
            found.reverse()
        earlier, later = (more, True) if way.backwards else (way.turn is not None, more)
        return ListPage(
            await self._rows([one.reference for one in found]),
            encode_turn(found[0].place, found[0].reference, backwards=True) if found and earlier else None,
            encode_turn(found[-1].place, found[-1].reference) if found and later else None,
        )

    async def _rows(self, wanted: Sequence[str]) -> list[Reconciliation]:
        # Wide rows are fetched when it is known which: sorting would carry them all along.
        if not wanted:
            return []
        those = (of.company_id == self._company_id) & self._reading.among(of.reference, wanted)
        scope, _ = await self._where()
        # Without those of a campaign that went out a moment ago: nothing is known of it here yet.
        rows = [
            row
            for row in await self._reading.all(select(reconciliations).where(those))
            if row.campaign_id in scope.found
        ]
        known = {row.reference: row for row in rows}
        return [from_row(known[one]) for one in wanted if one in known]
