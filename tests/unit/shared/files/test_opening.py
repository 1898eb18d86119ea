"""What a file is, by its first bytes."""

from __future__ import annotations

import pytest

from shared.files.opening import open_table, sniff
from shared.files.problems import EmptyFile, FileProblem, NotATable
from shared.files.tables import Row
from tests.hostile.packages import ods, ods_row
from tests.hostile.zips import Entry, archive
from tests.unit.shared.files.biff import xls
from tests.unit.shared.files.books import book, opened


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"PK\x03\x04....", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "compound"),
        (b"<html xmlns:x='urn'><head>", "html"),
        (b"\xef\xbb\xbf\r\n  <TABLE border=1>", "html"),
        ("<table>".encode("utf-16"), "html"),
        (b"<!DOCTYPE html><html>", "html"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>', "spreadsheetml"),
        (b'<?xml version="1.0"?><Invoice xmlns="urn">', "xml"),
        (b"<Invoice>", "xml"),
        (b"cari kodu;tutar\n", "text"),
        (b"<-- not a page;but text\n", "text"),
        (b"", "text"),
    ],
)
def test_the_kind_of_a_file(head: bytes, kind: str) -> None:
    assert sniff(head) == kind


PAGE = "<html><body><table><tr><th>Cari Kodu<th>Tutar</tr><tr><td>120<td>1.234,56</tr></table></body></html>"
SHEET_2003 = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    '<Worksheet ss:Name="Sayfa1"><Table>'
    '<Row><Cell><Data ss:Type="String">Cari Kodu</Data></Cell>'
    '<Cell ss:Index="3"><Data ss:Type="String">Tutar</Data></Cell></Row>'
    '<Row ss:Index="4"><Cell><Data ss:Type="String">120</Data></Cell>'
    '<Cell ss:Index="3"><Data ss:Type="Number">1234.5</Data></Cell>'
    "</Row></Table></Worksheet></Workbook>"
)
ROWS = [["Cari Kodu", "Tutar"], ["120", 1234.5]]


@pytest.mark.parametrize(
    ("file", "form", "line", "cells"),
    [
        (opened(b"Cari Kodu;Tutar\n120;1.234,56\n"), "csv", 2, ["120", "1.234,56"]),
        (opened("Cari Kodu\tTutar\n120\t1.234,56\n".encode("utf-16")), "csv", 2, ["120", "1.234,56"]),
        (book({"Sayfa1": ROWS}), "xlsx", 2, ["120", "1234.5"]),
        (opened(xls([["Cari Kodu", "Tutar"], ["120", 1234.5]])), "xls", 2, ["120", "1234.5"]),
        (opened(ods(ods_row("Cari Kodu", "Tutar") + ods_row("120", "1.234,56"))), "ods", 2, ["120", "1.234,56"]),
        (opened(PAGE.encode("cp1254")), "html", 2, ["120", "1.234,56"]),
        (opened(SHEET_2003.encode()), "xml", 4, ["120", "1234.5"]),
    ],
    ids=["csv", "tsv", "xlsx", "xls", "ods", "html", "xml"],
)
def test_every_format_gives_the_same_table(file: object, form: str, line: int, cells: list[str]) -> None:
    table = open_table(file)  # type: ignore[arg-type]  # parametrised
    assert (table.format, table.headings) == (form, ("Cari Kodu", "Tutar"))
    assert list(table.rows()) == list(table.rows()) == [Row(line, cells)]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (archive(Entry("fatura.xml", b"<Invoice/>")), NotATable),
        (b'<?xml version="1.0"?><Invoice/>', NotATable),
        (b"", EmptyFile),
        (b"<html><body>yok</body></html>", EmptyFile),
    ],
)
def test_files_without_a_table(content: bytes, problem: type[FileProblem]) -> None:
    with pytest.raises(problem):
        open_table(opened(content))


def test_cells_of_pages_that_reach_over_others_keep_them_in_place() -> None:
    page = (
        "<table><tr><td colspan=3>Rapor</td></tr><tr><th>Kod<th>Ad<th>Tutar</tr>"
        "<tr><td rowspan=2>120<td>A<br>B<td>1</tr><tr><td>C<td>2</tr>"
        "<tr><td colspan=2>Genel Toplam<td>3</tr></table>"
    )
    table = open_table(opened(page.encode()))
    assert table.headings == ("Kod", "Ad", "Tutar")
    assert list(table.rows()) == [Row(3, ["120", "A\nB", "1"]), Row(4, ["", "C", "2"])]
    assert table.total_rows == 1


def test_tables_that_lay_out_a_page_are_passed_over() -> None:
    page = "<html><table><tr><td><table><tr><th>Kod<th>Tutar</tr><tr><td>120<td>5</tr></table></td></tr></table></html>"
    table = open_table(opened(page.encode()))
    assert list(table.rows()) == [Row(2, ["120", "5"])]
