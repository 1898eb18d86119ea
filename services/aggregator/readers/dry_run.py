"""What a file would bring, one JSON object a document; for programs that want to know before they import, or instead of it.

Runs in the confined child and needs no books: a document is told by its own identity, its counterparty by what the file says, or
by account cards that came with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.aggregator.domain.cancellations import Cancellation
from services.aggregator.domain.ledger import AccountRow, EntryRow, MovementRow, Party
from services.aggregator.domain.problems import MESSAGES, RowProblem
from services.aggregator.domain.sides import DocumentKind, is_return, side_of
from services.aggregator.readers.columns import FileKind
from services.aggregator.readers.dry_run_lines import Document
from services.aggregator.readers.mapping import ReadOptions
from services.aggregator.readers.opening import open_source
from services.aggregator.readers.source import Source
from services.aggregator.readers.tables import TableSource
from services.aggregator.readers.ubl.items import Refused, Rejection, Skipped
from services.aggregator.readers.understood import understood
from shared.money import to_minor

Cards = Mapping[str, tuple[str, str]]
"""account code → tax number, title"""


@dataclass(frozen=True, slots=True)
class DryRun:
    """One file to be described. `cards` and `out` are files: JSON of `Cards`, and the objects, one a line."""

    path: Path
    options: ReadOptions
    cards: Path
    out: Path


def collect_cards(job: DryRun, _progress: Callable[..., None]) -> bool:
    """Whether the file holds account cards; if it does they are written to `out`."""
    source = open_source(job.path, job.path.name, job.options)
    if source.kind is not FileKind.ACCOUNTS:
        return False
    cards = {
        row.code: (row.tax_number.text if row.tax_number else "", row.title)
        for row in source.rows()
        if isinstance(row, AccountRow)
    }
    job.out.write_text(json.dumps(cards), encoding="utf-8")
    return True


def describe(job: DryRun, _progress: Callable[..., None]) -> dict[str, Any]:
    """Write the objects of the file to `out`. Returns its `kind`, whether it `could_be_read`, and `notes` for a person."""
    cards: Cards = json.loads(job.cards.read_text(encoding="utf-8")) if job.cards.exists() else {}
    source = open_source(job.path, job.path.name, job.options)
    books = _Books(source, cards)
    if any(problem.is_error for problem in source.problems):
        books.refuse([problem for problem in source.problems if problem.is_error])
    elif isinstance(source, TableSource):
        books.take_table(source)
    else:
        books.take_documents(source)
    with job.out.open("w", encoding="utf-8") as out:
        out.writelines(f"{document.line()}\n" for document in books.in_order())
    notes = [said(problem) for problem in source.problems if not problem.is_error]
    left_out = [f"left out ({reason}): {count}" for reason, count in source.skipped.items()]
    return {
        "kind": source.kind.value if source.kind else None,
        "could_be_read": books.could_be_read,
        "notes": [*notes, *left_out, *books.notes],
    }


def said(problem: RowProblem) -> str:
    """Code and words of a problem."""
    return f"{problem.code}: {problem}"


class _Books:
    """Gathers lines into documents."""

    def __init__(self, source: Source, cards: Cards) -> None:
        self._source, self._cards = source, cards
        self._documents: dict[object, Document] = {}
        self.could_be_read = True
        self.notes: list[str] = []

    def in_order(self) -> Iterator[Document]:
        yield from sorted(self._documents.values(), key=lambda document: document.row)

    def refuse(self, problems: list[RowProblem]) -> None:
        """The file as a whole cannot be read."""
        self.could_be_read = False
        self._documents = {0: Document(0, error="; ".join(map(said, problems)))}

    def take_table(self, source: TableSource) -> None:
        cards = 0
        for row, items in source.walk():
            cards += sum(isinstance(item, AccountRow) for item in items)
            warnings, errors = _sorted(items)
            if errors:
                self._documents["error", row.line] = self._error_row(source, row.line, row.cells, warnings, errors)
                continue
            for item in items:
                if isinstance(item, MovementRow):
                    self._take(item, warnings)
                elif isinstance(item, EntryRow):
                    self._take_entry(item, warnings)
                elif isinstance(item, Cancellation):
                    number = item.document_no or item.uuid
                    self._documents["cancelled", item.row] = Document(
                        item.row, number, item.document_date, "cancellation"
                    )
                elif isinstance(item, AccountRow):
                    self.notes += [f"row {item.row}: {text}" for text in warnings]
        if cards:
            self.notes.append(f"{cards} account cards; they are no documents")

    def take_documents(self, source: Source) -> None:
        waiting: list[RowProblem] = []
        rejections: list[Rejection] = []
        for item in source.items():
            if isinstance(item, RowProblem):
                if item.row == 0 and item.is_error:
                    self.refuse([item])
                    return
                waiting.append(item)
                continue
            warnings, errors = _sorted(waiting)
            waiting = []
            if isinstance(item, MovementRow):
                self._take(item, warnings)
            elif isinstance(item, Refused):
                self._documents["error", item.row] = Document(
                    item.row, item.document_no, item.document_date, item.kind.value if item.kind else None,
                    side_of(item.kind).value if item.kind else None, self._party("", item.party), item.currency,
                    _unsigned(item.kind, to_minor(item.amount)) if item.amount is not None else None,
                    None, warnings, "; ".join(errors),
                )  # fmt: skip
            elif isinstance(item, Rejection):
                rejections.append(item)
            elif isinstance(item, Skipped):
                reason = f"{item.code}: {item}"
                self._documents["skipped", item.row] = Document(item.row, warnings=[*warnings, reason])
        for rejection in rejections:
            self._reject(rejection)

    def _take(self, line: MovementRow, warnings: list[str]) -> None:
        party = self._party(line.account_code, line.party)
        whose = line.account_code or party
        key = (line.uuid,) if line.uuid else (whose, line.kind, line.document_key, line.currency)
        document = self._documents.get(key)
        if document is None:
            document = self._documents[key] = Document(
                line.row, line.document_no, line.document_date, line.kind.value, side_of(line.kind).value, party,
                line.currency, 0, 0,
            )  # fmt: skip
            if line.cancelled:
                document.warnings.append(_words("document_cancelled"))
        document.minor = (document.minor or 0) + _unsigned(line.kind, to_minor(line.amount))
        document.kurus = (document.kurus or 0) + _unsigned(line.kind, line.amount_kurus)
        document.warnings += warnings

    def _take_entry(self, line: EntryRow, warnings: list[str]) -> None:
        self._documents["entry", line.row] = Document(
            line.row, line.document_no, line.entry_date, "entry", None, self._party(line.account_code, line.party),
            line.currency, to_minor(line.amount), line.amount_kurus, warnings,
        )  # fmt: skip

    def _party(self, code: str, party: Party | None) -> tuple[str | None, str | None]:
        number, title = self._cards.get(code, ("", ""))
        if party is not None:
            number, title = (party.tax_number.text if party.tax_number else number), party.title or title
        return number, title

    def _reject(self, rejection: Rejection) -> None:
        named = rejection.invoice
        document = self._documents.get((named.uuid,)) if named.uuid else None
        if document is None and named.document_no:
            found = (one for one in self._documents.values() if one.document_no == named.document_no)
            document = next(found, None)
        if document is not None:
            document.error = _words("document_rejected")
        else:
            number = named.document_no or named.uuid
            self._documents["rejection", rejection.row] = Document(
                rejection.row, number, named.document_date, warnings=[_words("rejection_of_another")]
            )

    def _error_row(
        self, source: TableSource, line: int, cells: list[str], warnings: list[str], errors: list[str]
    ) -> Document:
        known = understood(source, cells)
        kind = known.kind
        number, title = self._cards.get(known.account_code, ("", ""))
        return Document(
            line, known.document_no, known.day, kind.value if kind else None, side_of(kind).value if kind else None,
            (known.tax_number or number, known.title or title), known.currency,
            None if known.minor is None else _unsigned(kind, known.minor), None, warnings, "; ".join(errors),
        )  # fmt: skip


def _sorted(items: Any) -> tuple[list[str], list[str]]:
    """Warnings and errors among items, in words."""
    problems = [item for item in items if isinstance(item, RowProblem)]
    return [said(one) for one in problems if not one.is_error], [said(one) for one in problems if one.is_error]


def _words(code: str) -> str:
    return f"{code}: {MESSAGES[code]}"


def _unsigned(kind: DocumentKind | None, minor: int) -> int:
    """A return may be booked below zero; on its side it counts above (domain.md §2.5 point 12)."""
    return abs(minor) if kind is not None and is_return(kind) else minor
