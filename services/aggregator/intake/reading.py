"""The reading process of an import: one walk through the file, its lines put aside, everything else in the answer.

Runs where memory, time and network are limited (`shared/files/confined.py`), because what is read comes from outside. Raises
nothing for what stands in the file: whatever is wrong is a problem with its place.
"""

from __future__ import annotations

import pickle

from services.aggregator.domain.cancellations import Cancellation
from services.aggregator.domain.ledger import AccountRow, ContactRow, EntryRow, MovementRow
from services.aggregator.domain.problems import RowProblem, error
from services.aggregator.intake.known_accounts import Accounts
from services.aggregator.intake.lines import LineWriter
from services.aggregator.intake.portions import Portions
from services.aggregator.intake.task import ENTRIES, MOVEMENTS, ReadingResult, ReadingTask, write_answer
from services.aggregator.readers.mapping import ReadOptions
from services.aggregator.readers.movement_chunk import MovementChunk
from services.aggregator.readers.opening import open_source
from services.aggregator.readers.preview import preview
from services.aggregator.readers.source import Item, Source
from services.aggregator.readers.ubl.items import Rejection
from shared.files.confined_child import Progress


def read_import(task: ReadingTask, tell: Progress) -> None:
    """Read the file of an import. Told: every portion of lines that was put aside; written: the answer."""
    accounts = Accounts.of(pickle.loads(task.accounts.read_bytes()))  # noqa: S301 - written by the service that started us
    options = ReadOptions(own_tax_number=task.own_tax_number, mapping=task.options.mapping)
    # What a person is to confirm is shown as the whole file decides it; else a file that contradicts itself is noticed in time.
    source = open_source(task.path, task.name, options, task.remembered, while_reading=not task.options.confirm)
    result = _found(source)
    if task.options.confirm:
        # Also of a file that cannot be taken: somebody who sees its columns can say how they are to be read.
        result.preview = preview(source).stored()
    if not result.is_unusable:
        _Walk(task, accounts, result, tell).through(source)
        result.rows_read += result.rejected
        if any(problem.is_error for problem in source.problems):
            result = _found(source)
        elif not (result.accepted or result.rejected or result.skipped):
            result.note(error(source.heading_line, "", "no_rows"))
            result.is_unusable = True
    write_answer(task.answer, result)


def _found(source: Source) -> ReadingResult:
    """What is known of the file as a whole."""
    result = ReadingResult(
        kind=source.kind.value if source.kind else "",
        format=source.format,
        encoding=source.encoding,
        separator=source.separator,
        signature=source.signature,
        mapping=dict(source.mapping),
        fields=source.fields,
        is_unusable=any(problem.is_error for problem in source.problems),
    )
    for problem in source.problems:
        result.note(problem)
    return result


class _Walk:
    """Sorts what comes out of the source to where it belongs."""

    def __init__(self, task: ReadingTask, accounts: Accounts, result: ReadingResult, tell: Progress) -> None:
        self._writes = task.write
        self._accounts = accounts
        self._result = result
        self._lines = LineWriter(task.company_id, task.import_id)
        self._movements = Portions(task.aside, MOVEMENTS, tell)
        self._entries = Portions(task.aside, ENTRIES, tell)

    def through(self, source: Source) -> None:
        result, shelves = self._result, (self._movements, self._entries)
        for item in source.items():
            self._take(item)
            for shelf in shelves:
                shelf.rows_read, shelf.bytes_read = result.rows_read, source.bytes_read
        for shelf in shelves:
            shelf.flush()
        result.movements, result.entries = self._movements.count, self._entries.count
        result.new_accounts, result.new_contacts = self._accounts.new, self._accounts.contacts
        result.skipped_why = dict(source.skipped)
        result.skipped = source.skipped.total()

    def _take(self, item: Item | MovementChunk) -> None:
        result = self._result
        if isinstance(item, MovementChunk):
            result.rows_read += len(item)
            self._take_chunk(item)
        elif isinstance(item, RowProblem):
            result.note(item)
        elif isinstance(item, ContactRow):
            result.contacts.append(item)
        else:
            result.rows_read += 1
            if isinstance(item, MovementRow | EntryRow):
                self._take_line(item)
            elif isinstance(item, AccountRow):
                result.accounts.append(item)
            elif isinstance(item, Cancellation | Rejection):
                self._take_cancellation(item)
            # Of what else a document may be, the source counts the skipped ones; what was refused has named its problems.

    def _take_chunk(self, chunk: MovementChunk) -> None:
        ids = self._accounts.ids_of(chunk.account_code)
        if None in ids:
            for row in chunk.rows():  # an account without a card, or none named: each line for itself
                self._take_line(row)
            return
        self._result.months.update(chunk.period)
        if self._writes:
            lines = self._lines.chunk(chunk, chunk.account_code, ids)  # type: ignore[arg-type]  # no None in it
            self._movements.add(lines, len(chunk))
        else:
            self._movements.count += len(chunk)

    def _take_line(self, line: MovementRow | EntryRow) -> None:
        found = self._accounts.find(line)
        if found is None:
            self._result.rows_read -= 1  # it is counted among the rejected ones
            self._result.note(error(line.row, "account_code", "unknown_account", code=line.account_code))
            return
        counted_on = line.entry_date if isinstance(line, EntryRow) else line.customs_on or line.document_date
        self._result.months.add(counted_on.year * 100 + counted_on.month)
        shelf = self._entries if isinstance(line, EntryRow) else self._movements
        if not self._writes:
            shelf.count += 1
        elif isinstance(line, EntryRow):
            shelf.add(self._lines.entry(line, *found))
        else:
            shelf.add(self._lines.movement(line, *found))

    def _take_cancellation(self, item: Cancellation | Rejection) -> None:
        """By its number a document is known only where nobody else can have issued it (see `repository/cancelling.py`)."""
        uuid, number, why = (
            (item.uuid, item.document_no, "cancelled")
            if isinstance(item, Cancellation)
            else (item.invoice.uuid, item.invoice.document_no, "rejected")
        )
        if reference := (uuid or number):
            self._result.cancelled[reference] = why
