"""Taking a file that was read into the books, as a whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.aggregator.readers.columns import FileKind
from services.aggregator.repository import accounts, companies, imports
from services.aggregator.use_cases.accounts import KeepAccounts, keep_accounts
from services.aggregator.use_cases.movements import KeepMovements, keep_movements
from services.aggregator.use_cases.reading import ReadFile
from shared.contracts.aggregator import ImportCompleted
from shared.database import Transaction


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file that `check` has let pass."""

    company_id: UUID
    user_id: UUID
    file: ReadFile


async def import_file(tx: Transaction, command: ImportFile) -> UUID:
    """Take the file in; returns the id of its report. The very same file again changes nothing and says so."""
    file = command.file
    await companies.hold_books(tx, command.company_id)
    before = await imports.same_file(tx, command.company_id, file.sha256)
    if before is not None and await _says_nothing_new(tx, command, before):
        await imports.add(tx, _report(tx, command, changed=0, same_as=before.id))
        return file.import_id
    changed = 0
    if file.accounts:
        changed = await keep_accounts(tx, KeepAccounts(command.company_id, file.accounts, file.contacts, file.fields))
    if file.movements.count:
        lines = KeepMovements(command.company_id, file.import_id, file.movements.portions())
        changed = (await keep_movements(tx, lines)).documents
    await imports.add(tx, _report(tx, command, changed=changed))
    tx.emit(
        ImportCompleted(
            import_id=file.import_id,
            source=file.name,
            accounts=len(file.accounts),
            movements=file.movements.count,
            periods=tuple(file.periods),
        ),
        tenant=command.company_id,
        subject=file.import_id,
    )
    return file.import_id


async def _says_nothing_new(tx: Transaction, command: ImportFile, before: Row[Any]) -> bool:
    """Whether the books are still as the very same file left them; only then can it be passed over."""
    if before.kind == FileKind.ACCOUNTS.value:
        return not await accounts.changed_since(tx, command.company_id, before.created_at)
    newest = await imports.newest_id(tx, command.company_id, before.kind)
    return bool(newest == before.id)


def _report(tx: Transaction, command: ImportFile, *, changed: int, same_as: UUID | None = None) -> dict[str, Any]:
    file = command.file
    return {
        "id": file.import_id,
        "company_id": command.company_id,
        "kind": file.kind.value if file.kind else "",
        "file_name": file.name,
        "sha256": file.sha256,
        "encoding": file.encoding,
        "separator": file.separator,
        "rows": file.accepted + file.rejected,
        "accepted": file.accepted,
        "rejected": file.rejected,
        "documents_changed": changed,
        "problems": [problem.stored() for problem in file.problems],
        "problems_left_out": file.problems_left_out,
        "periods": file.periods,
        "same_as": same_as,
        "created_at": tx.clock.now(),
        "created_by": command.user_id,
    }
