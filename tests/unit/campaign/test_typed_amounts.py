"""An amount that a person types is never taken for another one: it is read in both ways of writing, or refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.campaign.console.typed_amounts import amount_of
from shared import formats

AMOUNTS = st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2, allow_nan=False)


@given(AMOUNTS, st.sampled_from(["tr", "en"]))
def test_what_a_screen_writes_is_read_back_in_either_language(amount: Decimal, language: str) -> None:
    written = formats.number(amount, language)
    assert amount_of(written) == amount_of(f" {written} TL") == amount_of(written, thousands=False) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5.000,00", "5000.00"),
        ("5,000.00", "5000.00"),
        ("5000", "5000.00"),
        ("5.000", "5000.00"),
        ("5,000", "5000.00"),
        ("5000.5", "5000.50"),
        ("5000,5", "5000.50"),
        ("1.234.567,8 TL", "1234567.80"),
        ("1,234,567", "1234567.00"),
        ("1 234,50", "1234.50"),
        ("0", "0.00"),
    ],
)
def test_both_ways_of_writing(text: str, amount: str) -> None:
    assert str(amount_of(text)) == amount


@pytest.mark.parametrize(
    ("text", "amount"), [("1.000", "1.00"), ("0,50", "0.50"), ("0.500", "0.50"), ("1.000.000", "1000000.00")]
)
def test_where_nobody_means_thousands(text: str, amount: str) -> None:
    assert str(amount_of(text, thousands=False)) == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "-1",
        "1,2,3",
        "5 bin",
        "٥",
        ",5",
        "5,",
        "1.00.000",
        "0.100",
        "12345,678",
        "1,234.567",
        "1.000.000.000.000",
        "1,2.3,4",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    assert amount_of(text) is None
