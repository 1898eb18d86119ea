"""A period is a calendar month."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.domain.period import Period
from shared.errors import Invalid


def test_bounds() -> None:
    period = Period.parse("2024-02")
    assert (period.first_day, period.last_day) == (date(2024, 2, 1), date(2024, 2, 29))
    assert date(2024, 2, 29) in period
    assert date(2024, 3, 1) not in period
    assert date(2025, 2, 1) not in period


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "2026-1", "10-2026", "2026-10-01", "٢٠٢٦-10", "0000-01"]
)
def test_what_is_no_period_is_refused_with_a_code(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        Period.parse(text)
    assert caught.value.code == "invalid_period"


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.integers(-24, 24))
def test_text_order_and_shifts(day: date, months: int) -> None:
    period = Period.of(day)
    assert day in period
    assert period.first_day <= day <= period.last_day
    assert Period.parse(str(period)) == period
    assert period.shifted(months).shifted(-months) == period
    assert period.shifted(-1) < period < period.shifted(1)
