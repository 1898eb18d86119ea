"""Workbooks: sheets, heads, values, and what is empty or hidden in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from shared.files.cells import ExactDate, ExactNumber
from shared.files.opening import open_table
from shared.files.problems import EmptyFile, TooManyColumns
from shared.files.tables import BrokenRow, Row
from tests.hostile.packages import GOOD_ROWS, ods, ods_row, sheet, xlsx
from tests.unit.shared.files.biff import xls
from tests.unit.shared.files.books import book, opened


def score(cells: Sequence[str]) -> int:
    return sum(cell in ("Cari Kodu", "Tutar", "Ünvan") for cell in cells)


def test_hidden_and_empty_sheets_and_those_without_the_headings_are_passed_over() -> None:
    def hidden(sheet: Any, _: Any) -> None:
        sheet.write_row(0, 0, ["Cari Kodu", "Ünvan", "Tutar"])
        sheet.hide()

    file = book(
        {
            "Boş": [],
            "Açıklama": [["Bu dosya", "nasıl okunur"], ["bir", "iki"]],
            "Veri": [["Cari Kodu", "Tutar"], ["120", 5]],
            "Gizli": hidden,
        }
    )
    table = open_table(file, score)
    assert (table.sheet, table.other_sheets) == ("Veri", ())
    assert list(table.rows()) == [Row(2, ["120", "5"])]


def test_sheets_that_fit_as_well_are_named() -> None:
    rows = [["Cari Kodu", "Tutar"], ["120", 5]]
    table = open_table(book({"Ocak": rows, "Şubat": rows, "Not": [["a", "b"]]}), score)
    assert (table.sheet, table.other_sheets) == ("Ocak", ("Şubat",))


def test_a_workbook_with_nothing_visible_is_empty() -> None:
    with pytest.raises(EmptyFile):
        open_table(book({"Boş": []}))


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_of_both_systems(since_1904: bool) -> None:
    rows = [["Tarih", "Not"], [datetime(2026, 10, 31, 23, 59), "x"], [date(2024, 2, 29), "y"]]  # noqa: DTZ001 - no zones
    for file in (
        book({"S": rows}, date_1904=since_1904),
        opened(xls([["Tarih", "Not"], [date(2026, 10, 31), "x"], [date(2024, 2, 29), "y"]], since_1904=since_1904)),
    ):
        cells = [row.cells[0] for row in open_table(file).rows() if isinstance(row, Row)]
        assert cells == [ExactDate("2026-10-31"), ExactDate("2024-02-29")]
        assert all(isinstance(cell, ExactDate) for cell in cells)


def test_numbers_are_exact_and_numbers_stored_as_text_are_text() -> None:
    file = book({"S": [["VKN", "Tutar", "Var"], [4540536920, 0.1 + 0.2, True], ["0123456789", "1.234,56", False]]})
    first, second = (row.cells for row in open_table(file).rows() if isinstance(row, Row))
    assert first == ["4540536920", "0.3", "true"]
    assert [type(cell) for cell in first] == [ExactNumber, ExactNumber, str]
    assert second == ["0123456789", "1.234,56", "false"]
    assert type(second[1]) is str


def test_a_merged_head_below_titles_and_beside_empty_columns() -> None:
    def fill(sheet: Any, days: Any) -> None:
        middle = None
        sheet.write(0, 1, "Cari Hesap Ekstresi")
        sheet.merge_range(2, 1, 3, 1, "Cari Kodu", middle)
        sheet.merge_range(2, 3, 2, 4, "Borç", middle)
        sheet.merge_range(2, 5, 2, 6, "Alacak", middle)
        for column, text in enumerate(["TL", "Döviz", "TL", "Döviz"], start=3):
            sheet.write(3, column, text)
        sheet.write_row(4, 1, ["120", "", 1, 2, 3, 4])
        sheet.write_row(6, 1, ["Genel Toplam", "", 1, 2, 3, 4])
        sheet.write(7, 1, "Sayfa 1/1")

    table = open_table(book({"S": fill}), score)
    assert table.headings == ("Cari Kodu", "Borç TL", "Borç Döviz", "Alacak TL", "Alacak Döviz")
    assert table.heading_line == 4
    assert list(table.rows()) == [Row(5, ["120", "1", "2", "3", "4"])]
    assert table.total_rows == 2


def test_a_column_with_values_and_no_heading_is_kept_for_its_reader_to_name() -> None:
    table = open_table(book({"S": [["Cari Kodu", None, "Tutar"], ["120", "gizli", 5]]}))
    assert table.headings == ("Cari Kodu", "", "Tutar")


def test_errors_and_formulas_without_a_value_come_as_their_text() -> None:
    rows = (
        '<row r="3"><c r="A3" t="str"><f>"12"&amp;"0"</f><v>120</v></c><c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="4"><c r="A4"><f>A3</f></c><c r="B4"><f>B2*2</f></c></row>'
        '<row r="5"><c r="A5" t="inlineStr"><is><t>121</t></is></c><c r="B5"><f>B2+1</f><v>2.5</v></c></row>'
    )
    table = open_table(opened(xlsx(sheet(GOOD_ROWS + rows))))
    assert [row.cells for row in table.rows() if isinstance(row, Row)] == [
        ["120", "1.5"],
        ["120", "#DIV/0!"],
        ["=A3", "=B2*2"],
        ["121", "2.5"],
    ]


def test_a_cell_longer_than_any_program_writes_is_a_broken_row() -> None:
    long = f'<row r="3"><c r="A3" t="inlineStr"><is><t>{"x" * 32_768}</t></is></c></row>'
    rows = list(open_table(opened(xlsx(sheet(GOOD_ROWS + long)))).rows())
    assert rows[1] == BrokenRow(3, 3, "cell_too_long", 2, 2)


def test_sixty_columns_are_read_and_sixty_one_are_not() -> None:
    heads = [f"Sütun {letter}{number}" for letter in "abc" for number in range(20)]
    assert len(open_table(book({"S": [heads, heads]})).headings) == 60
    with pytest.raises(TooManyColumns):
        open_table(book({"S": [[*heads, "Bir Fazla"], heads]}))


def test_ods_keeps_days_and_numbers() -> None:
    cells = (
        '<table:table-row><table:table-cell office:value-type="date" office:date-value="2026-10-31T12:00:00"/>'
        '<table:table-cell office:value-type="float" office:value="4540536920"/></table:table-row>'
    )
    (row,) = open_table(opened(ods(ods_row("Tarih", "VKN") + cells))).rows()
    assert row == Row(2, ["2026-10-31", "4540536920"])
    assert isinstance(row, Row)
    assert [type(cell) for cell in row.cells] == [ExactDate, ExactNumber]
