"""The column decides how numbers are read (design §6, domain.md §4.4)."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.files.numbers import (
    NotANumber,
    NumberEvidence,
    NumberReading,
    currency_word,
    decide_number_reading,
    read_number,
)
from shared.files.problems import AmbiguousNumberColumn, MixedNumberColumn

COMMA, POINT = NumberReading.COMMA_DECIMAL, NumberReading.POINT_DECIMAL


@pytest.mark.parametrize(
    ("cells", "reading"),
    [
        (["1.234,56"], COMMA),
        (["1,234.56"], POINT),
        (["1.234", "5.678", "9,5"], COMMA),
        (["1.234", "5.678", "9.5"], POINT),
        (["1,234", "99.90"], POINT),
        (["1.234.567"], COMMA),
        (["1,234,567"], POINT),
        (["1234.567"], POINT),  # a group never has four digits before it
        (["0.125"], POINT),  # a grouped number never begins with a zero
        (["1234,5"], COMMA),
        (["1234.56-", "1.234"], POINT),
        (["(1.234,56)"], COMMA),
        (["1\u00a0234,56 TL"], COMMA),
        (["abc", "", "12,5"], COMMA),
        (["100", "250"], COMMA),
        ([], COMMA),
    ],
)
def test_the_column_decides(cells: list[str], reading: NumberReading) -> None:
    assert decide_number_reading("tutar", cells) is reading


@pytest.mark.parametrize("cells", [["1.234"], ["12", "1,234", "5,678"], ["1.234", "-5.678", "abc"], ["1.234 TL"]])
def test_an_ambiguous_column_is_an_error_with_both_readings(cells: list[str]) -> None:
    with pytest.raises(AmbiguousNumberColumn) as caught:
        decide_number_reading("tutar", cells)
    assert caught.value.params["column"] == "tutar"
    for cell, comma, point in caught.value.params["examples"]:
        assert (comma, point) == (read_number(cell, COMMA), read_number(cell, POINT))
        assert comma != point
    assert "two ways" in str(caught.value)


def test_a_column_that_contradicts_itself_names_both_cells_and_rows() -> None:
    with pytest.raises(MixedNumberColumn) as caught:
        decide_number_reading("tutar", ["1,5", "7", "1.5"])
    params = caught.value.params
    assert (params["comma_cell"], params["comma_row"], params["point_cell"], params["point_row"]) == (
        "1,5",
        1,
        "1.5",
        3,
    )


def test_an_impossible_size_is_evidence() -> None:
    evidence = NumberEvidence("kur", largest=Decimal(10_000))
    evidence.add("41.125")
    assert evidence.decide() is POINT


@pytest.mark.parametrize(
    ("cell", "reading", "value"),
    [
        ("1.234,56", COMMA, "1234.56"),
        ("1,234.56", POINT, "1234.56"),
        ("1234.56-", POINT, "-1234.56"),
        ("-1.234,56", COMMA, "-1234.56"),
        ("−5,00", COMMA, "-5.00"),
        ("(1.234,56)", COMMA, "-1234.56"),
        ("(1.234,56) TL", COMMA, "-1234.56"),
        ("(1.234,56 TL)", COMMA, None),
        ("1 234,56", COMMA, "1234.56"),
        ("1\u00a0234,56\u00a0₺", COMMA, "1234.56"),
        ("₺1.234,56", COMMA, "1234.56"),
        ("-₺1.234,56", COMMA, "-1234.56"),
        ("$ 1,234.56", POINT, "1234.56"),
        ("1.234,56 tl", COMMA, "1234.56"),
        ("150,00 (B)", COMMA, "150.00"),
        ("150,00 (A)", COMMA, "-150.00"),
        ("+5", COMMA, "5"),
        (",5", COMMA, "0.5"),
        ("1.234", COMMA, "1234"),
        ("1.234", POINT, "1.234"),
        ("12.34", COMMA, None),
        ("1.23.456", COMMA, None),
        ("--5", COMMA, None),
        ("(-5)", COMMA, None),
        ("1,2E+05", COMMA, None),
        ("", COMMA, None),
        ("-", COMMA, None),
        ("abc", COMMA, None),
        ("٣", COMMA, None),
        ("1" * 31, COMMA, None),
        ("NaN", POINT, None),
    ],
)
def test_reading_a_cell(cell: str, reading: NumberReading, value: str | None) -> None:
    if value is None:
        with pytest.raises(NotANumber):
            read_number(cell, reading)
    else:
        assert read_number(cell, reading) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "currency"),
    [("100 USD", "USD"), ("€5,00", "EUR"), ("5,00 TL", "TRY"), ("-$5", "USD"), ("5,00", None), ("x", None)],
)
def test_a_currency_written_in_the_cell(cell: str, currency: str | None) -> None:
    assert currency_word(cell) == currency


amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2)


def turkish(value: Decimal) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


@given(st.lists(amounts, min_size=1))
def test_turkish_amounts_read_back_in_a_column(values: list[Decimal]) -> None:
    cells = [turkish(value) for value in values]
    reading = decide_number_reading("tutar", iter(cells))
    assert [read_number(cell, reading) for cell in cells] == values
    assert [turkish(read_number(cell, reading)) for cell in cells if not cell.startswith("-0,00")] == [
        cell for cell in cells if not cell.startswith("-0,00")
    ]


@given(st.lists(amounts, min_size=1))
def test_english_amounts_read_back_in_a_column(values: list[Decimal]) -> None:
    cells = [f"{value:,.2f}" for value in values]
    reading = decide_number_reading("amount", iter(cells))
    assert [read_number(cell, reading) for cell in cells] == values


@given(st.text(max_size=40))
def test_any_cell_is_a_decimal_or_no_number(cell: str) -> None:
    for reading in NumberReading:
        with contextlib.suppress(NotANumber):
            assert read_number(cell, reading).is_finite()
    NumberEvidence("x").add(cell)
