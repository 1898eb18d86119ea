"""Rows of a known program's table → rows with the cells that the canonical file would have.

Codes become words, the parts of a number become one cell, constants become columns, and rows that are none of ours (payments in a
table of invoices, cancelled lines, other accounts) are left out and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from services.aggregator.readers.profiles.profile import Coded, LeaveOut, Meaning, Profile
from shared.files.cells import ExactNumber
from shared.files.numbers import NotANumber, NumberReading, read_number
from shared.files.tables import BrokenRow, Row
from shared.text import fold_heading

_Step = Callable[[list[str]], LeaveOut | None]
_FRACTION = ".0"
_NOTHING = re.compile(r"[\s0.,]*")
_RIDDLE = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")


class Adapter:
    """For one table. `columns` is where the fields stand in the rows it gives, which are longer than those it takes."""

    def __init__(
        self, profile: Profile, headings: Sequence[str], columns: Mapping[str, int], constants: Mapping[str, str]
    ) -> None:
        self.columns = dict(columns)
        self.width = len(headings)
        self._places = {fold_heading(text): position for position, text in reversed(list(enumerate(headings)))}
        self._steps: list[_Step] = []
        for field, parts in profile.joined.items():
            self._join(field, self._positions(parts))
        for field, parts in profile.added.items():
            self._add(field, self._positions(parts))
        for field, coded in profile.coded.items():
            self._decode(field, coded)
        for field, cell in {**profile.constants, **constants}.items():
            if field in constants or field not in self.columns:
                self._constant(field, cell)

    @property
    def changes_nothing(self) -> bool:
        return not self._steps

    def rows(self, rows: Iterator[Row | BrokenRow], skipped: Counter[str]) -> Iterator[Row | BrokenRow]:
        """The adapted rows; `skipped` counts what was left out, by reason."""
        for row in rows:
            if isinstance(row, BrokenRow):
                yield row
                continue
            cells = row.cells[:]
            for step in self._steps:
                reason = step(cells)
                if reason is not None:
                    skipped[reason.value] += 1
                    break
            else:
                yield Row(row.line, cells)

    def _positions(self, headings: Sequence[str]) -> list[int]:
        return [self._places[folded] for text in headings if (folded := fold_heading(text)) in self._places]

    def _new(self, field: str) -> None:
        self.columns[field] = self.width
        self.width += 1

    def _join(self, field: str, positions: Sequence[int]) -> None:
        """Series and number are one number; the parts of a title or an address are words; of two codes the first counts."""
        if not positions or (field in self.columns and self.columns[field] not in positions):
            return
        first_only, space = field in ("account_code", "tax_number"), " " if field in ("title", "address") else ""

        def step(cells: list[str]) -> None:
            parts = [cells[position].strip() for position in positions if cells[position].strip() not in ("", "0")]
            cells.append("".join(parts[:1]) if first_only else space.join(parts))

        self._steps.append(step)
        self._new(field)

    def _add(self, field: str, positions: Sequence[int]) -> None:
        if not positions:
            return

        def step(cells: list[str]) -> None:
            cells.append(_sum([cells[position] for position in positions]))

        self._steps.append(step)
        self._new(field)

    def _decode(self, field: str, coded: Coded) -> None:
        positions = self._positions(coded.headings)
        if not positions:
            return
        meanings: dict[str, Meaning] = {
            "/".join(map(fold_heading, key.split("/"))): meaning for key, meaning in coded.meanings.items()
        }

        def step(cells: list[str]) -> LeaveOut | None:
            code = "/".join(_code(cells[position]) for position in positions)
            meaning = meanings.get(code, coded.otherwise)
            if isinstance(meaning, LeaveOut):
                return meaning
            cells.append(cells[positions[0]] if meaning is None else meaning)
            return None

        self._steps.append(step)
        self._new(field)

    def _constant(self, field: str, cell: str) -> None:
        def step(cells: list[str]) -> None:
            cells.append(cell)

        self._steps.append(step)
        self._new(field)


def _code(cell: str) -> str:
    """`63`, `63.0` and ` 63` are one code."""
    return fold_heading(cell.strip().removesuffix(_FRACTION))


def _sum(cells: Sequence[str]) -> str:
    """The sum of amounts. One alone stays as it is written, for the column decides; riddles are not added up."""
    amounts = [cell for cell in cells if not _NOTHING.fullmatch(cell)]
    if len(amounts) < 2:
        return amounts[0] if amounts else next((cell for cell in cells if cell.strip()), "")
    total = Decimal(0)
    for cell in amounts:
        text = cell.strip()
        if not isinstance(cell, ExactNumber) and _RIDDLE.fullmatch(text):
            return " + ".join(amounts)
        reading = NumberReading.COMMA_DECIMAL if text.rfind(",") > text.rfind(".") else NumberReading.POINT_DECIMAL
        try:
            total += cell.value if isinstance(cell, ExactNumber) else read_number(text, reading)
        except NotANumber:
            return " + ".join(amounts)
    return ExactNumber(f"{total:f}")
