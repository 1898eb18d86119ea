"""Workbooks: XLSX, XLS, XLSB and ODS, read by calamine.

Protects the process: what can be known before calamine unpacks a sheet is checked by `packages`; what cannot (a very sparse
sheet fills memory with empty cells) ends the confined child and not the service, so files from people are opened there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import BinaryIO

import python_calamine as calamine

from shared.files import findings
from shared.files.grid import GridTable, Sheet, open_grid
from shared.files.problems import DamagedFile, PasswordProtected, TooLargeToRead
from shared.files.silent_cells import Silent
from shared.files.tables import HeadingScore

FORMATS = {
    "xlsx": findings.WORKBOOK,
    "xls": findings.OLD_WORKBOOK,
    "xlsb": findings.BINARY_WORKBOOK,
    "ods": findings.ODS_WORKBOOK,
}


def open_workbook(
    file: BinaryIO, kind: str, score: HeadingScore | None, silent: Mapping[str, Silent] | None = None
) -> GridTable:
    """The best table of the visible sheets. `kind` is a key of `FORMATS`; raises a `FileProblem`.

    `silent`: by sheet, the texts of cells that calamine gives as empty.
    """
    silent = silent or {}
    try:
        book = calamine.load_workbook(file)
        sheets = [each.name for each in book.sheets_metadata if _is_shown(each)]
        return open_grid((_sheet(book, name, silent.get(name, {})) for name in sheets), score, format=kind)
    except calamine.PasswordError:
        raise PasswordProtected() from None
    except MemoryError:
        raise TooLargeToRead() from None
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        raise DamagedFile(found=FORMATS[kind]) from None
    except BaseException as error:
        # The reader is native: what it has not foreseen is a panic, which is no Exception.
        if type(error).__name__ == "PanicException":
            raise DamagedFile(found=FORMATS[kind]) from None
        raise


def _is_shown(sheet: calamine.SheetMetadata) -> bool:
    return sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet


def _sheet(book: calamine.CalamineWorkbook, name: str, silent: Silent) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    return Sheet(name, partial(_rows, sheet, silent))


def _rows(sheet: calamine.CalamineSheet, silent: Silent) -> Iterator[Sequence[object]]:
    """All rows from the first of the sheet on, so that the n-th is row n for people too."""
    if not silent:
        yield from sheet.iter_rows()
        return
    left = sheet.start[1] if sheet.start else 0
    for number, values in enumerate(sheet.iter_rows()):
        texts = silent.get(number)
        yield values if texts is None else _spoken(values, texts, left)


def _spoken(values: Sequence[object], texts: Mapping[int, str], left: int) -> list[object]:
    spoken = list(values)
    for column, text in texts.items():
        if column - left >= len(spoken):
            spoken.extend([""] * (column - left + 1 - len(spoken)))
        if column >= left:
            spoken[column - left] = text
    return spoken
