"""The texts of one row: trimmed, on one line, without characters that deceive, no longer than the database column."""

from __future__ import annotations

from collections.abc import Mapping

from services.aggregator.domain.problems import RowProblem, error
from services.aggregator.readers.columns import LIMITS
from shared.text import forbidden_character

NOT_THERE = -1
"""Position of a field the file has no column for: the empty cell that `tidy` appends to every row."""


class RowText:
    """Cleans rows of one file; `columns` maps field → position."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self.columns = columns
        self._limits = [(columns[field], limit, field) for field, limit in LIMITS.items() if field in columns]
        self._shortest = min((limit for _, limit, _ in self._limits), default=0)

    def position(self, field: str) -> int:
        return self.columns.get(field, NOT_THERE)

    def tidy(self, row: int, cells: list[str], problems: list[RowProblem]) -> list[str]:
        """Return the cells as they are kept, with an empty one behind the last. Problems are added to the list."""
        if "".join(cells).isprintable():
            # A cell of a workbook that knows its value is a subclass of `str`, which `strip` would lose.
            tidied = [cell.strip() if type(cell) is str else cell for cell in cells]
        else:
            tidied = [self._one_line(row, position, cell, problems) for position, cell in enumerate(cells)]
        if len(max(tidied, key=len)) > self._shortest:
            self._check_lengths(row, tidied, problems)
        tidied.append("")
        return tidied

    def _one_line(self, row: int, position: int, cell: str, problems: list[RowProblem]) -> str:
        if type(cell) is not str:
            return cell
        text = " ".join(cell.split())
        if (character := forbidden_character(text)) is not None:
            problems.append(error(row, self._field(position), "control_character", character=character))
        return text

    def _check_lengths(self, row: int, cells: list[str], problems: list[RowProblem]) -> None:
        for position, limit, field in self._limits:
            if len(cells[position]) > limit:
                problems.append(error(row, field, "too_long", length=len(cells[position]), limit=limit))

    def _field(self, position: int) -> str:
        return next((field for field, place in self.columns.items() if place == position), "")
