"""The documented canonical CSV (`docs/import-format.md`): account cards or movements, told apart by their headings.

The strictest way through `opening`: no other program's table is recognised, and nothing but cards and movements is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from services.aggregator.domain.ledger import AccountRow, ContactRow, MovementRow
from services.aggregator.domain.problems import RowProblem, error
from services.aggregator.readers.columns import FileKind
from services.aggregator.readers.mapping import ReadOptions
from services.aggregator.readers.opening import open_source
from services.aggregator.readers.source import Source
from shared.files.encoding import OpenFile

CanonicalRow = AccountRow | ContactRow | MovementRow | RowProblem


@dataclass(frozen=True, slots=True)
class CanonicalFile:
    """An opened file. `kind` is None when it is no canonical file; `problems` concern the file as a whole."""

    source: Source
    kind: FileKind | None
    problems: tuple[RowProblem, ...]

    def rows(self) -> Iterator[CanonicalRow]:
        """The problems of the file, then every row in its order with its problems. May be walked again."""
        yield from self.problems
        if self.kind is None:
            return
        problems = len(self.source.problems)
        for item in self.source.rows():
            if isinstance(item, RowProblem) and problems:
                problems -= 1  # of the file, told already
            elif isinstance(item, (AccountRow, ContactRow, MovementRow, RowProblem)):
                yield item


def open_canonical(open_file: OpenFile) -> CanonicalFile:
    """Recognise the file and let its columns decide. Raises nothing but `OSError`."""
    source = open_source(open_file, "", ReadOptions(mapping={"profile": "canonical"}))
    kind = source.kind
    if kind in (FileKind.ACCOUNTS, FileKind.MOVEMENTS):
        return CanonicalFile(source, kind, source.problems)
    if kind is None:
        return CanonicalFile(source, None, source.problems)
    unknown = error(source.heading_line, "", "unknown_file_kind", headings=", ".join(filter(None, source.headings)))
    return CanonicalFile(source, None, (unknown,))
