"""How the number and date columns of one table are written: every column decides for itself, over all of its cells.

Cells are looked at some thousand at a time: a whole portion that is written in the one usual way is recognised in one step.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from services.aggregator.readers.amounts import HIGHEST_RATE
from services.aggregator.readers.columns import DATES, NUMBERS, FileKind
from shared.files.dates import DateEvidence, DateOrder
from shared.files.numbers import NumberEvidence, NumberReading
from shared.files.problems import FileProblem, MixedDateColumn, MixedNumberColumn
from shared.files.tables import Block

LARGEST: Mapping[str, Decimal] = {"rate": HIGHEST_RATE}
"""The largest value that makes sense in a column."""
_MOST_REMEMBERED = 10_000
_SURELY = {
    NumberReading.COMMA_DECIMAL: r"-?(?:[1-9]\d{0,2}(?:\.\d{3})+|\d{1,15}),\d{1,2}",
    NumberReading.POINT_DECIMAL: r"-?(?:[1-9]\d{0,2}(?:,\d{3})+|\d{1,15})\.\d{1,2}",
}
_ALL = {
    reading: re.compile(rf"(?>(?:{cell}|-?\d+)?\n)*+", re.ASCII) for reading, cell in _SURELY.items()
}  # one cell a line; whole numbers and empty cells say nothing
_ONE = {reading: re.compile(rf"^{cell}$", re.ASCII | re.MULTILINE) for reading, cell in _SURELY.items()}


@dataclass(frozen=True, slots=True)
class Readings:
    """field → how its column is written."""

    numbers: Mapping[str, NumberReading] = field(default_factory=dict)
    dates: Mapping[str, DateOrder] = field(default_factory=dict)

    def order(self, name: str) -> DateOrder:
        return self.dates.get(name, DateOrder.DAY_FIRST)


@dataclass(frozen=True, slots=True)
class Undecided:
    """A column that can be read in two ways, or mixes them."""

    field: str
    problem: FileProblem


class Deciding:
    """What the cells of a table have said so far about how its columns are written.

    What `told` says of a column is taken without asking its cells. `before` is how earlier files of the same source were written:
    it helps only a column whose own cells leave it open.
    """

    def __init__(self, kind: FileKind, columns: Mapping[str, int], told: Readings, before: Readings) -> None:
        self._told, self._before = told, before
        self._numbers = {
            name: _NumberColumn(NumberEvidence(name, LARGEST.get(name)))
            for name in NUMBERS[kind]
            if name in columns and name not in told.numbers
        }
        self._dates = {
            name: _DateColumn(DateEvidence(name)) for name in DATES[kind] if name in columns and name not in told.dates
        }
        self._watched: list[tuple[int, _NumberColumn | _DateColumn]] = [
            *((columns[name], number) for name, number in self._numbers.items()),
            *((columns[name], date) for name, date in self._dates.items()),
        ]

    @property
    def is_certain(self) -> bool:
        """Whether every column has said how it is written: from now on a cell can only contradict it."""
        return all(column.evidence.is_certain for _, column in self._watched)

    def take(self, block: Block) -> None:
        for position, column in self._watched:
            column.add([cells[position] for cells in block.cells], block.lines)

    def decide(self) -> tuple[Readings, list[Undecided]]:
        undecided: list[Undecided] = []
        readings: dict[str, NumberReading] = {**self._told.numbers}
        orders: dict[str, DateOrder] = {**self._told.dates}
        for name, number in self._numbers.items():
            try:
                readings[name] = number.evidence.decide()
            except FileProblem as problem:
                if name in self._before.numbers and not isinstance(problem, MixedNumberColumn):
                    readings[name] = self._before.numbers[name]
                else:
                    undecided.append(Undecided(name, problem))
        for name, date in self._dates.items():
            try:
                orders[name] = date.evidence.decide()
            except FileProblem as problem:
                if name in self._before.dates and not isinstance(problem, MixedDateColumn):
                    orders[name] = self._before.dates[name]
                else:
                    undecided.append(Undecided(name, problem))
        return Readings(readings, orders), undecided


class _NumberColumn:
    def __init__(self, evidence: NumberEvidence) -> None:
        self.evidence = evidence
        self._said: set[NumberReading] = set()

    def add(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        text = "\n".join(cells) + "\n"
        if text.count("\n") == len(cells) and set(map(type, cells)) == {str}:
            for reading, pattern in _ALL.items():
                if pattern.fullmatch(text):
                    # All cells say the same or nothing, so the first that says it speaks for all.
                    if reading not in self._said and (first := _ONE[reading].search(text)):
                        self._said.add(reading)
                        self.evidence.add(first.group(), lines[text.count("\n", 0, first.start())])
                    return
        for cell, line in zip(cells, lines, strict=True):
            self.evidence.add(cell, line)


class _DateColumn:
    def __init__(self, evidence: DateEvidence) -> None:
        self.evidence = evidence
        self._seen: set[str] = set()

    def add(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        new = set(cells) - self._seen
        if not new:
            return
        for cell, line in zip(cells, lines, strict=True):
            if cell in new:
                self.evidence.add(cell, line)
        if len(self._seen) < _MOST_REMEMBERED:
            self._seen |= new
