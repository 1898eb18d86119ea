"""What every table looks like to its reader, whatever file it stands in: headings, rows with their place, broken rows.

Protects readers from formats: nobody above `shared/files` asks whether a row came from a CSV, a workbook or a web page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

HeadingScore = Callable[[Sequence[str]], int]
"""How much a row looks like the headings its reader knows: the number of cells that it recognises."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one record, exactly as many as there are headings; `line` is 1-based."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A record that cannot be read: `code` is `broken_quotes`, `cell_too_long`, `too_few_cells`, `too_many_cells`."""

    line: int
    last_line: int
    code: str
    expected: int
    found: int


@dataclass(slots=True)
class Block:
    """Consecutive complete rows: `cells[i]` begins on line `lines[i]`. All are equally long."""

    lines: list[int] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)


class Table(Protocol):
    """One table of one file. Cells are `str`, or its classes `ExactNumber` and `ExactDate` (`shared.files.cells`)."""

    @property
    def format(self) -> str:
        """`csv`, `xlsx`, `xls`, `xlsb`, `ods`, `html` or `xml`."""
        ...

    @property
    def encoding(self) -> str:
        """For people (`Windows-1254`); empty for workbooks."""
        ...

    @property
    def separator(self) -> str:
        """`;`, `,` or tab; empty for workbooks."""
        ...

    @property
    def sheet(self) -> str:
        """Name of the sheet that was chosen; empty where there are no sheets."""
        ...

    @property
    def other_sheets(self) -> tuple[str, ...]:
        """Sheets whose headings fit just as well and that are not read: a reader must say so."""
        ...

    @property
    def headings(self) -> tuple[str, ...]: ...

    @property
    def heading_line(self) -> int:
        """1-based line or sheet row of the headings; of two heading rows the lower one."""
        ...

    single_cells_are_rows: bool
    """For its reader to say: a row of one cell below a sum is the heading of the next group and not a footer."""

    @property
    def total_rows(self) -> int:
        """Rows of sums and footers that the last walk over `rows()` left out."""
        ...

    def rows(self) -> Iterator[Row | BrokenRow]:
        """Every record below the headings. May be walked as often as needed."""
        ...
