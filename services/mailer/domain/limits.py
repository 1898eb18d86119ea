"""How fast a lane may send, and how much of that is left.

Exact over any sliding minute and hour, and over the calendar day in Istanbul: a permit is written down when it is given, must be
used within `USE_WITHIN` of being asked for, and counts for `LAPSE` longer than its window. So two mails whose permits are a
minute and `LAPSE` apart are at least a minute apart, however slow the commit was and whoever of several mailers sends them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.clock import istanbul_date, start_of_day

LAPSE = timedelta(seconds=2)
USE_WITHIN = timedelta(seconds=1.9)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LONGEST_WINDOW = HOUR + LAPSE

NO_LIMIT = 0
"""How a person says that there is none; nothing said means what the preset says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """None: no limit of this kind."""

    connections: int
    per_connection: int
    per_minute: int | None = None
    per_hour: int | None = None
    per_day: int | None = None

    @property
    def metered(self) -> bool:
        """Whether anything has to be counted at all: a lane without limits must not pay for them."""
        return any(limit is not None for limit in (self.per_minute, self.per_hour, self.per_day))

    def overridden(self, chosen: Chosen) -> Limits:
        """With what its owner chose instead."""

        def counted(value: int | None, preset: int | None) -> int | None:
            return preset if value is None else value or None

        return Limits(
            connections=chosen.connections or self.connections,
            per_connection=chosen.per_connection or self.per_connection,
            per_minute=counted(chosen.per_minute, self.per_minute),
            per_hour=counted(chosen.per_hour, self.per_hour),
            per_day=counted(chosen.per_day, self.per_day),
        )


COUNTED = ("per_minute", "per_hour", "per_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the owner of a lane decided about it. None: the preset decides; 0 mails: no limit."""

    connections: int | None = None
    per_connection: int | None = None
    per_minute: int | None = None
    per_hour: int | None = None
    per_day: int | None = None

    def values(self) -> dict[str, int | None]:
        return {
            "connections": self.connections,
            "per_connection": self.per_connection,
            "per_minute": self.per_minute,
            "per_hour": self.per_hour,
            "per_day": self.per_day,
        }


@dataclass(frozen=True, slots=True)
class Use:
    """So many mails were permitted at one moment."""

    at: datetime
    mails: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What counts at the moment: permits of the last hour, oldest first, and those of the day."""

    recent: Sequence[Use] = ()
    today: int = 0

    def within(self, window: timedelta, now: datetime) -> int:
        return sum(use.mails for use in self.recent if use.at > now - window - LAPSE)


@dataclass(frozen=True, slots=True)
class Room:
    """`mails` may go now; when none may, some may at `again_at`."""

    mails: int
    again_at: datetime | None = None


UNBOUNDED = 1_000_000_000


def room(limits: Limits, usage: Usage, now: datetime) -> Room:
    """What may be sent right now."""
    free, waits = UNBOUNDED, list[datetime]()
    for limit, window in ((limits.per_minute, MINUTE), (limits.per_hour, HOUR)):
        if limit is None:
            continue
        left = limit - usage.within(window, now)
        free = min(free, left)
        if left <= 0:
            waits.append(_free_again(limit, window, usage, now))
    if limits.per_day is not None:
        left = limits.per_day - usage.today
        free = min(free, left)
        if left <= 0:
            waits.append(tomorrow(now))
    return Room(0, max(waits)) if free <= 0 else Room(free)


def _free_again(limit: int, window: timedelta, usage: Usage, now: datetime) -> datetime:
    """When enough of the oldest permits have left the window."""
    counting = [use for use in usage.recent if use.at > now - window - LAPSE]
    left = sum(use.mails for use in counting)
    for use in counting:
        left -= use.mails
        if left < limit:
            return use.at + window + LAPSE
    return now + window + LAPSE


def tomorrow(now: datetime) -> datetime:
    """When the daily count starts anew; a permit of the last moment of a day counts on both."""
    return start_of_day(istanbul_date(now) + timedelta(days=1)) + LAPSE


def day_begins(now: datetime) -> datetime:
    """From when on permits count for today."""
    return start_of_day(istanbul_date(now)) - LAPSE
