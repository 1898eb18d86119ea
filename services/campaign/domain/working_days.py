"""Days and hours at which an office in Türkiye is at its desk: no weekend, no public holiday, no afternoon before one.

Protects people from mails on the morning of a feast. The days, those of the two religious feasts too, come from `holidays`, which
follows the official calendar.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from shared.clock import ISTANBUL

SATURDAY = 5
OPENS, CLOSES = time(9, 30), time(17)
HALF_DAY_CLOSES = time(13)
"""The afternoon before a feast is free by law (2429, art. 2)."""


@lru_cache(maxsize=32)
def _of_year(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Free days and half days."""
    free = holidays.country_holidays("TR", years=year, categories=("public",))
    half = holidays.country_holidays("TR", years=year, categories=("half_day",))
    return frozenset(free), frozenset(half) - frozenset(free)


def is_working_day(day: date) -> bool:
    """Half days are."""
    return day.weekday() < SATURDAY and day not in _of_year(day.year)[0]


def office_hours(day: date) -> tuple[time, time] | None:
    """From when and until when, in Istanbul; None on a day off."""
    if not is_working_day(day):
        return None
    return OPENS, HALF_DAY_CLOSES if day in _of_year(day.year)[1] else CLOSES


def is_office_hour(now: datetime) -> bool:
    """Whether somebody would read a mail that comes now."""
    local = now.astimezone(ISTANBUL)
    hours = office_hours(local.date())
    return hours is not None and hours[0] <= local.time() < hours[1]


def working_days_before(day: date, count: int) -> date:
    """The working day that lies so many working days before `day`, which itself does not count."""
    while count > 0:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return day


def next_working_day(day: date) -> date:
    """`day` itself, or the first working day behind it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
