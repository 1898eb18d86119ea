"""Short ways to open files in the tests of the readers, and to see what came out."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # the package ships no types

from services.aggregator.domain.problems import RowProblem
from services.aggregator.readers.opening import ReadOptions, Source, open_source

Cell = str | int | float | date


def opened(content: bytes | str, name: str = "defter", **options: Any) -> Source:
    """The source of these bytes, or of this text in UTF-8; `options` as in `ReadOptions`."""
    file = content.encode() if isinstance(content, str) else content
    return open_source(lambda: io.BytesIO(file), name, ReadOptions(**options))


def workbook(rows: Sequence[Sequence[Cell]], merged: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    """An XLSX with one sheet; texts that begin with `=` are formulas, days real days, `merged` ranges are merged."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("Defter")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for number, cells in enumerate(rows):
        for position, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(number, position, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001 - Excel knows no zones
            elif isinstance(cell, str) and cell.startswith("="):
                sheet.write_formula(number, position, cell, None, 1234.5)
            else:
                sheet.write(number, position, cell)
    for first_row, first_column, last_row, last_column, text in merged:
        sheet.merge_range(first_row, first_column, last_row, last_column, text)
    book.close()
    return content.getvalue()


def items(source: Source) -> list[Any]:
    """Everything but problems."""
    return [item for item in source.rows() if not isinstance(item, RowProblem)]


def problems(source: Source) -> list[tuple[int, str, str]]:
    """Row, field and code of every problem."""
    return [(item.row, item.field, item.code) for item in source.rows() if isinstance(item, RowProblem)]
