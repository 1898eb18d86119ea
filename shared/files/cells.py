"""Cells of a table are text; a cell whose file stores a value and not its writing says so by its class.

Protects the value: a workbook keeps `1234.5` or a day, and no reading of Turkish or English writing may be applied to it.
The text of an exact cell is its whole value, so it costs nothing to make and nothing is lost when it is passed on as text.
"""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal

_MOST_WHOLE = 10**15
# A spreadsheet keeps 15 significant digits of what was typed; what a float shows beyond them is noise of binary sums.
_NOISY = 16


class ExactNumber(str):
    """A number as its file stores it; the text is plain decimal without `.0`: `4540536920`, `-0.5`."""

    __slots__ = ()

    @property
    def value(self) -> Decimal:
        return Decimal(self)


class ExactDate(str):
    """A day as its file stores it; the text is ISO 8601: `2026-10-31`."""

    __slots__ = ()

    @property
    def value(self) -> date:
        return date.fromisoformat(self)


def exact_number(value: float) -> ExactNumber:
    """The cell of a stored number. Raises `ValueError` for what is no number (NaN, infinity)."""
    if -_MOST_WHOLE < value < _MOST_WHOLE and value == (whole := int(value)):
        return ExactNumber(whole)
    if not math.isfinite(value):
        raise ValueError(value)
    text = repr(value)
    if len(text) > _NOISY:
        text = format(value, ".15g")
    if "e" in text:
        text = format(Decimal(text), "f")
    return ExactNumber(text)


def cell_of(value: object) -> str:
    """The cell of a value as spreadsheet readers give it; times of the day behind a date are dropped."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[return-value]  # the exact class was just compared
    if kind is float or kind is int:
        return exact_number(value)  # type: ignore[arg-type]  # likewise
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return ExactDate(value.isoformat()[:10])
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
