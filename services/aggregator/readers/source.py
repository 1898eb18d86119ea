"""An opened file: what it is, how it is written, what is wrong with it as a whole, and its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from services.aggregator.domain.cancellations import Cancellation
from services.aggregator.domain.ledger import LedgerRow
from services.aggregator.domain.problems import RowProblem
from services.aggregator.readers.columns import FileKind
from services.aggregator.readers.movement_chunk import MovementChunk
from services.aggregator.readers.ubl.items import DocumentItem
from shared.files.tables import Row, Table

Item = LedgerRow | RowProblem | Cancellation | DocumentItem


@dataclass(slots=True, kw_only=True)
class Source:
    """A file that can be read, or says in `problems` why it cannot. Empty texts where its format has no such thing."""

    kind: FileKind | None = None
    """None: it fits nothing that can be read."""
    profile: str = ""
    """The program it comes from, `canonical` for the product's own tables."""
    format: str = ""
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    headings: tuple[str, ...] = ()
    heading_line: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)
    """field → 0-based position of its column, for fields that have one in the file."""
    fields: frozenset[str] = frozenset()
    """What the file speaks of: its columns, and what its program or a person's mapping says of every row."""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    """How it was read, in the form of `readers.mapping`: JSON that can be kept per company and `signature`."""
    signature: str = ""
    """The same for all files of one source: a hash over the headings; empty without headings."""
    problems: tuple[RowProblem, ...] = ()
    """Of the file as a whole. With an error among them it must not be taken. A walk may add to them where the file was opened
    `while_reading`."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Rows and documents left out on purpose by the last walk, by reason."""
    position: Callable[[], int] = lambda: 0
    table: Table | None = None

    @property
    def bytes_read(self) -> int:
        """How far the walk is in the file."""
        return self.position()

    def sample(self, rows: int) -> list[list[str]]:
        """The first rows of a table as they stand there."""
        if self.table is None:
            return []
        complete = (row.cells for row in self.table.rows() if isinstance(row, Row))
        return [list(cells) for cells in islice(complete, rows)]

    def items(self) -> Iterator[Item | MovementChunk]:
        """What stands in the file, in its order, movements of tables some thousand at a time. May be walked again.

        `problems` is not repeated. The problems of a chunk's rows come after it.
        """
        yield from ()

    def rows(self) -> Iterator[Item]:
        """The problems of the file, then every row in its order with its problems. May be walked again."""
        yield from self.problems
        for item in self.items():
            if isinstance(item, MovementChunk):
                yield from item.rows()
            else:
                yield item

    def movement_chunks(self) -> Iterator[MovementChunk | RowProblem]:
        """A table of movements: the problems of the file, then chunks, each followed by the problems of its rows."""
        yield from self.problems
        for item in self.items():
            if not isinstance(item, MovementChunk | RowProblem):
                raise TypeError(f"a file of {self.kind} is no table of movements")
            yield item


def mapping_of(source: Source) -> Mapping[str, Any]:
    """How the file was read, for whoever remembers it."""
    return source.mapping
