"""Rates, quantiles, differences and bars say no more than is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.campaign.console.result_charts import HEIGHT, WIDTH, amount_bars, states_bar, timeline
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.results import CampaignResults, Difference, Outcome, Sum, Sums, Times, largest, share
from shared.formats import moment

BEGIN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def results(counts: dict[ReconciliationState, int], answers: int = 0) -> CampaignResults:
    sums = Sums.gather((state, Sum(many, 100 * many, 7 * many)) for state, many in counts.items())
    times = [BEGIN + timedelta(hours=hour) for hour in range(answers)]
    return CampaignResults(sums, {}, Times.of(()), (), 0, times, ())


def test_who_was_not_asked_is_in_no_rate() -> None:
    counts = {"agreed": 2, "disagreed": 1, "opened": 1, "expired": 4, "not_sent": 50, "cancelled": 50}
    sums = results({ReconciliationState(name): many for name, many in counts.items()}).sums
    assert (sums.asked.count, sums.answered.count, sums.confirmed.count, sums.open.count) == (8, 3, 2, 1)
    assert share(sums.answered.count, sums.asked.count) == Decimal("37.5")


def test_silence_is_no_agreement() -> None:
    assert results({ReconciliationState.NO_OBJECTION: 3}).sums.confirmed.count == 0


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(0, 0, None), (0, 5, "0.0"), (1, 3, "33.3"), (5, 5, "100.0"), (99_999, 100_000, "99.9")],
)
def test_a_share_is_whole_only_when_nothing_is_missing(part: int, whole: int, percent: str | None) -> None:
    assert share(part, whole) == (None if percent is None else Decimal(percent))


def test_quantiles_are_times_that_really_were() -> None:
    times = Times.of(timedelta(hours=hour) for hour in (10, 1, 2, 3, 4, 5, 6, 7, 8, 9))
    assert (times.median, times.ninth_decile) == (timedelta(hours=5), timedelta(hours=9))
    assert Times.of(()).median is None
    assert Times.of([timedelta(seconds=-3)]).median == timedelta()


def test_the_largest_differences_leave_out_who_stated_none() -> None:
    def one(reference: str, sales: int | None) -> Difference:
        return Difference(uuid4(), reference, "Cari", None, sales, None)

    found = largest([one("c", None), one("b", -500), one("a", 500), one("d", 30)], limit=3)
    assert [(each.reference, each.size) for each in found] == [("a", 500), ("b", 500), ("d", 30)]


@given(st.dictionaries(st.sampled_from(ReconciliationState), st.integers(0, 10**6)))
def test_a_bar_is_as_long_as_all_and_shows_whatever_is_there(counts: dict[ReconciliationState, int]) -> None:
    found = results(counts)
    for bar in (states_bar(found.sums), *amount_bars(found.sums, sides=True, balances=True)):
        assert sum(part.width for part in bar.segments) == (WIDTH if bar.total else 0)
        assert all(part.width > 0 for part in bar.segments)
    shown = {part.name for part in states_bar(found.sums).segments}
    assert shown == {one.value for one in Outcome if found.sums.of(one).count}


@given(st.integers(0, 200))
def test_the_line_ends_at_the_number_of_answers(answers: int) -> None:
    found = results({ReconciliationState.AGREED: answers, ReconciliationState.SENT: 10}, answers)
    drawn = timeline(found, BEGIN, BEGIN + timedelta(days=12))
    x, y = drawn.points.split(" ")[-1].split(",")
    assert (int(x), int(y)) == (WIDTH, HEIGHT - round(answers / max(answers + 10, 1) * HEIGHT))
    assert drawn.rows[-1][2] == answers
    assert sum(new for _, new, _ in drawn.rows) == answers


@given(st.integers(60, 10**6))
def test_no_two_steps_of_time_are_written_alike(seconds: int) -> None:
    drawn = timeline(results({ReconciliationState.SENT: 1}), BEGIN, BEGIN + timedelta(seconds=seconds))
    for written in ([moment(tick.at) for tick in drawn.ticks], [moment(until) for until, _, _ in drawn.rows]):
        assert len(set(written)) == len(written)
    assert (drawn.ticks[0].x, drawn.ticks[-1].x) == (0, WIDTH)
    assert drawn.ticks[-1].at == drawn.rows[-1][0] == BEGIN + timedelta(seconds=seconds)
