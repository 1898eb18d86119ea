"""The files that real programs and people hand in (user-experience.md §13.6): the right rows, or one clear problem."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from shared.files.encoding import OpenFile
from shared.files.opening import open_table
from shared.files.problems import EmptyFile, FileProblem, PasswordProtected
from shared.files.tables import Row
from tests.hostile.corpus import WORKBOOKS
from tests.hostile.packages import sheet, xlsx
from tests.unit.shared.files.books import book, opened
from tests.unit.shared.files.test_opening import SHEET_2003

HEADINGS = ["Cari Kodu", "Ünvan", "Belge Tarihi", "Tutar"]
SIGNED = ["120.01", "Şişli Çığ Gıda", "31.10.2026", "1.234,56"]
CSV = "\r\n".join(";".join(cells) for cells in (HEADINGS, SIGNED)) + "\r\n"


def score(cells: Sequence[str]) -> int:
    return sum(cell in HEADINGS or cell.startswith("Borç ") for cell in cells)


def rows(file: OpenFile) -> list[list[str]]:
    table = open_table(file, score)
    read = list(table.rows())
    assert all(isinstance(row, Row) for row in read)
    return [list(table.headings), *(row.cells for row in read if isinstance(row, Row))]


def page(cells: Sequence[Sequence[str]]) -> bytes:
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    head = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><meta http-equiv=Content-Type content="text/html; charset='
    return (head + f'windows-1254"><body><table>{lines}</table></body></html>').encode("cp1254")


@pytest.mark.parametrize(
    "file",
    [
        opened(CSV.encode("cp1254")),
        opened(CSV.encode("utf-8-sig")),
        opened(CSV.replace(";", "\t").encode("utf-16")),
        opened(page([HEADINGS, SIGNED])),
        opened(("Çınarlı Gıda A.Ş.\r\nCari Hareket Dökümü;;;\r\nDönem;Ekim 2026;;\r\n\r\n" + CSV).encode("cp1254")),
        opened((CSV + "\r\nGenel Toplam;;;1.234,56\r\n1 / 1\r\n").encode("cp1254")),
        book(
            {
                "Sayfa1": [
                    ["Cari Hareket Dökümü"],
                    ["Dönem", "Ekim"],
                    [],
                    HEADINGS,
                    SIGNED,
                    ["Toplam", None, None, "1.234,56"],
                ]
            }
        ),
        book({"Sayfa1": [HEADINGS, SIGNED], "Sayfa2": [], "Sayfa3": []}),
    ],
    ids=[
        "Windows-1254",
        "UTF-8 with a mark",
        "UTF-16",
        "web page named .xls",
        "titles above",
        "sums below",
        "titles and sums in a workbook",
        "numbers as text and empty sheets",
    ],
)
def test_the_right_rows_come_out(file: OpenFile) -> None:
    assert rows(file) == [HEADINGS, SIGNED]


def test_sheets_of_2003_named_xls() -> None:
    assert rows(opened(SHEET_2003.encode())) == [["Cari Kodu", "Tutar"], ["120", "1234.5"]]


def test_lost_zeros_stay_lost_here_and_no_decimal_point_appears() -> None:
    """Restoring them needs the check digit of a tax number, which is its reader's to know."""
    file = book({"S": [["Cari Kodu", "Vergi No"], ["120", 123456789], ["121", "0123456789"]]})
    assert rows(file)[1:] == [["120", "123456789"], ["121", "0123456789"]]


def test_a_merged_head() -> None:
    def fill(sheet: Any, days: Any) -> None:
        sheet.merge_range(0, 0, 1, 0, "Cari Kodu", None)
        sheet.merge_range(0, 1, 0, 2, "Borç", None)
        sheet.write_row(1, 1, ["TL", "Döviz"])
        sheet.write_row(2, 0, ["120", 5, 7])

    assert rows(book({"S": fill})) == [["Cari Kodu", "Borç TL", "Borç Döviz"], ["120", "5", "7"]]


def test_formulas_give_their_values() -> None:
    head = "".join(
        f'<c r="{c}1" t="inlineStr"><is><t>{t}</t></is></c>' for c, t in (("A", "Cari Kodu"), ("B", "Tutar"))
    )
    body = '<c r="A2" t="str"><f>"120"</f><v>120</v></c><c r="B2"><f>2*617.28</f><v>1234.5600000000001</v></c>'
    file = opened(xlsx(sheet(f'<row r="1">{head}</row><row r="2">{body}</row>')))
    assert rows(file) == [["Cari Kodu", "Tutar"], ["120", "1234.56"]]


def test_days_in_cells_that_are_days() -> None:
    file = book({"S": [HEADINGS, ["120", "Ad", date(2026, 10, 31), 5]]})
    assert rows(file)[1] == ["120", "Ad", "2026-10-31", "5"]


def test_the_same_heading_again_on_every_printed_page_is_no_row() -> None:
    assert rows(book({"S": [HEADINGS, SIGNED, HEADINGS, SIGNED]})) == [HEADINGS, SIGNED, SIGNED]


LOCKED = next(each for each in WORKBOOKS if "behind a password" in each.name).build()


@pytest.mark.parametrize(
    ("content", "problem"),
    [(LOCKED, PasswordProtected), (b"", EmptyFile), (b"\r\n;;;\r\n", EmptyFile), (page([]), EmptyFile)],
    ids=["password", "empty", "separators only", "empty web page"],
)
def test_one_clear_problem(content: bytes, problem: type[FileProblem]) -> None:
    with pytest.raises(problem) as raised:
        open_table(opened(content), score)
    assert "nothing was imported" in str(raised.value)


def test_wrong_columns_come_out_as_they_are_for_the_reader_to_name() -> None:
    assert rows(opened(b"Ad;Soyad;Boy\nA;B;1,75\n")) == [["Ad", "Soyad", "Boy"], ["A", "B", "1,75"]]
