"""When a reminder may go, and why not: manners are counted, not hoped for (user-experience.md §9.7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.campaign.domain.working_days import is_office_hour, working_days_before
from shared.clock import istanbul_date
from shared.errors import Invalid

MOST = 3
"""Reminders of one request, whoever sends them."""
APART = timedelta(hours=48)
"""Between a reminder and the mail before it."""
DEFAULT_LADDER = (5, 2)
"""Working days before the last day to answer."""
LONGEST_LADDER = 60

REMINDED_ENOUGH, REMINDED_LATELY, NOT_WANTED = "reminded_enough", "reminded_lately", "no_reminders"


@dataclass(frozen=True, slots=True)
class Reminded:
    """What one counterparty has had: so many reminders, the last at `at`. `unwanted`: it is not to be reminded."""

    count: int
    at: datetime | None
    unwanted: bool


def obstacle(reminded: Reminded, now: datetime) -> str:
    """The code of what speaks against another reminder, or nothing."""
    if reminded.unwanted:
        return NOT_WANTED
    if reminded.count >= MOST:
        return REMINDED_ENOUGH
    return REMINDED_LATELY if reminded.at is not None and now - reminded.at < APART else ""


def checked_ladder(days: Collection[int]) -> tuple[int, ...]:
    """Working days before the last day on which reminders go by themselves, the earliest first; empty: none do."""
    wanted = tuple(sorted(set(days), reverse=True))
    if len(wanted) > MOST or any(not 0 <= day <= LONGEST_LADDER for day in wanted):
        raise Invalid(
            "At most {most} reminders go by themselves, up to {longest} working days before the last day to answer.",
            code="reminders_out_of_range",
            most=MOST,
            longest=LONGEST_LADDER,
        )
    return wanted


def step_due(ladder: Sequence[int], valid_until: date, done_on: date | None, sent_at: datetime, now: datetime) -> bool:
    """Whether a step of the ladder has come and was not taken; `done_on`: the day of the last one that was.

    Several missed steps are one: who was silent for a week gets one mail for it. Steps before the sending were never due.
    """
    if not is_office_hour(now):
        return False
    today, after = istanbul_date(now), max(done_on or date.min, istanbul_date(sent_at))
    return any(after < working_days_before(valid_until, step) <= today for step in ladder)
