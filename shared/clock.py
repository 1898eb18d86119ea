"""Time as the product speaks of it: UTC inside, Europe/Istanbul towards people.

Protects against naive timestamps and against tests that have to wait: whoever needs the time is handed a `Clock`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

ISTANBUL = ZoneInfo("Europe/Istanbul")


class Clock(Protocol):
    """Tells the time; always an aware datetime in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """A clock that moves only when told to; what tests pass in instead of sleeping."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by

    def set(self, to: datetime) -> None:
        self._now = to.astimezone(UTC)


def istanbul_date(moment: datetime) -> date:
    """The calendar day in Istanbul on which an instant falls."""
    return moment.astimezone(ISTANBUL).date()


def read_in(zone: tzinfo, moment: datetime) -> datetime:
    """The same instant by the clocks there; where their calendar has no such day any more, its first or last instant."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return datetime.min.replace(tzinfo=zone) if moment.year == 1 else datetime.max.replace(tzinfo=zone)


def end_of_day(day: date) -> datetime:
    """The first instant after an inclusive Istanbul day, in UTC (domain.md §1.12 point 3); after the last day, the last one."""
    try:
        return start_of_day(day + timedelta(days=1))
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def start_of_day(day: date) -> datetime:
    """The first instant of an Istanbul day, in UTC; that of the first day there is begins before all time, and is cut."""
    try:
        return datetime.combine(day, time(0), tzinfo=ISTANBUL).astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)
