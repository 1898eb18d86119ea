"""Twelve awkward files that people really have: each gives the right rows, or one clear sentence in Turkish."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from services.aggregator.domain.problems import RowProblem
from services.aggregator.domain.sides import DocumentKind
from services.aggregator.readers.columns import FileKind
from services.aggregator.wording import Wording
from tests.hostile.corpus import WORKBOOKS
from tests.unit.aggregator.source_builders import Cell, items, opened, problems, workbook

HEAD = "cari kodu;belge no;belge tarihi;tür;tutar\n"
ROW = "120.01;Ş-1;31.10.2026;satış;1.234,50\n"
DAY = date(2026, 10, 31)
GRID_HEAD = ["Cari Kodu", "Belge No", "Belge Tarihi", "Tür", "Tutar"]
HTML = (
    "<html><head><meta charset='utf-8'></head><body><table><tr><th>Cari Kodu</th><th>Belge No</th><th>Belge Tarihi</th>"
    "<th>Tür</th><th>Tutar</th></tr><tr><td>120.01</td><td>Ş-1</td><td>31.10.2026</td><td>satış</td><td>1.234,50</td></tr>"
    "</table></body></html>"
)
TITLED = "ÖRNEK A.Ş.;;;;\nCari Hareket Listesi;;;;\n;;;;\n" + HEAD + ROW + "Genel Toplam;;;;1.234,50\n"

RIGHT = {
    "windows-1254": (HEAD + ROW).encode("cp1254"),
    "utf-16": (HEAD + ROW).encode("utf-16"),
    "a web page named .xls": HTML.encode(),
    "titles above, sums below": TITLED.encode(),
    "numbers as text": workbook([GRID_HEAD, ["120.01", "Ş-1", "31.10.2026", "satış", "1.234,50"]]),
    "a formula": workbook([GRID_HEAD, ["120.01", "Ş-1", DAY, "satış", "=1000+234.5"]]),
    "real numbers and days": workbook([GRID_HEAD, ["120.01", "Ş-1", DAY, "satış", 1234.5]]),
}


@pytest.mark.parametrize("content", RIGHT.values(), ids=RIGHT.keys())
def test_the_row_is_what_it_says(content: bytes) -> None:
    source = opened(content)
    (movement,) = items(source)
    assert problems(source) == []
    assert (movement.account_code, movement.document_no, movement.document_date) == ("120.01", "Ş-1", DAY)
    assert (movement.kind, movement.amount, movement.amount_kurus) == (DocumentKind.SALE, Decimal("1234.50"), 123_450)


def test_sums_below_are_counted() -> None:
    source = opened(TITLED)
    list(source.rows())
    assert source.skipped == {"total_row": 1}
    assert source.heading_line == 4


def test_zeros_that_a_spreadsheet_dropped_come_back() -> None:
    source = opened(workbook([["Cari Kodu", "Ünvan", "Vergi No"], [120, "Çınarlı Gıda A.Ş.", 188001965]]))
    (card,) = items(source)
    assert (card.code, card.tax_number.text) == ("120", "0188001965")
    assert problems(source) == [(2, "tax_number", "tax_number_completed")]


def test_merged_heads_of_two_rows() -> None:
    rows: list[list[Cell]] = [
        ["Hesap Kodu", "Hesap Adı", "Tarih"],
        ["", "", "", "TL", "Döviz", "TL", "Döviz"],
        ["120.01", "Çınarlı", DAY, 100, ""],
        ["120.01", "Çınarlı", DAY, "", "", 40.5],
    ]
    source = opened(workbook(rows, [(0, 3, 0, 4, "Borç"), (0, 5, 0, 6, "Alacak")]))
    assert source.kind is FileKind.ENTRIES
    assert [entry.amount for entry in items(source)] == [Decimal(100), Decimal("-40.50")]


LOCKED = next(one for one in WORKBOOKS if one.name == "xls: a new workbook behind a password")
REFUSED = {
    "empty": (b"", "empty_file"),
    "password": (LOCKED.build(), "password_protected"),
    "other columns": (b"ad;soyad;renk\na;b;c\n", "unknown_file_kind"),
    "a column twice": ((HEAD[:-1] + ";matrah\n" + ROW[:-1] + ";5\n").encode(), "duplicate_heading"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "not_text"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_one_clear_sentence_in_turkish(content: bytes, code: str) -> None:
    source = opened(content)
    (problem,) = [one for one in source.problems if one.is_error]
    assert problem.code == code
    sentence = Wording().problem("tr", problem.stored()).message
    assert sentence != str(problem)
    assert "{" not in sentence
    assert not any(word in sentence for word in (" the ", " a ", " an "))


def test_the_same_document_twice_is_one_document_and_each_line_is_kept() -> None:
    source = opened(HEAD + ROW + ROW)
    assert not [item for item in source.rows() if isinstance(item, RowProblem)]
    assert len({movement.document_key for movement in items(source)}) == 1
