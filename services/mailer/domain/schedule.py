"""When a message is tried again, and when it is given up (mailer.md §4.4, design §12)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shared.clock import ISTANBUL, end_of_day, istanbul_date

SPREAD = 0.2
PATIENCE = timedelta(hours=48)
HURRY = timedelta(days=30)
"""How much earlier than now a mail is due for which somebody waits: the queue is taken in the order in which mails are due."""


def give_up_at(created: datetime, valid_until: date | None) -> datetime:
    """The earlier of 48 hours after its making and the end of `valid_until`, where it has one."""
    patience = created + PATIENCE
    return patience if valid_until is None else min(patience, end_of_day(valid_until))


def tomorrow(now: datetime) -> datetime:
    """Shortly after the next midnight in Istanbul: when daily quotas start anew."""
    return datetime.combine(istanbul_date(now) + timedelta(days=1), time(0, 5), tzinfo=ISTANBUL)


@dataclass(frozen=True, slots=True)
class Steps:
    """Growing waits, the last of which repeats."""

    minutes: Sequence[float]

    def after(self, failures: int) -> timedelta:
        """The wait after so many failures (from 1)."""
        return timedelta(minutes=self.minutes[min(failures, len(self.minutes)) - 1])

    def spread(self, failures: int) -> timedelta:
        """The same, ± 20 %, so that what failed together does not return together."""
        return self.after(failures) * random.uniform(1 - SPREAD, 1 + SPREAD)  # noqa: S311  # spread, not secrecy
