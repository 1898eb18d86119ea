"""One way in for every ledger file, whatever it is: tables of any format, and electronic documents alone or in archives.

Nothing is raised for what stands in a file: what is wrong comes out as problems, so that a person sees all of it at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

from services.aggregator.domain.problems import error
from services.aggregator.readers.columns import FileKind
from services.aggregator.readers.mapping import ReadOptions as ReadOptions
from services.aggregator.readers.movement_chunk import MovementChunk
from services.aggregator.readers.recognition import looks_like_headings
from services.aggregator.readers.single_column import open_single_column
from services.aggregator.readers.source import Item
from services.aggregator.readers.source import Source as Source
from services.aggregator.readers.source import mapping_of as mapping_of
from services.aggregator.readers.tables import open_table_source
from services.aggregator.readers.ubl.reading import read_documents
from shared.files.encoding import OpenFile
from shared.files.opening import open_table, sniff
from shared.files.packages import package_kind
from shared.files.problems import FileProblem, NoSeparator
from shared.files.tables import Table

_HEAD = 64 * 1024
NOTHING_REMEMBERED: Mapping[str, Mapping[str, Any]] = MappingProxyType({})


def open_source(
    file: Path | OpenFile,
    name: str,
    options: ReadOptions | None = None,
    remembered: Mapping[str, Mapping[str, Any]] = NOTHING_REMEMBERED,
    *,
    while_reading: bool = False,
) -> Source:
    """Find out what the file is and how it is to be read.

    `name` is what people know it by; it decides nothing. `remembered` holds mappings by signature: one of them is used where
    `options` has none. `while_reading`: see `open_table_source`. Raises `OSError`, and `Invalid` (`bad_mapping`) for options that
    are not understood; a file that cannot be read is a source that says so.
    """
    options = options or ReadOptions()
    watched = _Watched((lambda: file.open("rb")) if isinstance(file, Path) else file)
    try:
        if (form := _documents_form(watched)) is not None:
            return DocumentSource(
                open_file=watched, name=name, own_tax_number=options.own_tax_number,
                assume_seller=options.assume_seller, kind=FileKind.INVOICES, profile="ubl-tr",
                format=form, position=watched.position,
            )  # fmt: skip
        table = _open_table(watched)
        return open_table_source(table, options, remembered, watched.position, while_reading=while_reading)
    except FileProblem as problem:
        return Source(problems=(error(0, "", problem.code, **problem.params),))


def _open_table(open_file: OpenFile) -> Table:
    try:
        return open_table(open_file, looks_like_headings)
    except NoSeparator:
        table = open_single_column(open_file)
        if table is None:
            raise
        return table


class _Watched:
    """Opens the file, and knows how far the one opened last has been read."""

    def __init__(self, open_file: OpenFile) -> None:
        self._open = open_file
        self._last: BinaryIO | None = None
        self._position = 0

    def __call__(self) -> BinaryIO:
        self._last = self._open()
        return self._last

    def position(self) -> int:
        if self._last is not None and not self._last.closed:
            self._position = self._last.tell()
        return self._position


def _documents_form(open_file: OpenFile) -> str | None:
    """`xml` or `zip` for electronic documents, None for a table."""
    with open_file() as file:
        head = file.read(_HEAD)
    kind = sniff(head)
    if kind == "zip":
        return "zip" if package_kind(open_file) == "zip" else None
    return "xml" if kind == "xml" else None


@dataclass(slots=True, kw_only=True)
class DocumentSource(Source):
    """Electronic documents; read one at a time, so that it is known only afterwards what is wrong with them."""

    open_file: OpenFile
    name: str
    own_tax_number: str
    assume_seller: bool = False

    def items(self) -> Iterator[Item | MovementChunk]:
        """See `Source`. Documents that are left out are also items, with the reason."""
        self.skipped.clear()
        yield from read_documents(
            self.open_file, self.name, self.own_tax_number or None, assume_seller=self.assume_seller
        )
