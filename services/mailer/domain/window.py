"""When a company wants its mail to leave: days of the week and hours, by the clock of Istanbul."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from shared.clock import ISTANBUL
from shared.errors import Invalid

WEEK = range(1, 8)
MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class Window:
    """`days` 1 (Monday) to 7; from `opens` until before `closes`, where midnight as an end means the end of the day."""

    days: frozenset[int]
    opens: time
    closes: time

    @classmethod
    def of(cls, days: Iterable[int], opens: time, closes: time) -> Window:
        """Raises `Invalid` when no mail could ever leave."""
        chosen = frozenset(days)
        if not chosen or not chosen <= set(WEEK):
            raise Invalid("Choose at least one day of the week, 1 (Monday) to 7 (Sunday).", code="window_days")
        if opens >= closes != MIDNIGHT:
            raise Invalid(
                "The window must open before it closes on the same day; 00:00 as its end means midnight.",
                code="window_hours",
            )
        return cls(chosen, opens, closes)

    @property
    def always(self) -> bool:
        return len(self.days) == len(WEEK) and self.opens == self.closes == MIDNIGHT

    def is_open(self, moment: datetime) -> bool:
        local = moment.astimezone(ISTANBUL)
        inside = self.opens <= local.time() and (self.closes == MIDNIGHT or local.time() < self.closes)
        return inside and local.isoweekday() in self.days

    def next_open(self, moment: datetime) -> datetime:
        """The first instant from `moment` on at which mail may leave."""
        if self.is_open(moment):
            return moment
        local = moment.astimezone(ISTANBUL)
        for ahead in range(len(WEEK) + 1):
            day = local.date() + timedelta(days=ahead)
            opening = datetime.combine(day, self.opens, tzinfo=ISTANBUL)
            if day.isoweekday() in self.days and opening > local:
                return opening.astimezone(moment.tzinfo)
        raise ValueError("a window without a day never opens")


ALWAYS = Window(frozenset(WEEK), MIDNIGHT, MIDNIGHT)
