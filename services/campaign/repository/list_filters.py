"""What a list of reconciliations is filtered by, and the conditions that this becomes.

A search looks through counterparties rather than through reconciliations: a company asks the same ones month after month.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, between, false, func, literal_column, or_, select
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from services.campaign.domain.progress import ReconciliationState
from services.campaign.models import campaigns, reconciliations
from services.campaign.repository import counterparties
from shared.database import Reading
from shared.text import fold

of = reconciliations.c
FEW = 1000
MANY = 2000
LARGEST = 2**62
LOOKED_UP = 4000
"""So many rows are sooner looked up one by one than looked for among all."""
FLAGS = MappingProxyType(
    {
        "undelivered": of.undelivered > 0,
        "outdated": of.outdated_at.is_not(None),
        # As their indexes say it, or SQLite does not see that they fit.
        "conflict": literal_column("reconciliations.answer_conflict"),
        "late": literal_column("reconciliations.answer_late"),
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


class Conditions:
    """The conditions of filters of one company; what a search finds is looked up once."""

    def __init__(self, reading: Reading, company_id: UUID) -> None:
        self._reading = reading
        self._company_id = company_id
        self._named: dict[str, Sequence[str]] = {}

    async def of(self, wanted: ReconciliationFilter, *, walking: bool = False) -> list[ColumnElement[bool]]:
        """`walking`: rows come in the list's order anyway, and these only say which of them to leave out."""
        found: list[ColumnElement[bool]] = [of.company_id == self._company_id]
        if wanted.campaign_id is not None:
            found.append(of.campaign_id == wanted.campaign_id)
        if wanted.states:
            found.append(of.state.in_([state.value for state in wanted.states]))
        if wanted.only is not None:
            found.append(self._reading.among(of.reconciliation_id, wanted.only))
        found += [FLAGS[flag] for flag in wanted.flags]
        if wanted.least_minor is not None or wanted.most_minor is not None:
            least = wanted.least_minor or 0
            found.append(await self._amount_between(least, wanted.most_minor, walking=walking))
        return [*found, *await self._of_time(wanted, walking=walking), *await self._found_by(wanted.search)]

    async def _of_time(self, wanted: ReconciliationFilter, *, walking: bool) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        since = of.state_at if walking else self._passed_by(of.state_at)
        if wanted.since is not None:
            found.append(since >= wanted.since)
        if wanted.until is not None:
            found.append(since < wanted.until)
        if wanted.answered_since is not None:
            found.append(of.answered_at >= wanted.answered_since)
        if wanted.ends_on is not None or wanted.period:
            mine = select(campaigns.c.campaign_id).where(campaigns.c.company_id == self._company_id)
            if wanted.ends_on is not None:
                mine = mine.where(campaigns.c.valid_until == wanted.ends_on)
            if wanted.period:
                mine = mine.where(campaigns.c.period == wanted.period)
            those = await self._reading.scalars(mine)
            found.append(self._reading.among(of.campaign_id, those) if those else false())
        return found

    def _passed_by(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """`column` as something to compare with, not to look up by: SQLite would take its index however much that holds, as it
        does not know what stands in a table. PostgreSQL does, and decides by itself."""
        if self._reading.dialect != "sqlite":
            return column
        return UnaryExpression(column, operator=custom_op("+"), type_=column.type)

    async def _found_by(self, search: str) -> list[ColumnElement[bool]]:
        folded = fold(search)
        if not folded:
            return []
        if folded.startswith("m-"):
            # How every reference begins, and hardly a name.
            return [between(of.reference, folded.upper(), folded.upper() + "\uffff")]
        named = counterparties.found_by(self._company_id, folded)
        if folded not in self._named:
            self._named[folded] = await self._reading.scalars(named.limit(MANY + 1))
        keys = self._named[folded]
        if len(keys) <= FEW:
            return [self._reading.among(of.figure_key, keys)]
        # Many are met soon on the way through all; not by the index of keys, which leads to each of them apart.
        key = self._passed_by(of.figure_key)
        return [self._reading.among(key, keys) if len(keys) <= MANY else key.in_(named)]

    async def _amount_between(self, least: int, most: int | None, *, walking: bool) -> ColumnElement[bool]:
        most = LARGEST if most is None else most
        ranges: list[tuple[ColumnElement[int], int, int]]
        ranges = [(of.purchases_minor, least, most), (of.sales_minor, least, most)]
        ranges += [(of.balance_minor, least, most), (of.balance_minor, -most, -least)]
        if walking or await self._are_many(ranges):
            # Not by the indexes of the amounts, then.
            ranges = [(column + 0, low, high) for column, low, high in ranges]
        return or_(*(between(*one) for one in ranges))

    async def _are_many(self, ranges: Sequence[tuple[ColumnElement[int], int, int]]) -> bool:
        found = 0
        for column, low, high in ranges:
            some = select(of.reference).where(of.company_id == self._company_id, between(column, low, high))
            some = some.order_by(column).limit(LOOKED_UP - found)
            found += int(await self._reading.scalar(select(func.count()).select_from(some.subquery())))
            if found >= LOOKED_UP:
                return True
        return False
