"""Amounts and dates in the four languages, as Babel and people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from shared import formats
from shared.i18n import direction

LOCALES = {"tr": "tr", "en": "en_GB", "de": "de", "ar": "en_GB"}


@given(minor=st.integers(-(10**15), 10**15), language=st.sampled_from(sorted(LOCALES)))
def test_numbers_are_those_of_babel(minor: int, language: str) -> None:
    amount = Decimal(minor) / 100
    assert formats.number(amount, language) == format_decimal(amount, format="#,##0.00", locale=LOCALES[language])
    assert formats.count(minor, language) == format_decimal(minor, format="#,##0", locale=LOCALES[language])


@pytest.mark.parametrize(
    ("language", "amount", "day", "period"),
    [
        ("tr", "-1.234.567,89 TL", "13 Kasım 2026 Cuma", "Ekim 2026"),
        ("en", "-1,234,567.89 TRY", "Friday, 13 November 2026", "October 2026"),
        ("de", "-1.234.567,89 TRY", "Freitag, 13. November 2026", "Oktober 2026"),
        ("ar", "-1,234,567.89 TRY", "الجمعة، 13 نوفمبر 2026", "أكتوبر 2026"),
    ],
)
def test_each_language_in_its_way(language: str, amount: str, day: str, period: str) -> None:
    assert formats.minor(-123_456_789, language) == amount
    assert formats.long_day(date(2026, 11, 13), language) == day
    assert formats.period("2026-10", language) == period
    assert direction(language) == ("rtl" if language == "ar" else "ltr")


def test_days_and_moments_are_the_same_everywhere() -> None:
    assert formats.day(date(2026, 10, 31)) == "31.10.2026"
    assert formats.moment(datetime(2026, 11, 12, 11, 5, tzinfo=UTC)) == "12.11.2026 14.05"


def test_moments_at_the_ends_of_the_calendar_can_be_written() -> None:
    assert formats.moment(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)) == "31.12.9999 23.59"
    assert formats.moment(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))).endswith("01.01.1 00.00"[-11:])
