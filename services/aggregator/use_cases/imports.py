"""Importing a file: read and judged before the transaction, taken as a whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row

from services.aggregator.domain.problems import error
from services.aggregator.readers.canonical import LedgerContent, open_canonical, read_all
from services.aggregator.readers.columns import FileKind
from services.aggregator.repository import accounts, companies, imports
from services.aggregator.use_cases.accounts import KeepAccounts, keep_accounts
from services.aggregator.use_cases.movements import (
    KeepMovements,
    keep_movements,
    movement_rows,
    periods_of,
    unknown_accounts,
)
from shared.contracts.aggregator import ImportCompleted
from shared.database import Transaction
from shared.errors import Invalid
from shared.text import N_

PROBLEMS_KEPT = 10_000
"""A report names at most so many problems; more than that is one problem with the file."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file, read and judged; nothing of it is in the books yet."""

    name: str
    sha256: str
    encoding: str
    separator: str
    kind: FileKind | None
    content: LedgerContent
    fields: frozenset[str] = frozenset()
    """The columns that the file has."""
    is_unusable: bool = False
    """Whether the problem is the file itself: then no row can be taken, whatever was asked."""

    @property
    def rejected_rows(self) -> set[int]:
        return {problem.row for problem in self.content.errors}


@dataclass(frozen=True, slots=True)
class ImportFile:
    company_id: UUID
    user_id: UUID
    file: ReadFile
    rows: Sequence[Mapping[str, Any]]
    """The movements as rows; made by `judge` beside the event loop."""
    import_id: UUID
    skip_rejected: bool = False


UNUSABLE = N_("Nothing was imported: the file as a whole cannot be taken. `errors` says why and what to do.")
ROWS_REJECTED = N_(
    "Nothing was imported: {rejected} of the file's rows cannot be taken. Correct them, or import without them."
)


class ImportRefused(Invalid):
    """The file cannot be taken, or rows were rejected and nobody asked to go on without them; `params["problems"]` says why.

    At most `PROBLEMS_KEPT` of them; `params["rejected"]` counts all rejected rows.
    """

    code = "import_refused"


def read_file(path: Path, name: str) -> ReadFile:
    """Read a file from disk; raises nothing for what stands in it. Blocking: run it beside the event loop."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    opened = open_canonical(lambda: path.open("rb"))
    table = opened.table
    content = read_all(opened)
    is_unusable = any(problem.is_error for problem in opened.problems)
    if not (is_unusable or content.accounts or content.contacts or content.movements or content.errors):
        content.problems.append(error(table.heading_line if table else 0, "", "no_rows"))
        is_unusable = True
    return ReadFile(
        name=Path(name.replace("\\", "/")).name[:255],
        sha256=digest.hexdigest(),
        encoding=table.encoding.label if table else "",
        separator=table.separator if table else "",
        kind=opened.kind,
        content=content,
        fields=frozenset(opened.headings.columns) if opened.headings else frozenset(),
        is_unusable=is_unusable,
    )


def judge(
    company_id: UUID, file: ReadFile, known: Mapping[str, int], *, skip_rejected: bool
) -> tuple[UUID, list[dict[str, Any]]]:
    """The new import's id and the movements as rows; raises `ImportRefused` when rows are rejected. Blocking."""
    problems = file.content.problems
    problems += unknown_accounts(file.content.movements, known)
    # Stable: what was found out about one row stays in its order.
    problems.sort(key=lambda problem: problem.row)
    rejected = file.rejected_rows
    lines = [line for line in file.content.movements if line.row not in rejected]
    if file.is_unusable:
        raise ImportRefused(UNUSABLE, rejected=len(rejected), problems=problems[:PROBLEMS_KEPT])
    if rejected and (not skip_rejected or not (lines or file.content.accounts)):
        raise ImportRefused(ROWS_REJECTED, rejected=len(rejected), problems=problems[:PROBLEMS_KEPT])
    import_id = uuid4()
    return import_id, movement_rows(company_id, import_id, lines, known)


async def import_file(tx: Transaction, command: ImportFile) -> UUID:
    """Take the file in; returns the id of its report. The very same file again changes nothing and says so."""
    file = command.file
    await companies.hold_books(tx, command.company_id)
    before = await imports.same_file(tx, command.company_id, file.sha256)
    if before is not None and await _says_nothing_new(tx, command, before):
        await imports.add(tx, _report(tx, command, changed=0, periods=before.periods, same_as=before.id))
        return command.import_id
    changed, periods = 0, periods_of(command.rows)
    rejected = file.rejected_rows
    cards = [account for account in file.content.accounts if account.row not in rejected]
    contacts = [contact for contact in file.content.contacts if contact.row not in rejected]
    if cards:
        changed = await keep_accounts(tx, KeepAccounts(command.company_id, cards, contacts, file.fields))
    if command.rows:
        touched = await keep_movements(tx, KeepMovements(command.company_id, command.import_id, command.rows))
        changed = touched.documents
    await imports.add(tx, _report(tx, command, changed=changed, periods=periods))
    tx.emit(
        ImportCompleted(
            import_id=command.import_id,
            source=file.name,
            accounts=len(cards),
            movements=len(command.rows),
            periods=tuple(periods),
        ),
        tenant=command.company_id,
        subject=command.import_id,
    )
    return command.import_id


async def _says_nothing_new(tx: Transaction, command: ImportFile, before: Row[Any]) -> bool:
    """Whether the books are still as the very same file left them; only then can it be passed over."""
    if before.kind == FileKind.ACCOUNTS.value:
        return not await accounts.changed_since(tx, command.company_id, before.created_at)
    newest = await imports.newest_id(tx, command.company_id, before.kind)
    return bool(newest == before.id)


def _report(
    tx: Transaction, command: ImportFile, *, changed: int, periods: Sequence[str], same_as: UUID | None = None
) -> dict[str, Any]:
    file = command.file
    content = file.content
    kept = content.problems[:PROBLEMS_KEPT]
    rejected = len(file.rejected_rows)
    accepted = len(command.rows) if file.kind is FileKind.MOVEMENTS else len(content.accounts) + len(content.contacts)
    return {
        "id": command.import_id,
        "company_id": command.company_id,
        "kind": file.kind.value if file.kind else "",
        "file_name": file.name,
        "sha256": file.sha256,
        "encoding": file.encoding,
        "separator": file.separator,
        "rows": accepted + rejected,
        "accepted": accepted,
        "rejected": rejected,
        "documents_changed": changed,
        "problems": [problem.stored() for problem in kept],
        "problems_left_out": len(content.problems) - len(kept),
        "periods": list(periods),
        "same_as": same_as,
        "created_at": tx.clock.now(),
        "created_by": command.user_id,
    }
