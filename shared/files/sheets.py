"""Tables on their way out: what stands in a column decides how its cells are written, in a workbook and as text alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

Cell = str | int | Decimal | date | datetime | None
"""A value as the service knows it; None is an empty cell."""


class CellKind(StrEnum):
    """`TEXT` stays text whatever it looks like (tax numbers, codes); a `DATE` is a day, a `MOMENT` is shown in Istanbul time."""

    TEXT = "text"
    COUNT = "count"
    AMOUNT = "amount"
    RATE = "rate"
    DATE = "date"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in characters, 0 for what fits its kind and heading."""

    heading: str
    kind: CellKind = CellKind.TEXT
    width: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars beside a table: the first `rows` rows as pieces, `categories` is the column with their names and each of
    `series` a column of numbers that becomes a bar. `place` is the cell of its corner."""

    title: str
    categories: int
    series: Sequence[int]
    rows: int
    place: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `rows` is walked once, row by row; `totals` stands below it, a cell per column."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    totals: Sequence[Cell] | None = None
    chart: Chart | None = None
