"""Closing a month: what of its figures is confirmed, who is missing, and when an answer is to be expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.campaign.domain.results import Difference, Sums

MISSING_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Period:
    """A month of which something was asked, newest campaign and last day to answer with it."""

    period: str
    campaigns: int
    running: int
    last_day: date


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody from whom an answer may still come. `expected`: the day they announced, else the last day to answer."""

    reconciliation_id: UUID
    reference: str
    title: str
    state: str
    amount: int
    expected: date
    announced: bool
    reminders: int


@dataclass(frozen=True, slots=True)
class Expected:
    """Answers that are to be expected by a day: how many, how much, how many of them announced it themselves."""

    day: date
    count: int
    amount: int
    announced: int


@dataclass(frozen=True, slots=True)
class MonthClose:
    """Over all campaigns of a period. Whoever was asked the same twice counts once, by the newest request."""

    period: str
    sums: Sums
    missing: Sequence[Missing]
    missing_count: int
    differences: Sequence[Difference]
    without_figures: int
    calendar: Sequence[Expected]


@dataclass(frozen=True, slots=True)
class Score:
    """How a counterparty answers. `asked` are requests that have ended or were answered; `cause`: what it ticked most often."""

    figure_key: str
    title: str
    asked: int
    answered: int
    disagreed: int
    median_hours: int | None = None
    cause: str = ""

    @property
    def percent(self) -> int:
        """Whole percent, 100 only where nothing is missing."""
        return self.answered * 100 // self.asked if self.asked else 0
