"""The job of the reading process: read the file, compare it, write the comparison down.

Runs confined, because the file comes from a stranger; and beside the service, because comparing large books takes seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from services.responses.domain.differences.documents import Booked, Month
from services.responses.domain.differences.finder import compare
from services.responses.domain.differences.written import ReadNotes, write_comparison
from services.responses.readers.columns import looks_like_headings
from services.responses.readers.electronic import read_electronic
from services.responses.readers.problems import UnreadableLedger
from services.responses.readers.read import LedgerRead
from services.responses.readers.table_rows import read_table
from shared.files.confined_child import Progress
from shared.files.opening import open_table, sniff
from shared.files.packages import package_kind
from shared.files.problems import FileProblem

TARGET = "services.responses.readers.job:compare_ledger"
_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class CompareLedger:
    """One file of the counterparty beside our documents. `out`: where the comparison is to be written."""

    path: Path
    name: str
    out: Path
    ours: Sequence[Booked]
    month: Month | None
    company: str
    counterparty: Sequence[str]


def compare_ledger(job: CompareLedger, _progress: Progress) -> dict[str, object]:
    """Empty when it went well, else `problem` (a code that the page has words for) and `params`."""
    try:
        read = read_ledger(job)
    except UnreadableLedger as problem:
        return {"problem": problem.code, "params": problem.params}
    except FileProblem as problem:
        return {"problem": problem.code, "params": {name: str(value) for name, value in problem.params.items()}}
    notes = ReadNotes(
        len(read.rows), read.payments, read.flawed, [(one.line, one.flaw, one.cell) for one in read.flaws], read.columns
    )
    job.out.write_bytes(write_comparison(compare(job.ours, read.rows, job.month), notes))
    return {}


def read_ledger(job: CompareLedger) -> LedgerRead:
    """Raises `UnreadableLedger` or a `FileProblem`."""

    def open_file() -> BinaryIO:
        return job.path.open("rb")

    with open_file() as file:
        kind = sniff(file.read(_HEAD))
    if kind == "xml" or (kind == "zip" and package_kind(open_file) == "zip"):
        read = read_electronic(open_file, job.name, job.company, job.counterparty)
    else:
        read = read_table(open_table(open_file, looks_like_headings))
    if not read.rows:
        raise UnreadableLedger("no_rows")
    return read
