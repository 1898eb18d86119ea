"""The reasons for which two honest books differ (domain.md §2.6), as far as the figures themselves can show them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    DUPLICATE_HERE = "duplicate_here"
    DUPLICATE_THERE = "duplicate_there"
    MONTH_SLIP = "month_slip"
    RETURN_SIDE = "return_side"
    RETURN_NETTED = "return_netted"
    """Taken off the invoices' side instead of being shown on the other one."""
    WRONG_SIDE = "wrong_side"
    VAT_INCLUSIVE = "vat_inclusive"
    WITHHOLDING = "withholding"
    DISCOUNT = "discount"
    FX_RATE = "fx_rate"
    ROUNDING = "rounding"
    TYPING = "typing"
    """Two digits exchanged, or the decimal sign in another place."""
    BOOKED_TOGETHER = "booked_together"
    """One book has as one document what the other has as two: a price, exchange-rate or late-payment difference."""
    CANCELLED = "cancelled"
    NUMBER_DIFFERS = "number_differs"
    DATE_DIFFERS = "date_differs"
    UNEXPLAINED = "unexplained"


class Book(StrEnum):
    """Whose books."""

    HERE = "here"
    THERE = "there"
    EITHER = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason with what the figures say about it.

    `book`: where it happened, if that shows. `percent`: of KDV or of the discount, as people write it (`20`, `7.5`). `part`: the
    withheld part of the KDV (`5/10`).
    """

    reason: Reason
    book: Book = Book.EITHER
    percent: str = ""
    part: str = ""
