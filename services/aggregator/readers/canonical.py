"""The documented canonical CSV (`docs/import-format.md`): account cards or movements, told apart by their headings.

Reading never raises for what stands in the file: whatever is wrong comes out as a `RowProblem` with its row. A first pass
lets every number and date column decide how it is written, a second one yields the rows; memory does not grow with the file
but for the account codes and foreign documents that must be remembered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.aggregator.domain.ledger import LedgerRow
from services.aggregator.domain.problems import RowProblem, error
from services.aggregator.readers.account_rows import AccountReader
from services.aggregator.readers.columns import HEADINGS, REQUIRED, FileKind
from services.aggregator.readers.movement_rows import NUMBER_FIELDS, MovementReader
from shared.files.dates import DateEvidence, DateOrder
from shared.files.delimited import BrokenRow, DelimitedFile, Row, open_delimited
from shared.files.encoding import OpenFile
from shared.files.headings import Headings, recognise
from shared.files.numbers import NumberEvidence, NumberReading
from shared.files.problems import FileProblem


@dataclass(frozen=True, slots=True)
class CanonicalFile:
    """An opened file. `kind` is None when it is no canonical file; `problems` concern the file as a whole."""

    kind: FileKind | None
    table: DelimitedFile | None
    headings: Headings | None
    numbers: Mapping[str, NumberReading]
    date_order: DateOrder
    problems: tuple[RowProblem, ...]

    def rows(self) -> Iterator[LedgerRow | RowProblem]:
        """The problems of the file, then every row in its order with its problems. May be walked again."""
        yield from self.problems
        if self.kind is None or self.table is None or self.headings is None:
            return
        if any(problem.code in _LEAVES_NOTHING_TO_READ for problem in self.problems):
            return
        problems: list[RowProblem] = []
        if self.kind is FileKind.ACCOUNTS:
            accounts = AccountReader(self.headings.columns)
            for row in self.table.rows():
                if isinstance(row, BrokenRow):
                    yield _broken(row)
                    continue
                yield from accounts.read(row.line, row.cells, problems)
                yield from problems
                problems.clear()
            return
        movements = MovementReader(self.headings.columns, self.numbers, self.date_order)
        for row in self.table.rows():
            if isinstance(row, BrokenRow):
                yield _broken(row)
                continue
            movement = movements.read(row.line, row.cells, problems)
            if movement is not None:
                yield movement
            if problems:
                yield from problems
                problems.clear()


def open_canonical(open_file: OpenFile) -> CanonicalFile:
    """Recognise the file and let its columns decide. Raises nothing but `OSError`."""
    try:
        table = open_delimited(open_file)
    except FileProblem as problem:
        return CanonicalFile(None, None, None, {}, DateOrder.DAY_FIRST, (_of_file(0, problem),))
    kind, headings = _recognise_kind(table.headings)
    line = table.heading_line
    if kind is None:
        unknown = error(line, "", "unknown_file_kind", headings=", ".join(filter(None, table.headings)))
        return CanonicalFile(None, table, headings, {}, DateOrder.DAY_FIRST, (unknown,))
    problems = list(_heading_problems(kind, line, headings))
    numbers: dict[str, NumberReading] = {}
    date_order = DateOrder.DAY_FIRST
    if kind is FileKind.MOVEMENTS:
        number_evidence, date_evidence = _gather_evidence(table, headings)
        for evidence in number_evidence.values():
            try:
                numbers[evidence.column] = evidence.decide()
            except FileProblem as problem:
                problems.append(
                    _of_file(line, problem, field_name=evidence.column, column=headings.texts[evidence.column])
                )
        try:
            date_order = date_evidence.decide()
        except FileProblem as problem:
            column = headings.texts.get("document_date", "")
            problems.append(_of_file(line, problem, field_name="document_date", column=column))
    return CanonicalFile(kind, table, headings, numbers, date_order, tuple(problems))


_LEAVES_NOTHING_TO_READ = frozenset(
    {
        "missing_heading",
        "ambiguous_number_column",
        "mixed_number_column",
        "ambiguous_date_column",
        "mixed_date_column",
    }
)


def _recognise_kind(texts: tuple[str, ...]) -> tuple[FileKind | None, Headings]:
    found = {kind: recognise(texts, synonyms) for kind, synonyms in HEADINGS.items()}
    # `cari kodu` and `şube` stand in both files and decide nothing; the fields of one kind only do.
    scores = {kind: len(headings.columns.keys() - _SHARED_FIELDS) for kind, headings in found.items()}
    accounts, movements = scores[FileKind.ACCOUNTS], scores[FileKind.MOVEMENTS]
    kind = FileKind.ACCOUNTS if accounts >= movements else FileKind.MOVEMENTS
    return (kind if accounts != movements else None), found[kind]


_SHARED_FIELDS = HEADINGS[FileKind.ACCOUNTS].keys() & HEADINGS[FileKind.MOVEMENTS].keys()


def _heading_problems(kind: FileKind, line: int, headings: Headings) -> Iterator[RowProblem]:
    for unknown in headings.unknown:
        if not unknown.text:
            yield error(line, "", "empty_heading", column=unknown.position + 1)
        elif unknown.suggestion:
            yield error(line, "", "misspelt_heading", heading=unknown.text, suggestion=unknown.suggestion)
        else:
            yield error(line, "", "unknown_heading", heading=unknown.text)
    for name, text in headings.duplicates:
        yield error(line, name, "duplicate_heading", heading=text, first=headings.texts[name])
    for name in headings.missing(REQUIRED[kind]):
        yield error(line, name, "missing_heading", heading=HEADINGS[kind][name][0])


def _gather_evidence(table: DelimitedFile, headings: Headings) -> tuple[dict[str, NumberEvidence], DateEvidence]:
    numbers = {
        name: NumberEvidence(name, largest) for name, largest in NUMBER_FIELDS.items() if name in headings.columns
    }
    dates = DateEvidence("document_date")
    watched = [(headings.columns[name], evidence.add) for name, evidence in numbers.items()]
    if "document_date" in headings.columns:
        watched.append((headings.columns["document_date"], dates.add))
    for row in table.rows():
        if isinstance(row, Row):
            for position, add in watched:
                add(row.cells[position], row.line)
    return numbers, dates


def _of_file(line: int, problem: FileProblem, field_name: str = "", **params: object) -> RowProblem:
    return error(line, field_name, problem.error_code, **{**problem.params, **params})


def _broken(row: BrokenRow) -> RowProblem:
    return error(row.line, "", row.code, row=row.line, last_row=row.last_line, found=row.found, expected=row.expected)
