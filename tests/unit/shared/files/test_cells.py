"""Cells that know their value: numbers, days, and everything else as text."""

from __future__ import annotations

import pickle
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.files.cells import ExactDate, ExactNumber, cell_of, exact_number
from shared.files.dates import DateEvidence, DateOrder, read_date
from shared.files.numbers import NumberEvidence, NumberReading, currency_word, read_number


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (4540536920.0, "4540536920"),
        (12345678901.0, "12345678901"),
        (0.1 + 0.2, "0.3"),
        (1234.5600000000001, "1234.56"),
        (-0.0, "0"),
        (-1234.5, "-1234.5"),
        (1e-7, "0.0000001"),
        (1e20, "100000000000000000000"),
        (123456789012.34, "123456789012.34"),
        (7, "7"),
    ],
)
def test_a_stored_number_is_written_plainly(stored: float, text: str) -> None:
    cell = exact_number(stored)
    assert cell == text
    assert cell.value == Decimal(text)


@given(st.decimals(-(10**12), 10**12, places=2, allow_nan=False))
def test_an_amount_that_was_typed_into_a_spreadsheet_comes_out_as_it_was_typed(amount: Decimal) -> None:
    if len(amount.as_tuple().digits) <= 15:
        assert exact_number(float(amount)).value == amount


@pytest.mark.parametrize("stored", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_no_cell(stored: float) -> None:
    with pytest.raises(ValueError, match=r"nan|inf"):
        exact_number(stored)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (True, "true"),
        (False, "false"),
        (None, ""),
        ("007", "007"),
        (datetime(2026, 10, 31, 14, 30), "2026-10-31"),  # noqa: DTZ001 - spreadsheets know no zones
        (date(2026, 10, 31), "2026-10-31"),
        (time(14, 30), "14:30:00"),
    ],
)
def test_other_values(value: object, cell: str) -> None:
    assert cell_of(value) == cell


def test_an_exact_number_needs_no_reading_and_gives_no_evidence() -> None:
    cell = ExactNumber("1.234")
    evidence = NumberEvidence("tutar")
    evidence.add(cell, 1)
    evidence.add("1.234,56", 2)
    assert evidence.decide() is NumberReading.COMMA_DECIMAL
    assert [read_number(cell, reading) for reading in NumberReading] == [Decimal("1.234")] * 2
    assert currency_word(cell) is None


def test_an_exact_day_needs_no_order_and_gives_no_evidence() -> None:
    cell = ExactDate("2026-05-06")
    evidence = DateEvidence("tarih")
    evidence.add(cell, 1)
    evidence.add("5/31/2026", 2)
    assert evidence.decide() is DateOrder.MONTH_FIRST
    assert [read_date(cell, order) for order in DateOrder] == [date(2026, 5, 6)] * 2


def test_exact_cells_keep_their_class_between_processes() -> None:
    cells = pickle.loads(pickle.dumps([ExactNumber("1.5"), ExactDate("2026-10-31")]))  # noqa: S301 - our own bytes
    assert [type(cell) for cell in cells] == [ExactNumber, ExactDate]
