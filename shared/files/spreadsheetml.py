"""Excel 2003's own XML, which some programs write into files called `.xls`.

Protects the place of cells: rows and cells may name their number and leave others out, and a name beyond the last row of any
sheet is not followed.
"""

from __future__ import annotations

import io

from lxml import etree

from shared.files import findings
from shared.files.cells import ExactDate, exact_number
from shared.files.encoding import OpenFile
from shared.files.grid import GridTable, Sheet, open_grid
from shared.files.limits import LIMITS
from shared.files.problems import DamagedFile, DamagedXml, TooManyColumns, UnsafeXml
from shared.files.tables import HeadingScore
from shared.files.xml import PARSER_OPTIONS, refuse_doctype

_NS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_WORKSHEET, _ROW, _CELL, _DATA = f"{_NS}Worksheet", f"{_NS}Row", f"{_NS}Cell", f"{_NS}Data"
_INDEX, _ACROSS, _TYPE, _NAME = f"{_NS}Index", f"{_NS}MergeAcross", f"{_NS}Type", f"{_NS}Name"
_VISIBLE = "{urn:schemas-microsoft-com:office:excel}Visible"


def open_spreadsheetml(open_file: OpenFile, score: HeadingScore | None) -> GridTable:
    """The best table of the visible sheets. Raises a `FileProblem`."""
    with open_file() as file:
        content = file.read()
    refuse_doctype(content)
    try:
        sheets = _sheets(content.lstrip())
    except etree.XMLSyntaxError as error:
        raise DamagedXml(line=error.lineno or 1) from None
    return open_grid(sheets, score, format="xml")


def _sheets(content: bytes) -> list[Sheet]:
    """All sheets as rows of cells; elements are dropped as soon as they are read, so the tree stays small."""
    sheets: list[Sheet] = []
    rows: dict[str, list[list[str]]] = {}
    hidden: set[str] = set()
    name, depth = "", 0
    for event, element in etree.iterparse(io.BytesIO(content), events=("start", "end"), **_ITERPARSE):
        if event == "start":
            depth += 1
            if depth > LIMITS.xml_depth:
                raise UnsafeXml(found=findings.DEEP_NESTING)
            if element.tag == _WORKSHEET:
                name = str(element.get(_NAME) or len(rows) + 1)
                rows[name] = []
            continue
        depth -= 1
        if element.tag == _ROW:
            _place(rows.setdefault(name, []), element.get(_INDEX), LIMITS.sheet_rows)
            rows[name].append(_cells(element))
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
        elif element.tag == _VISIBLE and (element.text or "").strip() in ("SheetHidden", "SheetVeryHidden"):
            hidden.add(name)
    for name, grid in rows.items():
        if name not in hidden:
            sheets.append(Sheet(name, grid.__iter__))
    return sheets


_ITERPARSE = {name: value for name, value in PARSER_OPTIONS.items() if name != "recover"}


def _cells(row: etree._Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(_CELL):
        _place_cell(cells, cell.get(_INDEX))
        data = cell.find(_DATA)
        cells.append(_value(data) if data is not None else "")
        across = cell.get(_ACROSS) or "0"
        cells.extend([""] * min(int(across) if across.isdigit() and len(across) < 6 else 0, LIMITS.text_columns))
        if len(cells) > LIMITS.text_columns:
            raise TooManyColumns(found=len(cells), limit=LIMITS.sheet_columns)
    return cells


def _place(rows: list[list[str]], index: str | bytes | None, most: int) -> None:
    number = str(index or "")
    if not number.isdigit():
        return
    if len(number) > 9 or int(number) > most or int(number) <= len(rows):
        raise DamagedFile(found=findings.XML_WORKBOOK)
    empty: list[str] = []
    rows.extend([empty] * (int(number) - 1 - len(rows)))


def _place_cell(cells: list[str], index: str | bytes | None) -> None:
    number = str(index or "")
    if not number.isdigit():
        return
    if len(number) > 5 or int(number) > LIMITS.text_columns:
        raise TooManyColumns(found=number[:10], limit=LIMITS.sheet_columns)
    cells.extend([""] * (int(number) - 1 - len(cells)))


def _value(data: etree._Element) -> str:
    text = "".join(map(str, data.itertext()))
    kind = data.get(_TYPE)
    if kind == "Number":
        try:
            return exact_number(float(text))
        except ValueError:
            return text
    if kind == "DateTime" and len(text) >= 10:
        return ExactDate(text[:10])
    if kind == "Boolean":
        return "true" if text.strip() == "1" else "false"
    return text
