"""The conditions that a list's filter becomes, and which of them leads to the rows.

A search looks through counterparties rather than through reconciliations: a company asks the same ones month after month.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import reduce
from operator import add
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Integer, Select, between, func, literal_column, or_, select, true, union
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from services.campaign.models import counterparty_texts, reconciliations
from services.campaign.repository import counterparties
from services.campaign.repository.list_filters import FLAGS, LAST, REFERENCE, ReconciliationFilter
from services.campaign.repository.list_names import EVERYBODY, Names
from services.campaign.repository.list_scope import Scope
from shared.database import Reading
from shared.given_rows import among_texts, not_among_texts
from shared.text import fold

of = reconciliations.c
FEW = 1000
DEARER = 3
SEVERAL = 40
"""In so many campaigns at most a counterparty is taken to be in each; of more the average is asked for."""
LARGEST = 2**62
LOOKED_UP = 4000
"""So many rows are sooner looked up one by one than looked for among all."""
_ORDERS = {
    "title_order": "by_title",
    "purchases_minor": "by_purchases",
    "sales_minor": "by_sales",
    "balance_minor": "by_balance",
    "state_at": "by_state_at",
}
_ROWID: ColumnElement[int] = literal_column("reconciliations.rowid", Integer)
Range = tuple[ColumnElement[int], int, int]


class Conditions:
    """The conditions of filters of one company; what a search finds is looked up once."""

    def __init__(self, reading: Reading, company_id: UUID, scope: Scope, names: Names) -> None:
        self._reading = reading
        self._company_id = company_id
        self._scope = scope
        self._names = names
        self._counted: dict[tuple[int, int], bool] = {}
        self._between: dict[tuple[int, int], ColumnElement[bool]] = {}

    def within(self, scope: Scope) -> Conditions:
        """The same in fewer campaigns."""
        fewer = copy(self)
        fewer._scope = scope  # noqa: SLF001  # of its own kind
        return fewer

    async def fitting(
        self, wanted: ReconciliationFilter, place: ColumnElement[Any], *, walking: bool = False
    ) -> Select[Any]:
        """What fits, in no order, with its place in one: everything about it stands in one index."""
        columns = (of.state, of.purchases_minor, of.sales_minor, of.balance_minor, of.reference)
        query = select(*columns, place.label("place")).where(*await self.of(wanted, walking=walking))
        index = _ORDERS.get(place.name) if walking else await self._index(wanted)
        if index is None:
            return query
        return query.with_hint(reconciliations, f"INDEXED BY ix_reconciliations_{index}", "sqlite")

    async def _index(self, wanted: ReconciliationFilter) -> str | None:
        """What SQLite is to look into; None where it is led there by itself."""
        lead = await self._lead(wanted)
        if lead == "few":
            return wanted.flags[0] if wanted.flags and wanted.only is None else None
        if lead == "search":
            return None if fold(wanted.search).startswith(REFERENCE) else "by_counterparty"
        return {"place": "listed", "answered": "answered"}.get(lead)

    async def at_most(self, wanted: ReconciliationFilter) -> int:
        """More than so many do not fit, as far as that is known without looking."""
        rows = self._scope.rows(wanted.states)
        meant = await self._names.meant_by(wanted.search)
        if meant is not None and meant.found is not None:
            rows = min(rows, len(meant.found) * len(self._scope.campaigns))
        amounts = wanted.least_minor is not None or wanted.most_minor is not None
        if amounts and rows > LOOKED_UP and not await self._are_many(_ranges(wanted)):
            return LOOKED_UP
        return rows

    async def of(self, wanted: ReconciliationFilter, *, walking: bool = False) -> list[ColumnElement[bool]]:
        """`walking`: rows come in the list's order anyway, and these only say which of them to leave out."""
        lead = "order" if walking else await self._lead(wanted)
        company_id = self._aside(of.company_id) if lead == "amounts" else of.company_id
        found: list[ColumnElement[bool]] = [company_id == self._company_id, *self._of_place(wanted, lead)]
        if wanted.only is not None:
            found.append(self._reading.among(of.reconciliation_id, wanted.only))
        found += [FLAGS[flag] for flag in wanted.flags]
        if wanted.least_minor is not None or wanted.most_minor is not None:
            found.append(self._amount_between(_ranges(wanted), lead))
        return [*found, *self._of_time(wanted, lead), *await self._found_by(wanted.search, lead)]

    async def _lead(self, wanted: ReconciliationFilter) -> str:
        """Which of the conditions leads to the rows, the others only leaving some of them out. PostgreSQL decides for itself, but
        amounts would mislead it; SQLite does not know what stands in a table."""
        if wanted.only is not None or wanted.flags:
            return "few"
        rows = self._scope.rows(wanted.states)
        folded = fold(wanted.search)
        if folded.startswith(REFERENCE) and len(folded) > len("m-2026-10-"):
            return "search"
        meant = await self._names.meant_by(wanted.search)
        found = None if meant is None else meant.found
        # Looking one up costs as much as passing by some others.
        if found is not None and len(found) <= FEW and len(found) * await self._asked_in() * DEARER < rows:
            return "search"
        amounts = wanted.least_minor is not None or wanted.most_minor is not None
        if amounts and rows > LOOKED_UP and not await self._are_many(_ranges(wanted)):
            return "amounts"
        if wanted.answered_since is not None and rows > self._scope.of_company // 2:
            return "answered"
        return "place"

    async def _asked_in(self) -> float:
        """In how many campaigns a counterparty is: at most in all of them, and on the average where they are many."""
        campaigns = len(self._scope.campaigns)
        if campaigns <= SEVERAL:
            return campaigns
        return min(campaigns, self._scope.of_company / max(await self._names.counted(), 1))

    def _amount_between(self, ranges: Sequence[Range], lead: str) -> ColumnElement[bool]:
        if lead != "amounts":
            # Not by the indexes of the amounts, then. Several statements ask for the same.
            key = ranges[0][1:]
            if key not in self._between:
                self._between[key] = or_(*(between(column + 0, low, high) for column, low, high in ranges))
            return self._between[key]
        if self._reading.dialect != "sqlite":
            return or_(*(between(*one) for one in ranges))
        # Of several indexes at once SQLite makes use only if it is told so.
        some = [
            select(_ROWID)
            .where(of.company_id == self._company_id, between(column, low, high))
            .with_hint(reconciliations, f"INDEXED BY ix_reconciliations_{_ORDERS[column.name]}", "sqlite")
            .correlate(None)
            for column, low, high in ranges
        ]
        return _ROWID.in_(union(*some))

    def _of_place(self, wanted: ReconciliationFilter, lead: str) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if not self._scope.whole or (lead == "place" and (wanted.states or self._reading.dialect == "sqlite")):
            campaign_id = of.campaign_id if lead == "place" else self._aside(of.campaign_id)
            found.append(self._reading.among(campaign_id, self._scope.campaigns))
        if wanted.states:
            state = of.state if lead == "place" else self._aside(of.state)
            found.append(state.in_([one.value for one in wanted.states]))
        return found

    def _of_time(self, wanted: ReconciliationFilter, lead: str) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        at = self._aside(of.state_at)
        if wanted.since is not None:
            found.append(at >= wanted.since)
        if wanted.until is not None:
            found.append(at < wanted.until)
        if wanted.answered_since is not None:
            answered = of.answered_at if lead == "answered" else self._aside(of.answered_at)
            found.append(answered >= wanted.answered_since)
        return found

    def _aside(self, column: Column[Any]) -> ColumnElement[Any]:
        """`column` as something to compare with, not to look up by: SQLite would take its index however much that holds."""
        if self._reading.dialect != "sqlite":
            # What PostgreSQL compares with a list it looks up once for each of it, though it has to read the same rows each time.
            return column + "" if column.name == of.figure_key.name else column
        return UnaryExpression(column, operator=custom_op("+"), type_=column.type)

    async def _found_by(self, search: str, lead: str) -> list[ColumnElement[bool]]:
        folded = fold(search)
        if not folded:
            return []
        if folded.startswith(REFERENCE):
            reference = of.reference if lead == "search" else self._aside(of.reference)
            return [between(reference, folded.upper(), folded.upper() + LAST)]
        meant = await self._names.meant_by(search) or EVERYBODY
        key = of.figure_key if lead == "search" else self._aside(of.figure_key)
        if meant.found is not None:
            return [among_texts(self._reading.dialect, key, meant.found)]
        if meant.left_out is not None:
            return [] if meant.everybody else [not_among_texts(self._reading.dialect, key, meant.left_out)]
        if lead == "order":
            # A page is full after a few of them: each is looked up when it comes. As a value, since PostgreSQL would make a join
            # of an `EXISTS`.
            of_text = counterparty_texts.c
            named = counterparties.found_by(self._company_id, folded).where(of_text.figure_key == of.figure_key)
            return [named.correlate(reconciliations).scalar_subquery().is_not(None)]
        among = key.in_(counterparties.found_by(self._company_id, folded))
        # `IS TRUE`: asked of each row as it comes. As a join it would be led by the names, of which PostgreSQL expects a handful
        # where policies hide from it what stands in them.
        return [among if self._reading.dialect == "sqlite" else among.is_(true())]

    async def _are_many(self, ranges: Sequence[Range]) -> bool:
        found, key = 0, ranges[0][1:]
        if key not in self._counted:
            # Mostly the first says it.
            for part in (ranges[:1], ranges[1:]):
                if found < LOOKED_UP:
                    counts = (self._counted_in(one) for one in part)
                    found += int(await self._reading.scalar(select(reduce(add, counts))))
            self._counted[key] = found >= LOOKED_UP
        return self._counted[key]

    def _counted_in(self, one: Range) -> ColumnElement[int]:
        column, low, high = one
        some = select(of.reference).where(of.company_id == self._company_id, between(column, low, high))
        some = some.order_by(column).limit(LOOKED_UP)
        return select(func.count()).select_from(some.subquery()).scalar_subquery()


def _ranges(wanted: ReconciliationFilter) -> list[Range]:
    least, most = wanted.least_minor or 0, LARGEST if wanted.most_minor is None else wanted.most_minor
    ranges: list[Range] = [(of.purchases_minor, least, most), (of.sales_minor, least, most)]
    return [*ranges, (of.balance_minor, least, most), (of.balance_minor, -most, -least)]
