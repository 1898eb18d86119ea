"""Dates as people write them: the column decides whether the day or the month comes first.

Dotted dates and dates that begin with the year are clear by themselves; `05/06/2026` is not, and a column that has only
such dates is an error that shows both readings (design §6, domain.md §4.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from shared.files.cells import ExactDate
from shared.files.problems import AmbiguousDateColumn, MixedDateColumn

_EXAMPLES = 5
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_TIME = re.compile(r"[T ]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)


class DateOrder(Enum):
    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


class NotADate(ValueError):
    """This cell is no date in the order of its column."""


@dataclass(slots=True)
class DateEvidence:
    """Collects what the cells of one column say about the order of day and month."""

    column: str
    _certain: dict[DateOrder, tuple[str, int]] = field(default_factory=dict)
    _unclear: list[str] = field(default_factory=list)
    _last: str = ""

    def add(self, cell: str, row: int = 0) -> None:
        """Take one cell into account; cells that are no date say nothing here and are named when they are read."""
        if cell == self._last:
            return
        self._last = cell
        match = _YEAR_LAST.fullmatch(_without_time(cell))
        if match is None:
            return
        first, separator, second = int(match[1]), match[2], int(match[3])
        if separator == "." or (12 < first <= 31 and second <= 12):
            self._certain.setdefault(DateOrder.DAY_FIRST, (cell, row))
        elif 12 < second <= 31 and first <= 12:
            self._certain.setdefault(DateOrder.MONTH_FIRST, (cell, row))
        elif first != second and max(first, second) <= 12 and len(self._unclear) < _EXAMPLES:
            self._unclear.append(cell)

    @property
    def is_certain(self) -> bool:
        """Whether a cell has said it and none has contradicted it."""
        return len(self._certain) == 1

    def decide(self) -> DateOrder:
        """Return the one order. Raises `AmbiguousDateColumn`, or `MixedDateColumn` when cells contradict."""
        if len(self._certain) == 2:
            day, month = (self._certain[order] for order in DateOrder)
            raise MixedDateColumn(
                column=self.column,
                day_first_cell=day[0],
                day_first_row=day[1],
                month_first_cell=month[0],
                month_first_row=month[1],
            )
        if self._certain or not self._unclear:
            return next(iter(self._certain), DateOrder.DAY_FIRST)
        examples = [
            (cell, read_date(cell, DateOrder.DAY_FIRST), read_date(cell, DateOrder.MONTH_FIRST))
            for cell in self._unclear
        ]
        raise AmbiguousDateColumn(
            column=self.column,
            cell=examples[0][0],
            day_first=examples[0][1].isoformat(),
            month_first=examples[0][2].isoformat(),
            examples=examples,
        )


def decide_date_order(column: str, cells: Iterable[str]) -> DateOrder:
    """Walk over the cells of one column once and say what comes first in them."""
    evidence = DateEvidence(column)
    for row, cell in enumerate(cells, start=1):
        evidence.add(cell, row)
    return evidence.decide()


def read_date(cell: str, order: DateOrder) -> date:
    """The day in one cell; a time behind it is dropped, two digits of a year mean 20xx. Raises `NotADate`.

    An `ExactDate` is its own value in every order. A stored number is a day only when it is written as one (`20261031`).
    """
    if isinstance(cell, ExactDate):
        return cell.value
    text = _without_time(cell)
    if match := _YEAR_FIRST.fullmatch(text):
        if not match[2] and len(text) != 8:
            raise NotADate(cell)
        year, month, day = int(match[1]), int(match[3]), int(match[4])
    elif match := _YEAR_LAST.fullmatch(text):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
        if order is DateOrder.MONTH_FIRST:
            day, month = month, day
        if len(match[4]) == 2:
            year += 2000
    else:
        raise NotADate(cell)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise NotADate(cell)
    try:
        return date(year, month, day)
    except ValueError:
        raise NotADate(cell) from None


def _without_time(cell: str) -> str:
    text = cell.strip()
    return _TIME.sub("", text) if len(text) > 10 else text
