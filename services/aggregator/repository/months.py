"""Which rows belong to a month: those whose own month it is, or those that were booked in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, Table, and_, select, union_all

from services.aggregator.domain.rules import DateBasis, RunRules

Rows = Select[Any] | CompoundSelect[Any]


def rows_of_month(
    table: Table, columns: Sequence[ColumnElement[Any]], company_id: UUID, rules: RunRules, *also: ColumnElement[bool]
) -> Rows:
    """These columns of the month's rows of `movements` or `period_sums`, by the date that the rules go by."""
    of, month = table.c, rules.period.number
    mine = and_(of.company_id == company_id, *also)
    if rules.date_basis is DateBasis.DOCUMENT:
        return select(*columns).where(mine, of.period == month)
    # Two statements, because two indexes lead there: that of the months, and the small one of what was booked elsewhen.
    return union_all(
        select(*columns).where(mine, of.period == month, of.recorded_period == month),
        select(*columns).where(mine, of.recorded_period == month, of.recorded_period != of.period),
    )
