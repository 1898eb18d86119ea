"""One document as the books have it: its lines added up, and whether it counts in a figure (domain.md §2.5 points 6, 7, 9, 12).

Lines of one counterparty and kind with one ETTN, or with one number and date, are one document, on however many cards they lie.
Its series and branch are the first ones among its lines; it is electronic when all of them are.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.aggregator.domain.rules import RunRules
from services.aggregator.domain.series import DeferredSeriesList
from services.aggregator.domain.sides import DocumentKind, Side, is_return, side_of

HOME = "TRY"


class Standing(StrEnum):
    """What becomes of a document or a line of it: `counted` in the figure, or the reason why it is left out."""

    COUNTED = "counted"
    DEFERRED = "deferred"
    NEGATIVE = "negative"
    ZERO = "zero"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class BookedDocument:
    """Amounts are sums over the lines, in kuruş and as booked: below zero too. Series and branch are folded."""

    identity: Hashable
    kind: DocumentKind
    number: str
    date: date
    amount_kurus: int
    other_taxes_kurus: int = 0
    series: str = ""
    branch: str = ""
    electronic: bool = False
    currency: str = HOME
    original_minor: int = 0

    def add(self, other: BookedDocument) -> None:
        """Take in more lines of the same document."""
        self.number, self.date = min(self.number, other.number), min(self.date, other.date)
        self.amount_kurus += other.amount_kurus
        self.other_taxes_kurus += other.other_taxes_kurus
        self.series, self.branch = min(self.series, other.series), min(self.branch, other.branch)
        self.electronic = self.electronic and other.electronic
        self.currency = min(self.currency, other.currency)
        self.original_minor += other.original_minor

    @property
    def side(self) -> Side:
        return side_of(self.kind)

    @property
    def _sign(self) -> int:
        return -1 if self.amount_kurus < 0 else 1

    @property
    def is_negative(self) -> bool:
        """Below zero and no return: an error in the books. A return booked below zero counts above it, on the other side."""
        return self.amount_kurus < 0 and not is_return(self.kind)

    def standing(self, rules: RunRules, deferred: DeferredSeriesList) -> Standing:
        if self.is_negative:
            return Standing.NEGATIVE
        if deferred.covers_folded(self.branch, self.series):
            return Standing.DEFERRED
        if not self.amount_kurus and not rules.count_zero_documents:
            return Standing.ZERO
        return Standing.COUNTED

    def kurus(self, rules: RunRules) -> int:
        """What it counts for: above zero, with or without other taxes."""
        kurus = self.amount_kurus if rules.include_other_taxes else self.amount_kurus - self.other_taxes_kurus
        return kurus * self._sign

    def original(self, rules: RunRules) -> int | None:
        """Its amount in its own currency; None when that is TRY, or would tell another amount than the one that counts."""
        if self.currency == HOME or (self.other_taxes_kurus and not rules.include_other_taxes):
            return None
        return self.original_minor * self._sign
