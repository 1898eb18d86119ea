"""Limits, presets, windows and estimates as rules, without any server."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta

import pytest

from services.mailer.domain.eta import Outlook, ahead, finished_at
from services.mailer.domain.limits import (
    LAPSE,
    LONGEST_WINDOW,
    USE_WITHIN,
    Chosen,
    Limits,
    Room,
    Usage,
    Use,
    day_begins,
    room,
)
from services.mailer.domain.presets import PRESETS, UNKNOWN, preset_for
from services.mailer.domain.window import ALWAYS, Window
from shared.clock import ISTANBUL, istanbul_date
from shared.errors import Invalid

NOON = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""A Tuesday, 12:00 in Istanbul."""


def limits(**given: int) -> Limits:
    return Limits(connections=1, per_connection=100, **given)


def test_no_window_of_a_minute_an_hour_or_a_day_is_ever_overrun_however_late_a_permit_is_used() -> None:
    chance = random.Random(3)
    rule = limits(per_minute=4, per_hour=60, per_day=150)
    now, permits, used, days = NOON, list[Use](), list[datetime](), dict[object, int]()
    for _ in range(20_000):
        now += timedelta(seconds=chance.expovariate(1 / 12))
        today = days.get(istanbul_date(now))
        if today is None:
            today = sum(use.mails for use in permits if use.at >= day_begins(now))
        recent = [use for use in permits if use.at > now - LONGEST_WINDOW]
        given = min(chance.randint(1, 3), room(rule, Usage(recent, today), now).mails)
        if given:
            permits = [*recent, Use(now, given)]
            days = {istanbul_date(now): today + given}
            used += [now + USE_WITHIN * chance.random() for _ in range(given)]
    used.sort()
    assert len(used) > 400
    for span, limit in ((timedelta(minutes=1), 4), (timedelta(hours=1), 60)):
        assert all(later - earlier > span for earlier, later in zip(used, used[limit:], strict=False))
    per_day = [sum(istanbul_date(at) == day for at in used) for day in {istanbul_date(at) for at in used}]
    assert max(per_day) <= 150


def test_a_permit_lapses_before_it_stops_to_count() -> None:
    assert USE_WITHIN < LAPSE


def test_when_something_is_free_again_is_told() -> None:
    used = Usage([Use(NOON - timedelta(seconds=50), 1), Use(NOON - timedelta(seconds=10), 2)], 3)
    assert room(limits(per_minute=5), used, NOON) == Room(2)
    assert room(limits(per_minute=3), used, NOON) == Room(0, NOON + timedelta(seconds=12))
    assert room(limits(per_minute=2), used, NOON) == Room(0, NOON + timedelta(seconds=52))
    tomorrow = datetime(2026, 11, 25, tzinfo=ISTANBUL) + LAPSE
    assert room(limits(per_day=3), used, NOON) == Room(0, tomorrow)
    assert room(limits(), used, NOON).mails > 1_000_000


def test_what_the_company_chose_stands_over_the_preset() -> None:
    mine = UNKNOWN.limits.overridden(Chosen(per_hour=0, per_minute=100))
    assert (mine.per_minute, mine.per_hour, mine.connections) == (100, None, 2)
    assert mine.metered
    assert not mine.overridden(Chosen(per_minute=0)).metered


@pytest.mark.parametrize(
    ("host", "key", "per_minute", "per_day"),
    [
        ("smtp.office365.com", "microsoft365", 30, 10_000),
        ("SMTP.Gmail.com.", "gmail", 30, 500),
        ("smtp-relay.gmail.com", "google_relay", 60, 10_000),
        ("smtp.yandex.com.tr", "yandex", 30, 500),
        ("mail.firma.test", "unknown", 30, None),
    ],
)
def test_a_host_has_its_preset(host: str, key: str, per_minute: int, per_day: int | None) -> None:
    preset = preset_for(host)
    assert (preset.key, preset.limits.per_minute, preset.limits.per_day) == (key, per_minute, per_day)


def test_unknown_servers_are_treated_carefully() -> None:
    assert UNKNOWN.limits == Limits(connections=2, per_connection=50, per_minute=30, per_hour=200)


@pytest.mark.parametrize(
    ("host", "chosen", "allowed"),
    [
        ("smtp.office365.com", Chosen(connections=3, per_minute=30), True),
        ("smtp.office365.com", Chosen(connections=4), False),
        ("smtp.office365.com", Chosen(per_minute=31), False),
        ("smtp.office365.com", Chosen(per_minute=0), False),
        ("smtp.gmail.com", Chosen(per_day=2_000), True),
        ("smtp.gmail.com", Chosen(per_day=2_001), False),
        ("mail.firma.test", Chosen(per_minute=0, per_hour=0), True),
        ("mail.firma.test", Chosen(connections=11), False),
        ("mail.firma.test", Chosen(per_connection=0), False),
    ],
)
def test_limits_are_chosen_within_what_the_provider_grants(host: str, chosen: Chosen, allowed: bool) -> None:
    if allowed:
        preset_for(host).check(chosen)
    else:
        with pytest.raises(Invalid) as caught:
            preset_for(host).check(chosen)
        assert caught.value.code == "limit_out_of_range"


def test_presets_start_within_what_they_allow() -> None:
    for preset in (*PRESETS, UNKNOWN):
        given = preset.limits
        preset.check(Chosen(connections=given.connections, per_connection=given.per_connection))
        assert preset.hints
        assert given.per_minute is not None


def local(day: int, hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=ISTANBUL)


WORKDAYS = Window.of(range(1, 6), time(9), time(18))


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (local(24, 9, 0), None),
        (local(24, 17, 59, 59), None),
        (local(24, 18, 0), local(25, 9, 0)),
        (local(24, 8, 59, 59), local(24, 9, 0)),
        (local(27, 20, 0), local(30, 9, 0)),
        (local(28, 12, 0), local(30, 9, 0)),
    ],
)
def test_a_window_opens_by_the_clock_of_istanbul(moment: datetime, opens: datetime | None) -> None:
    assert WORKDAYS.is_open(moment) is (opens is None)
    assert WORKDAYS.next_open(moment) == (opens or moment)


def test_a_window_until_midnight_and_one_that_never_opens() -> None:
    evening = Window.of([2], time(20), time(0))
    assert evening.is_open(datetime(2026, 11, 24, 23, 59, tzinfo=ISTANBUL))
    assert evening.next_open(datetime(2026, 11, 25, 0, 0, tzinfo=ISTANBUL)).day == 1
    assert ALWAYS.always
    for days, opens, closes in (([], time(9), time(18)), ([8], time(9), time(18)), ([1], time(9), time(9))):
        with pytest.raises(Invalid):
            Window.of(days, opens, closes)


def outlook(rule: Limits, **given: object) -> Outlook:
    return Outlook(**{"now": NOON, "limits": rule, "usage": Usage(), **given})  # type: ignore[arg-type]  # a test's shorthand


def test_an_estimate_follows_limits_used_already_and_the_rest_after_trouble() -> None:
    used = Usage([Use(NOON - timedelta(seconds=30), 3)], 3)
    assert finished_at(outlook(limits(per_minute=5)), 12) == NOON + 2 * (timedelta(minutes=1) + LAPSE)
    assert finished_at(outlook(limits(per_minute=5), usage=used), 3) == NOON + timedelta(seconds=32)
    rests = NOON + timedelta(minutes=15)
    assert finished_at(outlook(limits(per_minute=5), rests_until=rests), 1) == rests
    assert finished_at(outlook(limits(), speed=10.0), 600) == NOON + timedelta(minutes=1)
    assert finished_at(outlook(limits()), 600) is None
    assert finished_at(outlook(limits(per_minute=5)), 0) == NOON


def test_an_estimate_crosses_days_and_closed_windows() -> None:
    by_day = finished_at(outlook(limits(per_day=100, per_minute=60), speed=50.0), 250)
    assert by_day is not None
    assert istanbul_date(by_day).isoformat() == "2026-11-26"
    at = finished_at(outlook(limits(per_minute=5), window=Window.of(range(1, 6), time(9), time(12, 1))), 12)
    assert at == datetime(2026, 11, 25, 9, 1, 2, tzinfo=ISTANBUL)


def test_the_end_of_a_long_queue_is_drawn_out_from_its_beginning() -> None:
    at = finished_at(outlook(limits(per_minute=30, per_hour=200)), 100_000)
    assert at is not None
    assert 495 <= (at - NOON) / timedelta(hours=1) <= 503


def test_companies_take_turns_so_few_mails_wait_for_few() -> None:
    assert ahead(5, [10_000, 3]) == 13
