"""How the number and date columns of one table are written: every column decides for itself, over all of its cells.

Cells are looked at some thousand at a time: a whole portion that is written in the one usual way is recognised in one step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from services.aggregator.readers.amounts import HIGHEST_RATE
from services.aggregator.readers.columns import DATES, NUMBERS, FileKind
from shared.files.dates import DateEvidence, DateOrder
from shared.files.numbers import NumberEvidence, NumberReading
from shared.files.problems import FileProblem, MixedDateColumn, MixedNumberColumn
from shared.files.tables import Block, BrokenRow

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


def decide_readings(
    kind: FileKind, blocks: Iterable[Block | BrokenRow], columns: Mapping[str, int], told: Readings, before: Readings
) -> tuple[Readings, list[Undecided]]:
    """Walk over the table once. What `told` says of a column is taken without asking its cells.

    `before` is how earlier files of the same source were written: it helps only a column whose own cells leave it open.
    """
    numbers = {
        name: _NumberColumn(NumberEvidence(name, LARGEST.get(name)))
        for name in NUMBERS[kind]
        if name in columns and name not in told.numbers
    }
    dates = {
        name: _DateColumn(DateEvidence(name)) for name in DATES[kind] if name in columns and name not in told.dates
    }
    watched: list[tuple[int, _NumberColumn | _DateColumn]] = [
        *((columns[name], number) for name, number in numbers.items()),
        *((columns[name], date) for name, date in dates.items()),
    ]
    if watched:
        for block in blocks:
            if isinstance(block, Block):
                for position, column in watched:
                    column.add([cells[position] for cells in block.cells], block.lines)
    undecided: list[Undecided] = []
    readings: dict[str, NumberReading] = {**told.numbers}
    orders: dict[str, DateOrder] = {**told.dates}
    for name, number in numbers.items():
        try:
            readings[name] = number.evidence.decide()
        except FileProblem as problem:
            if name in before.numbers and not isinstance(problem, MixedNumberColumn):
                readings[name] = before.numbers[name]
            else:
                undecided.append(Undecided(name, problem))
    for name, date in dates.items():
        try:
            orders[name] = date.evidence.decide()
        except FileProblem as problem:
            if name in before.dates and not isinstance(problem, MixedDateColumn):
                orders[name] = before.dates[name]
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
