"""Workbooks (XLSX) for people: heading row frozen and filtered, real dates and numbers, codes and tax numbers as text.

No cell is ever a formula or a link, whatever a counterparty called itself: every text is written as text. Rows are written as
they come and are not held in memory. Separators of numbers are the reader's: a Turkish Excel shows `1.234,56`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from types import MappingProxyType
from typing import Any, BinaryIO

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it has no stubs
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # it has no stubs

from shared.clock import ISTANBUL
from shared.files.sheets import Cell, CellKind, Chart, Column, Sheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_ON_A_SHEET = 1_000_000
"""Excel takes 1,048,576; what is longer goes on in a further sheet."""
LONGEST_TEXT = 32_767
_LONGEST_NAME = 31

_FORMATS: Mapping[CellKind, Mapping[str, Any]] = MappingProxyType(
    {
        CellKind.TEXT: {"num_format": "@"},
        CellKind.COUNT: {"num_format": "#,##0"},
        CellKind.AMOUNT: {"num_format": "#,##0.00"},
        CellKind.RATE: {"num_format": "#,##0.0000####"},
        CellKind.DATE: {"num_format": "dd.mm.yyyy", "align": "right"},
        CellKind.MOMENT: {"num_format": "dd.mm.yyyy hh:mm", "align": "right"},
    }
)
_WIDTHS: Mapping[CellKind, int] = MappingProxyType(
    {
        CellKind.TEXT: 18,
        CellKind.COUNT: 10,
        CellKind.AMOUNT: 18,
        CellKind.RATE: 12,
        CellKind.DATE: 12,
        CellKind.MOMENT: 17,
    }
)
_SETTINGS = MappingProxyType(
    {
        "constant_memory": True,
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
)


def write_workbook(target: str | BinaryIO, sheets: Sequence[Sheet], *, right_to_left: bool = False) -> None:
    """Write the sheets into a new workbook: a path, or a file opened for writing. Blocking: run it beside the event loop.

    `right_to_left`: the first column stands at the right, as readers of Arabic expect.
    """
    with Workbook(target, dict(_SETTINGS)) as book:
        writer = _Writer(book, right_to_left=right_to_left)
        for sheet in sheets:
            writer.add(sheet)


class _Writer:
    """Formats belong to one workbook and are made once."""

    def __init__(self, book: Workbook, *, right_to_left: bool) -> None:
        self._book = book
        self._right_to_left = right_to_left
        self._names: set[str] = set()
        heading = {"bold": True, "bottom": 1, "bg_color": "#E8EDF3", "text_wrap": True, "valign": "top"}
        self._heading = book.add_format(heading)
        self._formats = {kind: book.add_format(dict(how)) for kind, how in _FORMATS.items()}
        self._totals = {kind: book.add_format({**how, "bold": True, "top": 1}) for kind, how in _FORMATS.items()}

    def add(self, sheet: Sheet) -> None:
        rows = iter(sheet.rows)
        while True:
            page = self._begin(sheet)
            last = 0
            for last, row in enumerate(islice(rows, ROWS_ON_A_SHEET), 1):  # the last one counts the rows
                self._row(page, last, sheet.columns, row, self._formats)
            following = next(rows, None)
            if sheet.columns:
                page.autofilter(0, 0, max(last, 1), len(sheet.columns) - 1)
            if following is None:
                if sheet.totals is not None:
                    self._row(page, last + 1, sheet.columns, sheet.totals, self._totals)
                if sheet.chart is not None and last:
                    self._chart(page, sheet.chart)
                return
            rows = chain((following,), rows)

    def _chart(self, page: Worksheet, wanted: Chart) -> None:
        """A chart of the workbook's own: whoever changes a number sees it change."""
        chart = self._book.add_chart({"type": "bar", "subtype": "stacked"})
        name, (first, last) = page.get_name(), (wanted.series[0], wanted.series[-1])
        for row in range(1, wanted.rows + 1):
            chart.add_series(
                {
                    "name": [name, row, wanted.categories],
                    "categories": [name, 0, first, 0, last],
                    "values": [name, row, first, row, last],
                }
            )
        chart.set_title({"name": wanted.title, "overlay": False})
        chart.set_legend({"position": "bottom"})
        page.insert_chart(wanted.place, chart, {"description": wanted.title})

    def _begin(self, sheet: Sheet) -> Worksheet:
        page = self._book.add_worksheet(self._name(sheet.name))
        page.freeze_panes(1, 0)
        if self._right_to_left:
            page.right_to_left()
        page.set_landscape()
        page.repeat_rows(0)
        for place, column in enumerate(sheet.columns):
            width = column.width or max(_WIDTHS[column.kind], min(len(column.heading) + 3, 40))
            page.set_column(place, place, width, self._formats[column.kind])
        for place, column in enumerate(sheet.columns):
            page.write_string(0, place, column.heading, self._heading)
        return page

    def _row(
        self,
        page: Worksheet,
        line: int,
        columns: Sequence[Column],
        row: Sequence[Cell],
        formats: Mapping[CellKind, Any],
    ) -> None:
        for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
            if cell is not None and cell != "":
                _write(page, line, place, cell, formats[column.kind])

    def _name(self, wished: str) -> str:
        """A sheet's name: short, without what Excel forbids, and each once."""
        plain = "".join(" " if c in "[]:*?/\\" else c for c in wished).strip("' ")[:_LONGEST_NAME] or "1"
        name, number = plain, 1
        while name.casefold() in self._names:
            number += 1
            ending = f" {number}"
            name = plain[: _LONGEST_NAME - len(ending)] + ending
        self._names.add(name.casefold())
        return name


def _write(page: Worksheet, line: int, place: int, cell: Cell, how: Any) -> None:
    if isinstance(cell, str):
        page.write_string(line, place, cell[:LONGEST_TEXT], how)
    elif isinstance(cell, datetime):
        page.write_datetime(line, place, cell.astimezone(ISTANBUL).replace(tzinfo=None), how)
    elif isinstance(cell, date):
        page.write_datetime(line, place, datetime(cell.year, cell.month, cell.day), how)  # noqa: DTZ001  # a day has no zone
    elif isinstance(cell, (int, Decimal)):
        page.write_number(line, place, cell, how)
