"""Tables of web pages, which many programs write into files called `.xls`.

Protects columns: cells that reach over several columns or rows keep the others in their place, and tables that only lay out
a page are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from shared.files import findings
from shared.files.cells import exact_number
from shared.files.encoding import OpenFile, detect_encoding, open_text
from shared.files.grid import GridTable, Sheet, open_grid
from shared.files.limits import LIMITS
from shared.files.problems import DamagedFile, EmptyFile
from shared.files.tables import HeadingScore

_MOST_SPANNED = 200


def open_html(open_file: OpenFile, score: HeadingScore | None) -> GridTable:
    """The best table of the page. Raises a `FileProblem`."""
    encoding = detect_encoding(open_file)
    with open_text(open_file, encoding) as text:
        content = text.read().lstrip("\ufeff\0")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise DamagedFile(found=findings.WEB_PAGE) from None
    # The parser closes what a page leaves open, and after a limit it closes everything: the rows below would be missing.
    if parser.error_log.filter_from_fatals():
        raise DamagedFile(found=findings.WEB_PAGE)
    if root is None:
        raise EmptyFile()
    sheets = []
    for number, table in enumerate(root.iter("table"), start=1):
        rows = list(_rows(table))
        sheets.append(Sheet(table.get("id") or str(number), rows.__iter__))
    return open_grid(sheets, score, format="html", encoding=encoding.label)


def _rows(table: etree._Element) -> Iterator[list[str]]:
    """The rows of this table and not of tables inside it, spans unrolled into empty cells."""
    below: dict[int, int] = {}
    for number, row in enumerate(each for each in table.iter("tr") if _table_of(each) is table):
        if number >= LIMITS.sheet_rows:
            return
        cells: list[str] = []
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while below.get(len(cells), 0):
                below[len(cells)] -= 1
                cells.append("")
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for offset in range(across):
                if down > 1:
                    below[len(cells)] = down - 1
                cells.append(_text(cell) if offset == 0 else "")
                if len(cells) > LIMITS.text_columns:
                    break
        while below.get(len(cells), 0):
            below[len(cells)] -= 1
            cells.append("")
        yield cells


def _table_of(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors("table"), None)


def _span(cell: etree._Element, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return min(max(int(text), 1), _MOST_SPANNED) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _text(cell: etree._Element) -> str:
    stored = cell.get("x:num")
    if stored:
        try:
            return exact_number(float(stored))
        except ValueError:
            pass
    for line_break in cell.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    return "\n".join(" ".join(line.split()) for line in "".join(map(str, cell.itertext())).strip().split("\n")).strip()
