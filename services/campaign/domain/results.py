"""What came of what was asked: rates by count and by amount, times to answer, differences. Silence is only ever silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from services.campaign.domain.progress import ReconciliationState

DIFFERENCES_SHOWN = 10


class Outcome(StrEnum):
    """Where a reconciliation stands, as the charts tell it."""

    AGREED = "agreed"
    DISAGREED = "disagreed"
    OPEN = "open"
    """An answer may still come."""
    UNANSWERED = "unanswered"
    """Ended without one: expired, no objection received, or only told by telephone, which is no evidence of theirs."""
    NOT_ASKED = "not_asked"
    """Withdrawn, not sent yet, or it could not be sent."""

    @classmethod
    def of(cls, state: ReconciliationState) -> Outcome:
        return _OUTCOMES.get(state, cls.OPEN)


_OUTCOMES = {
    ReconciliationState.AGREED: Outcome.AGREED,
    ReconciliationState.DISAGREED: Outcome.DISAGREED,
    ReconciliationState.EXPIRED: Outcome.UNANSWERED,
    ReconciliationState.NO_OBJECTION: Outcome.UNANSWERED,
    ReconciliationState.BY_PHONE: Outcome.UNANSWERED,
    ReconciliationState.CANCELLED: Outcome.NOT_ASKED,
    ReconciliationState.DRAFT: Outcome.NOT_ASKED,
    ReconciliationState.NOT_SENT: Outcome.NOT_ASKED,
}


@dataclass(frozen=True, slots=True)
class Sum:
    """Of the reconciliations of one outcome: how many, and their amounts in kuruş. Balances count by their size."""

    count: int = 0
    purchases: int = 0
    sales: int = 0
    balances: int = 0

    @property
    def amount(self) -> int:
        return self.purchases + self.sales + self.balances

    def __add__(self, other: Sum) -> Sum:
        return Sum(
            self.count + other.count,
            self.purchases + other.purchases,
            self.sales + other.sales,
            self.balances + other.balances,
        )


@dataclass(frozen=True, slots=True)
class Sums:
    """By outcome. Who could not be asked, or was withdrawn, is in no rate."""

    by_outcome: Mapping[Outcome, Sum] = field(default_factory=dict)

    @classmethod
    def gather(cls, found: Iterable[tuple[ReconciliationState, Sum]]) -> Sums:
        sums = dict.fromkeys(Outcome, Sum())
        for state, one in found:
            sums[Outcome.of(state)] += one
        return cls(sums)

    def of(self, *outcomes: Outcome) -> Sum:
        return sum((self.by_outcome.get(outcome, Sum()) for outcome in outcomes), Sum())

    @property
    def asked(self) -> Sum:
        return self.of(Outcome.AGREED, Outcome.DISAGREED, Outcome.OPEN, Outcome.UNANSWERED)

    @property
    def answered(self) -> Sum:
        return self.of(Outcome.AGREED, Outcome.DISAGREED)

    @property
    def confirmed(self) -> Sum:
        return self.of(Outcome.AGREED)

    @property
    def open(self) -> Sum:
        return self.of(Outcome.OPEN)


def share(part: int, whole: int) -> Decimal | None:
    """Percent with one place; None where there is nothing to be a part of. 100.0 only where nothing is missing."""
    if whole <= 0:
        return None
    percent = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"))
    return Decimal("99.9") if percent >= 100 and part < whole else percent


@dataclass(frozen=True, slots=True)
class Times:
    """From the request to the first answer: the middle one of all, and the one below which nine of ten lie."""

    answers: int
    median: timedelta | None
    ninth_decile: timedelta | None

    @classmethod
    def of(cls, durations: Iterable[timedelta]) -> Times:
        found = sorted(max(one, timedelta()) for one in durations)
        return cls(len(found), _quantile(found, 50), _quantile(found, 90))


def _quantile(found: Sequence[timedelta], percent: int) -> timedelta | None:
    """The smallest one that at least so many percent are not above (nearest rank)."""
    return found[max(-(-len(found) * percent // 100) - 1, 0)] if found else None


@dataclass(frozen=True, slots=True)
class Difference:
    """Ours against what the counterparty said its own books have, in kuruş; a side of which it said nothing is None."""

    reconciliation_id: UUID
    reference: str
    title: str
    purchases: int | None
    sales: int | None
    balance: int | None
    explanation: str = ""

    @property
    def size(self) -> int:
        return sum(abs(part) for part in (self.purchases, self.sales, self.balance) if part is not None)

    @property
    def is_known(self) -> bool:
        return any(part is not None for part in (self.purchases, self.sales, self.balance))


def largest(differences: Iterable[Difference], limit: int = DIFFERENCES_SHOWN) -> list[Difference]:
    """Those with the largest difference, of those that stated a figure; of equal ones by reference."""
    return sorted((one for one in differences if one.is_known), key=lambda one: (-one.size, one.reference))[:limit]


@dataclass(frozen=True, slots=True)
class Mark:
    """When mails went out: the request, a resend, a reminder; to how many counterparties."""

    at: datetime
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class CampaignResults:
    """All figures of one campaign."""

    sums: Sums
    states: Mapping[str, int]
    times: Times
    differences: Sequence[Difference]
    without_figures: int
    """So many disagree and did not say what their own books have."""
    answers: Sequence[datetime]
    """First answers, in their order."""
    marks: Sequence[Mark]
