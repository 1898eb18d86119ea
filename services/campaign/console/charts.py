"""Bars as numbers for inline SVG: no style, no script. Lengths are parts of a hundred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.campaign.clients.analysis import Month

FULL = 100


@dataclass(frozen=True, slots=True)
class MonthBars:
    """A month with the lengths of its two bars; the longest of all months is `FULL`."""

    month: Month
    purchases: int
    sales: int


def month_bars(months: Sequence[Month]) -> list[MonthBars]:
    """The newest month first, as a person reads a table."""
    amounts = [abs(side.total.amount) for month in months for side in (month.purchases, month.sales)]
    longest = max(amounts, default=Decimal(0))
    return [
        MonthBars(month, _length(month.purchases.total.amount, longest), _length(month.sales.total.amount, longest))
        for month in reversed(months)
    ]


def _length(amount: Decimal, longest: Decimal) -> int:
    """At least one for anything that is not nothing, so that it is seen."""
    return max(int(abs(amount) * FULL / longest), 1) if amount else 0
