"""What is wrong with a file or one of its rows; codes that the page has words for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Flaw(StrEnum):
    """Why a row was not taken."""

    NO_DATE = "no_date"
    NO_AMOUNT = "no_amount"
    BOTH_SIDES = "both_sides"
    CURRENCY = "currency"
    BROKEN = "broken"
    NOT_BETWEEN_US = "not_between_us"
    NO_INVOICE = "no_invoice"


@dataclass(frozen=True, slots=True)
class RowFlaw:
    """`cell`: what stands there, short enough to be shown."""

    line: int
    flaw: Flaw
    cell: str = ""


class UnreadableLedger(Exception):
    """The file as a whole: `code`, and what goes into its words."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params
