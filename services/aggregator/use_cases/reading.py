"""Reading a file before its transaction: walked once, judged as a whole, its movements put aside as rows of the books.

Memory holds the account cards, the problems that a report names and one portion of rows, however long the file is.
"""

from __future__ import annotations

import hashlib
import pickle
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from services.aggregator.domain.ledger import AccountRow, ContactRow, MovementRow
from services.aggregator.domain.period import Period
from services.aggregator.domain.problems import RowProblem, error
from services.aggregator.readers.canonical import CanonicalFile, open_canonical
from services.aggregator.readers.columns import FileKind
from services.aggregator.use_cases.movements import movement_row, unknown_account
from shared.errors import Invalid
from shared.text import N_

PROBLEMS_KEPT = 10_000
"""A report names at most so many problems; more than that is one problem with the file."""
ROWS_AT_ONCE = 2000

UNUSABLE = N_("Nothing was imported: the file as a whole cannot be taken. `errors` says why and what to do.")
ROWS_REJECTED = N_(
    "Nothing was imported: {rejected} of the file's rows cannot be taken. Correct them, or import without them."
)


class ImportRefused(Invalid):
    """The file cannot be taken, or rows were rejected and nobody asked to go on without them; `params["problems"]` says why.

    At most `PROBLEMS_KEPT` of them; `params["rejected"]` counts all rejected rows.
    """

    code = "import_refused"


@dataclass(slots=True)
class RowsAside:
    """Rows in a file of our own, on their way from the reading to the transaction."""

    path: Path
    count: int = 0
    _waiting: list[dict[str, Any]] = field(default_factory=list)

    def add(self, row: dict[str, Any]) -> None:
        self.count += 1
        self._waiting.append(row)
        if len(self._waiting) == ROWS_AT_ONCE:
            self.write()

    def write(self) -> None:
        """Put what still waits into the file."""
        if self._waiting:
            packed = zlib.compress(pickle.dumps(self._waiting, pickle.HIGHEST_PROTOCOL), 1)
            with self.path.open("ab") as file:
                file.write(len(packed).to_bytes(8, "big") + packed)
            self._waiting = []

    def portions(self) -> Iterator[Sequence[Mapping[str, Any]]]:
        """The rows in the order they were added, some thousand at a time."""
        if not self.count:
            return
        with self.path.open("rb") as file:
            while size := file.read(8):
                packed = file.read(int.from_bytes(size, "big"))
                yield pickle.loads(zlib.decompress(packed))  # noqa: S301 - this very process wrote it a moment ago


@dataclass(slots=True)
class ReadFile:
    """A file, read and judged; nothing of it is in the books yet."""

    import_id: UUID
    name: str
    sha256: str
    kind: FileKind | None
    encoding: str
    separator: str
    fields: frozenset[str]
    """The columns that the file has."""
    movements: RowsAside
    accounts: list[AccountRow] = field(default_factory=list)
    contacts: list[ContactRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    problems_left_out: int = 0
    rejected: int = 0
    """Rows that cannot be taken."""
    is_unusable: bool = False
    """Whether the problem is the file itself: then no row can be taken, whatever was asked."""
    _periods: set[tuple[int, int]] = field(default_factory=set)
    _last_rejected: int = -1

    @property
    def accepted(self) -> int:
        return self.movements.count + len(self.accounts) + len(self.contacts)

    @property
    def periods(self) -> list[str]:
        """The months of the movements, as `2026-10`."""
        return [str(Period(*month)) for month in sorted(self._periods)]

    def take(self, row: dict[str, Any], line: MovementRow) -> None:
        self.movements.add(row)
        self._periods.add((line.document_date.year, line.document_date.month))

    def note(self, problem: RowProblem) -> None:
        """Problems come row by row, so that a row with two of them is counted once."""
        if problem.is_error and problem.row != self._last_rejected:
            self._last_rejected = problem.row
            self.rejected += 1
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(problem)
        else:
            self.problems_left_out += 1

    def check(self, *, skip_rejected: bool) -> None:
        """Raise `ImportRefused` unless the file can be taken in."""
        if self.is_unusable:
            raise ImportRefused(UNUSABLE, rejected=self.rejected, problems=self.problems)
        if self.rejected and not (skip_rejected and self.accepted):
            raise ImportRefused(ROWS_REJECTED, rejected=self.rejected, problems=self.problems)


def read_file(path: Path, name: str, company_id: UUID, known: Mapping[str, int], aside: Path) -> ReadFile:
    """Read a file from disk; raises nothing for what stands in it. Blocking: run it beside the event loop.

    `known` holds the company's account ids by code; `aside` is a folder for rows until the import has been committed.
    """
    opened = open_canonical(lambda: path.open("rb"))
    table = opened.table
    read = ReadFile(
        import_id=uuid4(),
        name=Path(name.replace("\\", "/")).name[:255],
        sha256=_sha256(path),
        kind=opened.kind,
        encoding=table.encoding if table else "",
        separator=table.separator if table else "",
        fields=frozenset(opened.headings.columns) if opened.headings else frozenset(),
        movements=RowsAside(aside / "rows"),
        is_unusable=any(problem.is_error for problem in opened.problems),
    )
    _walk(opened, read, company_id, known)
    if not (read.is_unusable or read.accepted or read.rejected):
        read.note(error(table.heading_line if table else 0, "", "no_rows"))
        read.is_unusable = True
    return read


def _walk(opened: CanonicalFile, read: ReadFile, company_id: UUID, known: Mapping[str, int]) -> None:
    for item in opened.rows():
        if isinstance(item, MovementRow):
            account_id = known.get(item.account_code)
            if account_id is None:
                read.note(unknown_account(item))
            else:
                read.take(movement_row(company_id, read.import_id, item, account_id), item)
        elif isinstance(item, AccountRow):
            read.accounts.append(item)
        elif isinstance(item, ContactRow):
            read.contacts.append(item)
        else:
            read.note(item)
    read.movements.write()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
