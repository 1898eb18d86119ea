"""A table cut out of a grid of cells: sheets of workbooks, tables of web pages.

Protects against the empty columns, printed sums and footers of reports: columns that have neither heading nor value are no
columns, and what stands below the last sum is no record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from shared.files.cells import cell_of
from shared.files.layout import SAMPLE_ROWS, TOTAL_INITIALS, Heading, filled, find_heading, is_total_row
from shared.files.limits import LIMITS
from shared.files.problems import EmptyFile, TooManyColumns
from shared.files.tables import BrokenRow, HeadingScore, Row

REMEMBERED_CELLS = 3_000_000
"""About 250 MB of the reading process."""

Grid = Callable[[], Iterable[Sequence[object]]]
"""Walks anew over all rows of a sheet, the first row of the sheet first; rows may differ in width."""


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    grid: Grid


@dataclass(slots=True)
class GridTable:
    """A `Table` over a grid; `positions` are the columns of the grid that it keeps."""

    format: str
    encoding: str
    sheet: str
    headings: tuple[str, ...]
    heading_line: int
    positions: tuple[int, ...]
    grid: Grid
    other_sheets: tuple[str, ...] = ()
    separator: str = ""
    total_rows: int = field(default=0, compare=False)
    single_cells_are_rows: bool = False
    _known: tuple[bool, list[Row | BrokenRow]] | None = field(default=None, compare=False)

    def rows(self) -> Iterator[Row | BrokenRow]:
        """Every record below the headings; rows without text, repeated headings, sums and footers are left out.

        Making cells costs as much as reading the sheet, so a table that is walked again remembers them unless it is very large.
        """
        if self._known is not None and self._known[0] == self.single_cells_are_rows:
            yield from self._known[1]
            return
        known: list[Row | BrokenRow] = []
        most = REMEMBERED_CELLS // max(len(self.positions), 1)
        for row in self._walk():
            if len(known) <= most:
                known.append(row)
            yield row
        if len(known) <= most:
            self._known = (self.single_cells_are_rows, known)

    def _walk(self) -> Iterator[Row | BrokenRow]:
        self.total_rows = 0
        width, below_total = len(self.positions), False
        last = self.positions[-1]
        whole = self.positions == tuple(range(width))
        for line, values in enumerate(islice(self.grid(), self.heading_line, None), start=self.heading_line + 1):
            if len(values) <= last:
                values = [*values, *[""] * (last + 1 - len(values))]
            kept = values[:width] if whole else [values[position] for position in self.positions]
            cells = [value if type(value) is str else cell_of(value) for value in kept]
            first = cells[0]
            if not first and not any(cells):
                continue
            if (not first or first[0] in TOTAL_INITIALS or below_total) and (
                is_total_row(cells) or (below_total and filled(cells) < 2)
            ):
                below_total = not self.single_cells_are_rows
                self.total_rows += 1
                continue
            if max(map(len, cells)) > LIMITS.sheet_cell_characters:
                yield BrokenRow(line, line, "cell_too_long", width, width)
                continue
            if first == self.headings[0] and tuple(cells) == self.headings:
                continue
            yield Row(line, cells)


def open_grid(sheets: Iterable[Sheet], score: HeadingScore | None, *, format: str, encoding: str = "") -> GridTable:  # noqa: A002 - the table's own word
    """Choose the sheet whose headings fit best, the first of equals. Raises `EmptyFile`, `TooManyColumns`."""
    best: tuple[Sheet, Heading] | None = None
    equals: list[str] = []
    for sheet in islice(sheets, LIMITS.sheets):
        sample = [[cell_of(value) for value in values] for values in islice(sheet.grid(), SAMPLE_ROWS)]
        heading = find_heading(sample, score)
        if heading is None:
            continue
        if best is None or heading.score > best[1].score:
            best, equals = (sheet, heading), []
        elif heading.score == best[1].score and score is not None and heading.score > 0:
            equals.append(sheet.name)
    if best is None:
        raise EmptyFile()
    sheet, heading = best
    line = heading.last + 1
    positions = _kept(sheet.grid, heading.cells, line)
    if len(positions) > LIMITS.sheet_columns:
        raise TooManyColumns(found=len(positions), limit=LIMITS.sheet_columns)
    headings = tuple(heading.cells[position] if position < len(heading.cells) else "" for position in positions)
    return GridTable(format, encoding, sheet.name, headings, line, positions, sheet.grid, tuple(equals))


def _kept(grid: Grid, headings: Sequence[str], heading_line: int) -> tuple[int, ...]:
    """Columns with a heading, and those between or beside them that hold values all the same."""
    named = {position for position, text in enumerate(headings) if text}
    unnamed: set[int] = set()
    below_total = False
    for values in islice(grid(), heading_line, None):
        if len(values) == len(headings) == len(named):
            continue
        beside = [
            p for p, value in enumerate(values) if p not in named and p not in unnamed and value not in ("", None)
        ]
        if not beside:
            continue
        cells = [cell_of(value) for value in values]
        below_total = below_total or is_total_row(cells)
        if not below_total and filled(cells) > 1:
            unnamed.update(beside)
    return tuple(sorted(named | unnamed))
