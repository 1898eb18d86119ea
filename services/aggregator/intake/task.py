"""What the reading process of an import is told, and what it answers.

The answer is JSON in a file: it may be long, and nothing that comes out of that process is ever unpickled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from services.aggregator.domain.imports import ImportOptions
from services.aggregator.domain.ledger import AccountRow, ContactRow
from services.aggregator.domain.period import Period
from services.aggregator.domain.problems import RowProblem

PROBLEMS_KEPT = 10_000
"""A report names at most so many problems; the others are counted."""
PREVIEW_ROWS = 20
MOVEMENTS, ENTRIES = "movements", "entries"
"""Where portions of lines belong."""


@dataclass(frozen=True, slots=True)
class ReadingTask:
    """A file on disk and what must be known to understand it."""

    path: Path
    name: str
    company_id: UUID
    import_id: UUID
    own_tax_number: str
    options: ImportOptions
    remembered: Mapping[str, Any]
    """Mappings of the company by source."""
    accounts: Path
    """The company's cards, pickled: they may be many, so they do not travel with the task."""
    aside: Path
    """An empty folder for portions of lines; whoever takes one removes it."""
    answer: Path
    """Where the result goes."""
    write: bool = True
    """False: only understand the file, put nothing aside."""


@dataclass(slots=True)
class ReadingResult:
    """What was found in a file; its lines went aside portion by portion."""

    kind: str = ""
    """A `FileKind`; empty when it is none."""
    format: str = ""
    encoding: str = ""
    separator: str = ""
    signature: str = ""
    """Of the file's headings: under which a mapping is remembered."""
    mapping: dict[str, Any] = field(default_factory=dict)
    """How its columns were read, in the form of `readers.mapping`."""
    fields: frozenset[str] = frozenset()
    """The columns that a file of account cards has."""
    preview: dict[str, Any] = field(default_factory=dict)
    rows_read: int = 0
    movements: int = 0
    entries: int = 0
    accounts: list[AccountRow] = field(default_factory=list)
    contacts: list[ContactRow] = field(default_factory=list)
    new_accounts: list[AccountRow] = field(default_factory=list)
    new_contacts: list[ContactRow] = field(default_factory=list)
    cancelled: dict[str, str] = field(default_factory=dict)
    """ETTN or own document number → why it no longer counts."""
    skipped: int = 0
    skipped_why: dict[str, int] = field(default_factory=dict)
    rejected: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    problems_left_out: int = 0
    is_unusable: bool = False
    """Whether the problem is the file itself: then no row can be taken, whatever was asked."""
    months: set[int] = field(default_factory=set)
    """Of the movements and entries, as 202610."""
    last_rejected: int = -1

    @property
    def accepted(self) -> int:
        return self.movements + self.entries + len(self.accounts) + len(self.contacts) + len(self.cancelled)

    @property
    def periods(self) -> list[str]:
        return [str(Period.of_number(month)) for month in sorted(self.months)]

    def note(self, problem: RowProblem) -> None:
        """Problems come row by row, so that a row with two of them is counted once."""
        if problem.is_error and problem.row != self.last_rejected:
            self.last_rejected = problem.row
            self.rejected += 1
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(problem)
        else:
            self.problems_left_out += 1

    def may_be_taken(self, *, skip_rejected: bool) -> bool:
        """Whether the file may change the books."""
        return not self.is_unusable and (not self.rejected or (skip_rejected and self.accepted > 0))


_ANSWER = TypeAdapter(ReadingResult)


def write_answer(path: Path, result: ReadingResult) -> None:
    path.write_bytes(_ANSWER.dump_json(result))


def read_answer(path: Path) -> ReadingResult:
    return _ANSWER.validate_json(path.read_bytes())


def stored_problems(problems: Sequence[RowProblem]) -> list[dict[str, object]]:
    return [problem.stored() for problem in problems]
