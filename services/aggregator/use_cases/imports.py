"""Importing a file: read and judged before the transaction, taken as a whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from services.aggregator.readers.canonical import LedgerContent, open_canonical, read_all
from services.aggregator.readers.columns import FileKind
from services.aggregator.repository import imports, movements
from services.aggregator.use_cases.accounts import KeepAccounts, keep_accounts
from services.aggregator.use_cases.movements import KeepMovements, keep_movements, movement_rows, unknown_accounts
from shared.contracts.aggregator import ImportCompleted
from shared.database import Transaction
from shared.errors import Invalid

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

    @property
    def rejected_rows(self) -> set[int]:
        return {problem.row for problem in self.content.errors}

    @property
    def is_unusable(self) -> bool:
        """Whether the problem is the file itself: then no row can be taken, whatever was asked."""
        return self.kind is None or not (self.content.accounts or self.content.contacts or self.content.movements)


@dataclass(frozen=True, slots=True)
class ImportFile:
    company_id: UUID
    user_id: UUID
    file: ReadFile
    rows: Sequence[Mapping[str, Any]]
    """The movements as rows; made by `judge` beside the event loop."""
    import_id: UUID
    skip_rejected: bool = False


class ImportRefused(Invalid):
    """Rows were rejected and nobody asked to go on without them; `params["problems"]` has every one."""

    code = "import_refused"


def read_file(path: Path, name: str) -> ReadFile:
    """Read a file from disk; raises nothing for what stands in it. Blocking: run it beside the event loop."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    opened = open_canonical(lambda: path.open("rb"))
    table = opened.table
    return ReadFile(
        name=Path(name.replace("\\", "/")).name[:255],
        sha256=digest.hexdigest(),
        encoding=table.encoding.label if table else "",
        separator=table.separator if table else "",
        kind=opened.kind,
        content=read_all(opened),
    )


def judge(
    company_id: UUID, file: ReadFile, known: Mapping[str, int], *, skip_rejected: bool
) -> tuple[UUID, list[dict[str, Any]]]:
    """The new import's id and the movements as rows; raises `ImportRefused` when rows are rejected. Blocking."""
    lines = file.content.movements
    file.content.problems += unknown_accounts(lines, known)
    rejected = file.rejected_rows
    lines = [line for line in lines if line.row not in rejected]
    if file.is_unusable or (rejected and not skip_rejected):
        raise ImportRefused(
            "Nothing was imported: {rejected} of the file's rows cannot be taken. Correct them, or import without them.",
            rejected=len(rejected),
            problems=file.content.problems,
        )
    import_id = uuid4()
    return import_id, movement_rows(company_id, import_id, lines, known)


async def import_file(tx: Transaction, command: ImportFile) -> UUID:
    """Take the file in; returns the id of its report. The very same file again changes nothing and says so."""
    file = command.file
    before = await imports.same_file(tx, command.company_id, file.sha256)
    if before is not None and await imports.newest_id(tx, command.company_id) == before.id:
        await imports.add(tx, _report(tx, command, changed=0, periods=before.periods, same_as=before.id))
        return command.import_id
    changed, periods = 0, list[int]()
    rejected = file.rejected_rows
    accounts = [account for account in file.content.accounts if account.row not in rejected]
    contacts = [contact for contact in file.content.contacts if contact.row not in rejected]
    if accounts:
        changed = await keep_accounts(tx, KeepAccounts(command.company_id, accounts, contacts))
    if command.rows:
        touched = await keep_movements(tx, KeepMovements(command.company_id, command.import_id, command.rows))
        changed = touched.documents
        periods = await movements.periods_of(tx, command.company_id, command.import_id)
    await imports.add(tx, _report(tx, command, changed=changed, periods=[as_text(period) for period in periods]))
    tx.emit(
        ImportCompleted(
            import_id=command.import_id,
            source=file.name,
            accounts=len(accounts),
            movements=len(command.rows),
            periods=tuple(as_text(period) for period in periods),
        ),
        tenant=command.company_id,
        subject=command.import_id,
    )
    return command.import_id


def as_text(period: int) -> str:
    """202610 → `2026-10`."""
    return f"{period // 100:04d}-{period % 100:02d}"


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
