"""Text tables (CSV) as a Turkish Excel opens them: UTF-8 with BOM, `;`, CRLF, decimal comma, `31.10.2026`.

Texts that a spreadsheet would run as a formula get an apostrophe in front (OWASP, user-experience.md §7); numbers never do.
`readers` take that apostrophe off again, so that what was written can be edited and imported back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from shared import formats
from shared.files.sheets import Cell, Sheet

MEDIA_TYPE = "text/csv; charset=utf-8"
BOM = "\ufeff"
RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
ROWS_AT_ONCE = 500


def write_delimited(sheet: Sheet) -> Iterator[bytes]:
    """The file, some hundred rows at a time."""
    text = io.StringIO(BOM)
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_harmless(column.heading) for column in sheet.columns])
    waiting = 0
    for row in _with_totals(sheet.rows, sheet.totals):
        writer.writerow([as_text(cell) for cell in row])
        waiting += 1
        if waiting == ROWS_AT_ONCE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
            waiting = 0
    yield text.getvalue().encode()


def _with_totals(rows: Iterable[Sequence[Cell]], totals: Sequence[Cell] | None) -> Iterator[Sequence[Cell]]:
    yield from rows
    if totals is not None:
        yield totals


def as_text(cell: Cell) -> str:
    """One cell: `1234,56`, `31.10.2026`, `'=SUM(A1)`."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _harmless(cell)
    if isinstance(cell, datetime):
        return formats.moment(cell)
    if isinstance(cell, date):
        return formats.day(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    return str(cell)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(RUNS_AS_FORMULA) else text


def without_apostrophe(text: str) -> str:
    """What `as_text` put an apostrophe in front of; any other text as it is."""
    return text[1:] if text.startswith("'") and text[1:].startswith(RUNS_AS_FORMULA) else text
