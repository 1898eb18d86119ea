"""Workbooks for tests, written by XlsxWriter."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it has no annotations

from shared.files.encoding import OpenFile


def opened(content: bytes) -> OpenFile:
    return lambda: io.BytesIO(content)


def book(sheets: Mapping[str, Any], **options: object) -> OpenFile:
    """Each sheet is a function that fills it (given the sheet and the format of days), or its rows."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, options)
    days = workbook.add_format({"num_format": "dd.mm.yyyy"})
    for name, fill in sheets.items():
        sheet = workbook.add_worksheet(name)
        if callable(fill):
            fill(sheet, days)
            continue
        for row, values in enumerate(fill):
            for column, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, days)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif value is not None:
                    sheet.write(row, column, value)
    workbook.close()
    return opened(buffer.getvalue())
