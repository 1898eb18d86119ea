"""Where the page of a list lies that many rows fit: on the way through its order, or else among all that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, literal, select, tuple_

from services.campaign.models import reconciliations
from services.campaign.repository.list_conditions import Conditions
from services.campaign.repository.list_filters import ReconciliationFilter
from services.campaign.repository.list_order import Way
from services.campaign.repository.list_scope import Scope
from shared.database import Reading

of = reconciliations.c
STRETCH = 2_000
"""So far the order is walked; where a page is not full by then, all that fits is looked up and sorted."""
NEAR = 20_000
"""So many are looked through sooner than walked along."""
_NO_DIFFERENCE = of.difference_minor + 0 == 0


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages of what a company wants to see."""

    reading: Reading
    company_id: UUID
    wanted: ReconciliationFilter
    scope: Scope
    conditions: Conditions

    async def find(self, way: Way, *, many: bool = False) -> Sequence[Row[Any]]:
        """The places of a page, and of one more. `many`: more than are counted fit, as is known already."""
        around = self.scope.rows(self.wanted.states)
        met = self.wanted.plain and around * STRETCH > self.scope.of_company * way.limit * 4
        # Of many among the references of a few campaigns some are met soon.
        met = met or (many and way.name in ("reference", "difference"))
        if around <= NEAR and not met and not self.wanted.everything:
            return await self._sorted(way)
        found = await (self._differing(way) if way.name == "difference" else self._walk(way))
        return await self._sorted(way) if found is None else found

    async def _walk(self, way: Way) -> Sequence[Row[Any]] | None:
        """From the stretch of the order that comes next; None when the page may go beyond it."""
        base: list[ColumnElement[bool]] = [of.company_id == self.company_id]
        if way.name == "state_at":
            # Outside of these nothing fits, and the order begins or ends there.
            base += [of.state_at >= self.wanted.since] if self.wanted.since else []
            base += [of.state_at < self.wanted.until] if self.wanted.until else []
        elif way.name == "reference":
            base += self.scope.references()
        last = None
        if not self.wanted.everything:
            end = way.sorted(select(way.column.label("place"), of.reference).where(*base), way.column, of.reference)
            last = await self.reading.first(end.offset(STRETCH).limit(1))
        conditions = self.conditions
        if way.name == "reference" and last is not None:
            # Then it is not walked at all: these are few, and an index holds all that is asked of them.
            conditions = conditions.within(self.scope.up_to(last.reference, down=way.down))
        near = (await conditions.fitting(self.wanted, way.column, walking=True)).where(*base[1:])
        if last is not None:
            edge = tuple_(literal(last.place, way.kind), literal(last.reference))
            here = tuple_(way.column, of.reference)
            near = near.where(here >= edge if way.down else here <= edge)
        found = await self.reading.all(way.sorted(near, way.column, of.reference).limit(way.limit + 1))
        return found if last is None or len(found) > way.limit else None

    async def _differing(self, way: Way) -> Sequence[Row[Any]] | None:
        """By difference. Only those who gave other figures have one, and an index; all others come by reference, before these or
        after them. None as in `_walk`."""
        found: list[Row[Any]] = []
        for differing in (True, False) if way.down else (False, True):
            missing = way.limit + 1 - len(found)
            more = await (self._with_difference(way, missing) if differing else self._without(way, missing))
            if more is None:
                return None
            found += more
            if len(found) > way.limit:
                break
        return found

    async def _with_difference(self, way: Way, missing: int) -> Sequence[Row[Any]]:
        if way.down and way.turn is not None and way.turn.value == 0:
            return []
        differing = replace(self.wanted, flags=(*self.wanted.flags, "difference"))
        return await self._sorted(way, differing, missing)

    async def _without(self, way: Way, missing: int) -> Sequence[Row[Any]] | None:
        within = self.scope.references()
        end = way.among_equals(select(of.reference).where(of.company_id == self.company_id, *within), 0)
        if end is None:
            return []
        conditions = self.conditions
        last = await self.reading.scalar(end.offset(STRETCH).limit(1))
        if last is not None:
            within = [*within, of.reference >= last if way.down else of.reference <= last]
            conditions = conditions.within(self.scope.up_to(last, down=way.down))
        fitting = await conditions.fitting(self.wanted, way.column, walking=True)
        near = way.among_equals(fitting.where(_NO_DIFFERENCE, *within), 0)
        found = [] if near is None else await self.reading.all(near.limit(missing))
        return found if last is None or len(found) == missing else None

    async def _sorted(
        self, way: Way, wanted: ReconciliationFilter | None = None, limit: int | None = None
    ) -> Sequence[Row[Any]]:
        """All that fits is looked up, and sorted as far as the page goes."""
        # `OFFSET 0`: on no account along the same order once more.
        every = (await self.conditions.fitting(wanted or self.wanted, way.column)).offset(0).subquery()
        those = way.sorted(select(every.c.place, every.c.reference), every.c.place, every.c.reference)
        return await self.reading.all(those.limit(limit or way.limit + 1))
