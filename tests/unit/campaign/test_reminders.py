"""When a reminder may go: working days and hours of Türkiye, the steps of the ladder, and manners."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from services.campaign.domain.reminders import APART, MOST, Reminded, checked_ladder, obstacle, step_due
from services.campaign.domain.working_days import (
    is_office_hour,
    is_working_day,
    next_working_day,
    working_days_before,
)
from shared.clock import ISTANBUL
from shared.errors import Invalid


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ISTANBUL).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-24", True),
        ("2026-11-28", False),  # a Saturday
        ("2026-10-29", False),  # Cumhuriyet Bayramı
        ("2026-10-28", True),  # its eve, half of it
        ("2026-03-20", False),  # Ramazan Bayramı
        ("2026-05-27", False),  # Kurban Bayramı
        ("2026-07-15", False),
        ("2027-03-09", False),
    ],
)
def test_days_off_are_those_of_the_official_calendar(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-24T09:29:59", False),
        ("2026-11-24T09:30:00", True),
        ("2026-11-24T16:59:59", True),
        ("2026-11-24T17:00:00", False),
        ("2026-11-28T11:00:00", False),
        ("2026-05-26T12:59:00", True),
        ("2026-05-26T13:00:00", False),  # the afternoon before Kurban Bayramı
        ("2026-05-28T11:00:00", False),
    ],
)
def test_nobody_is_written_to_outside_office_hours(moment: str, open_: bool) -> None:
    assert is_office_hour(at(moment)) is open_


def test_working_days_are_counted_over_weekends_and_feasts() -> None:
    # Friday the 4th: Thursday, Wednesday, then the week before.
    assert working_days_before(date(2026, 12, 4), 2) == date(2026, 12, 2)
    assert working_days_before(date(2026, 12, 4), 5) == date(2026, 11, 27)
    assert working_days_before(date(2026, 6, 2), 2) == date(2026, 5, 26)
    assert working_days_before(date(2026, 12, 4), 0) == date(2026, 12, 4)
    assert next_working_day(date(2026, 10, 29)) == date(2026, 10, 30)
    assert next_working_day(date(2026, 11, 28)) == date(2026, 11, 30)


def test_a_step_is_due_once_from_its_day_on_and_missed_ones_are_one() -> None:
    last, sent = date(2026, 12, 4), at("2026-11-20T10:00:00")
    ladder = (5, 2)  # 27 November and 2 December
    assert not step_due(ladder, last, None, sent, at("2026-11-26T10:00:00"))
    assert step_due(ladder, last, None, sent, at("2026-11-27T09:30:00"))
    assert not step_due(ladder, last, None, sent, at("2026-11-27T08:00:00"))
    assert not step_due(ladder, last, date(2026, 11, 27), sent, at("2026-11-27T16:00:00"))
    assert not step_due(ladder, last, date(2026, 11, 27), sent, at("2026-12-01T10:00:00"))
    # Nothing ran for a week: both are over, one reminder goes.
    assert step_due(ladder, last, None, sent, at("2026-12-03T10:00:00"))
    assert not step_due(ladder, last, date(2026, 12, 3), sent, at("2026-12-04T10:00:00"))
    # What lay before the sending was never due.
    assert not step_due((5,), last, None, at("2026-11-27T15:00:00"), at("2026-11-30T10:00:00"))


def test_manners() -> None:
    now = at("2026-11-24T12:00:00")
    assert obstacle(Reminded(0, None, unwanted=False), now) == ""
    assert obstacle(Reminded(0, None, unwanted=True), now) == "no_reminders"
    assert obstacle(Reminded(MOST, now - timedelta(days=9), unwanted=False), now) == "reminded_enough"
    assert obstacle(Reminded(1, now - APART + timedelta(seconds=1), unwanted=False), now) == "reminded_lately"
    assert obstacle(Reminded(1, now - APART, unwanted=False), now) == ""


def test_a_ladder_has_at_most_three_steps() -> None:
    assert checked_ladder([2, 5, 2]) == (5, 2)
    assert checked_ladder([]) == ()
    for wrong in ([1, 2, 3, 4], [61], [-1]):
        with pytest.raises(Invalid):
            checked_ladder(wrong)
