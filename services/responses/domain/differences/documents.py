"""Documents as two books have them, and rows as the counterparty's file writes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from shared.contracts.kinds import Side
from shared.money import TRY


class Mark(StrEnum):
    """What a row says about its own direction, from the view of whoever keeps that book.

    A return is marked with the side on which it counts there: goods that they give back are among their sales.
    """

    PURCHASES = "purchases"
    SALES = "sales"
    DEBIT = "debit"
    CREDIT = "credit"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of the counterparty's books. `kurus` as it stands there; below zero where it takes something off.

    `line` is its place in the file, for people; it never decides anything.
    """

    number: str
    date: date
    kurus: int
    mark: Mark = Mark.UNKNOWN
    is_return: bool = False
    cancelled: bool = False
    currency: str = TRY
    original_minor: int | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Booked:
    """One document of either book. `kurus` is what it counts for on `side`; `original_minor` where it is not in TRY."""

    number: str
    date: date
    side: Side
    kurus: int
    is_return: bool = False
    cancelled: bool = False
    currency: str = TRY
    original_minor: int | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Month:
    """The calendar month that is reconciled; what they date outside of it is no part of it."""

    year: int
    month: int

    @classmethod
    def of(cls, period: str) -> Month:
        """`2026-10`."""
        year, month = period.split("-")
        return cls(int(year), int(month))

    def holds(self, day: date) -> bool:
        return day.year == self.year and day.month == self.month


def opposite(side: Side) -> Side:
    return Side.SALES if side is Side.PURCHASES else Side.PURCHASES
