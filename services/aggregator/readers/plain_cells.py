"""Whole columns of cells → values, for cells that leave nothing to say; every other cell is `ODD`: its row is read by itself.

Cells that repeat are parsed once: a dictionary answers for them. What such a dictionary holds is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from services.aggregator.domain.ledger import HOME_CURRENCY
from services.aggregator.readers.cells import read_currency, read_electronic, read_kind, read_yes_or_no
from shared.files.cells import ExactNumber
from shared.files.dates import DateOrder, NotADate, read_date
from shared.files.numbers import NotANumber, NumberReading, read_number
from shared.money import LARGEST_MINOR

MOST_REMEMBERED = 50_000
ODD: Final[Any] = None
"""Stands for a cell that is not plain. No plain value is None: what is missing is `NOTHING`."""
NOTHING: Final = ""
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ALL_UUIDS = re.compile(rf"(?>{_UUID}\n)*+", re.ASCII)
_ONE_UUID = re.compile(_UUID, re.ASCII)
# No more digits than an amount may have: then none is too large. Two places exactly: then none is rounded.
_TWO_PLACES = {
    NumberReading.COMMA_DECIMAL: r"-?(?:\d{1,13}|\d{1,3}(?:\.\d{3}){1,3}|\d(?:\.\d{3}){4}),\d\d",
    NumberReading.POINT_DECIMAL: r"-?(?:\d{1,13}|\d{1,3}(?:,\d{3}){1,3}|\d(?:,\d{3}){4})\.\d\d",
}
_ALL_TWO_PLACES = {reading: re.compile(rf"(?>{cell}\n)*+", re.ASCII) for reading, cell in _TWO_PLACES.items()}
_UP_TO_TWO_PLACES = {
    NumberReading.COMMA_DECIMAL: re.compile(
        r"-?(?:\d{1,13}|\d{1,3}(?:\.\d{3}){1,3}|\d(?:\.\d{3}){4})(?:,\d{1,2})?", re.ASCII
    ),
    NumberReading.POINT_DECIMAL: re.compile(
        r"-?(?:\d{1,13}|\d{1,3}(?:,\d{3}){1,3}|\d(?:,\d{3}){4})(?:\.\d{1,2})?", re.ASCII
    ),
}


class Remembered(dict[Any, Any]):
    """`parse` for a column: cells that were seen before cost one look-up."""

    def __init__(self, parse: Callable[[Any], Any]) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, cell: Any) -> Any:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        value = self[cell] = self._parse(cell)
        return value

    def column(self, cells: Sequence[Any]) -> list[Any]:
        return list(map(self.__getitem__, cells))


def dates(order: DateOrder, *, needed: bool) -> Remembered:
    """(ISO text, period); an empty cell is `NOTHING` where it may be."""
    return Remembered(partial(_date, order, needed))


def kinds() -> Remembered:
    return Remembered(_kind)


def currencies() -> Remembered:
    """The home currency only: a foreign document needs its rate and its other lines."""
    return Remembered(_home_currency)


def yes_or_no() -> Remembered:
    return Remembered(read_yes_or_no)


def electronic() -> Remembered:
    """An empty cell is `NOTHING`: then the document's number decides."""
    return Remembered(_electronic)


def home_rates(reading: NumberReading) -> Remembered:
    """True for a rate that says nothing about a document in lira."""
    return Remembered(partial(_home_rate, reading))


class Kurus:
    """Amounts with up to two places as integers. `needed`: an empty cell is odd, else it is `NOTHING`."""

    def __init__(self, reading: NumberReading, *, needed: bool) -> None:
        self._all, self._one = _ALL_TWO_PLACES[reading], _UP_TO_TWO_PLACES[reading]
        self._grouping, self._sign = (".", ",") if reading is NumberReading.COMMA_DECIMAL else (",", ".")
        self._single, self._exact = Remembered(self._read), Remembered(_exact_kurus)
        self._empty = ODD if needed else NOTHING

    def column(self, cells: Sequence[str]) -> list[Any]:
        if set(map(type, cells)) == {str}:
            text = "\n".join(cells)
            if text.count("\n") == len(cells) - 1 and self._all.fullmatch(text + "\n"):
                return list(map(int, text.replace(self._grouping, "").replace(self._sign, "").split("\n")))
            return self._single.column(cells)
        return [self._exact[cell] if isinstance(cell, ExactNumber) else self._single[cell] for cell in cells]

    def _read(self, cell: str) -> Any:
        if not cell:
            return self._empty
        if not self._one.fullmatch(cell):
            return ODD
        whole, _, places = cell.replace(self._grouping, "").partition(self._sign)
        return int(whole + places.ljust(2, "0"))


class Uuids:
    """ETTNs in lower case; an empty cell is `NOTHING`."""

    def column(self, cells: Sequence[str]) -> list[Any]:
        text = "\n".join(cells).lower()
        if text.count("\n") == len(cells) - 1 and _ALL_UUIDS.fullmatch(text + "\n"):
            return text.split("\n")
        return [NOTHING if not cell else low if _ONE_UUID.fullmatch(low := cell.lower()) else ODD for cell in cells]


def _exact_kurus(cell: ExactNumber) -> int | None:
    """Kuruş of a cell that knows its value."""
    minor = cell.value * 100
    return int(minor) if abs(minor) < LARGEST_MINOR and minor == int(minor) else ODD


def _kind(cell: str) -> str | None:
    kind = read_kind(cell)
    return kind.value if kind else ODD


def _home_currency(cell: str) -> str | None:
    return HOME_CURRENCY if read_currency(cell) == (HOME_CURRENCY, False) else ODD


def _electronic(cell: str) -> bool | str | None:
    return read_electronic(cell) if cell else NOTHING


def _date(order: DateOrder, needed: bool, cell: str) -> Any:
    if not cell:
        return ODD if needed else NOTHING
    try:
        day = read_date(cell, order)
    except NotADate:
        return ODD
    return day.isoformat(), day.year * 100 + day.month


def _home_rate(reading: NumberReading, cell: str) -> Any:
    if not cell:
        return True
    try:
        return True if read_number(cell, reading) in (0, 1) else ODD
    except NotANumber:
        return ODD
