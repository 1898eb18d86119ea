"""Tables on their way out: what a reader of the file gets back, and that nothing in it runs."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from shared.files import workbook_out
from shared.files.delimited_out import without_apostrophe, write_delimited
from shared.files.sheets import CellKind, Column, Sheet
from shared.files.workbook_out import write_workbook

COLUMNS = (
    Column("vergi no"),
    Column("tutar", CellKind.AMOUNT),
    Column("adet", CellKind.COUNT),
    Column("tarih", CellKind.DATE),
    Column("an", CellKind.MOMENT),
)
ROW = (
    "0010010017",
    Decimal("-1234567.89"),
    12,
    date(2026, 10, 31),
    datetime(2026, 11, 12, 7, 32, tzinfo=UTC),
)
FORMULAS = ("=1+1", "+90 212 000 00 00", "-", "@SUM(A1)", "\tx", "http://a.test", "{=A1}")


def workbook(*sheets: Sheet) -> CalamineWorkbook:
    target = io.BytesIO()
    write_workbook(target, sheets)
    target.seek(0)
    return CalamineWorkbook.from_filelike(target)


def rows(book: CalamineWorkbook, name: str) -> list[list[Any]]:
    return book.get_sheet_by_name(name).to_python()


def test_a_workbook_holds_values_and_not_pictures_of_them() -> None:
    book = workbook(Sheet("Liste", COLUMNS, [ROW], totals=("Toplam", Decimal("1.50"), None, None, None)))
    headings, row, totals = rows(book, "Liste")
    assert headings == ["vergi no", "tutar", "adet", "tarih", "an"]
    assert row == ["0010010017", -1234567.89, 12.0, date(2026, 10, 31), datetime(2026, 11, 12, 10, 32)]  # noqa: DTZ001  # Excel has no zones
    assert totals == ["Toplam", 1.5, "", "", ""]


def test_no_text_is_ever_a_formula_or_a_link() -> None:
    book = workbook(Sheet("a", [Column("metin")], [(text,) for text in FORMULAS]))
    assert [row[0] for row in rows(book, "a")[1:]] == list(FORMULAS)


def test_sheets_of_one_name_and_with_forbidden_characters() -> None:
    book = workbook(*(Sheet(name, [Column("x")], []) for name in ("Sorun: [1]", "sorun   1", "", "u" * 40, "u" * 40)))
    assert book.sheet_names == ["Sorun   1", "sorun   1 2", "1", "u" * 31, "u" * 29 + " 2"]


def test_what_no_sheet_holds_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_out, "ROWS_ON_A_SHEET", 2)
    book = workbook(Sheet("a", [Column("x")], [(str(n),) for n in range(5)], totals=("5",)))
    assert [rows(book, name) for name in book.sheet_names] == [
        [["x"], ["0"], ["1"]],
        [["x"], ["2"], ["3"]],
        [["x"], ["4"], ["5"]],
    ]


def test_text_tables_are_what_a_turkish_excel_opens() -> None:
    text = b"".join(write_delimited(Sheet("Liste", COLUMNS, [ROW]))).decode()
    assert text == ("\ufeffvergi no;tutar;adet;tarih;an\r\n0010010017;-1234567,89;12;31.10.2026;12.11.2026 10.32\r\n")


def test_texts_that_would_run_get_an_apostrophe_and_lose_it_again() -> None:
    texts = [*FORMULAS, "O'Neil", "'tırnak'", 'a;"b"']
    content = b"".join(write_delimited(Sheet("a", [Column("x")], [(text,) for text in texts]))).decode()
    lines = content.split("\r\n")[1:-1]
    assert lines[:5] == ["'=1+1", "'+90 212 000 00 00", "'-", "'@SUM(A1)", "'\tx"]
    assert lines[7:] == ["O'Neil", "'tırnak'", '"a;""b"""']
    assert [without_apostrophe(line) for line in lines[:9]] == texts[:9]
