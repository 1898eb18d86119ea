"""Imports from the command line: the same job as `POST /imports`, on files that lie on this machine."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.aggregator.domain.imports import ROWS_REJECTED, ImportOptions, ImportState
from services.aggregator.loops import ImportWorker
from services.aggregator.readers.columns import FileKind
from services.aggregator.repository import companies, imports
from services.aggregator.use_cases.jobs import ReceiveImport, receive_import
from services.aggregator.wording import Wording
from shared.database import Database
from shared.errors import Conflict

NOBODY = UUID(int=0)
"""Stands in reports for whoever may use the machine's command line."""
PART = 1 << 20
LOOK_AGAIN = 0.2
WHAT = {
    FileKind.ACCOUNTS.value: "account cards and contacts",
    FileKind.MOVEMENTS.value: "movements",
    FileKind.INVOICES.value: "invoices",
    FileKind.ENTRIES.value: "ledger entries",
    FileKind.TRIAL_BALANCE.value: "balances",
    FileKind.CANCELLATIONS.value: "cancellations",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. `problems` are sentences with their place."""

    file: Path
    summary: str
    problems: Sequence[str]
    refused: bool = False


async def take_files(
    database: Database,
    worker: ImportWorker,
    files: Sequence[Path],
    company: UUID | None,
    *,
    skip_rejected: bool,
    dry_run: bool,
) -> AsyncIterator[Outcome]:
    """Take the files in one after another, each as a whole. Errors: `company_unclear`."""
    company_id = await _company(database, company)
    for path in files:
        yield await _take(database, worker, company_id, path, ImportOptions(skip_rejected, confirm=dry_run))


async def _take(
    database: Database, worker: ImportWorker, company_id: UUID, path: Path, options: ImportOptions
) -> Outcome:
    sha256, size = await asyncio.to_thread(_digest, path)
    command = ReceiveImport(company_id, NOBODY, path.name, size, sha256, _parts(path), options)
    async with database.transaction() as tx:
        import_id = await receive_import(tx, command)
    row = await _ended(database, worker, company_id, import_id)
    problems = _sentences(row)
    if options.confirm and row.state == ImportState.WAITING.value:
        async with database.transaction() as tx:
            await imports.forget(tx, import_id)
        refused = bool(row.rejected) and not options.skip_rejected
        said = "cannot be taken as it is" if refused else f"would take {_described(row)}; nothing was changed"
        return Outcome(path, said, problems, refused)
    if row.state != ImportState.DONE.value:
        reason = ROWS_REJECTED.format(rejected=row.rejected) if row.rows_read else f"{row.state}: nothing was imported"
        return Outcome(path, reason, problems, refused=True)
    again = " (the very same file as before; nothing was changed)" if row.same_as else ""
    return Outcome(path, f"took {_described(row)}{again}", problems)


async def _ended(database: Database, worker: ImportWorker, company_id: UUID, import_id: UUID) -> Row[Any]:
    """The import at its end: read by this process, or by a running service that was quicker."""
    while True:
        worked = await worker.step(only=import_id)
        async with database.reading() as reading:
            row = await imports.one(reading, company_id, import_id)
        assert row is not None  # noqa: S101 - imports are never deleted
        if not ImportState(row.state).is_open:
            return row
        if not worked:
            await asyncio.sleep(LOOK_AGAIN)


def _sentences(row: Row[Any]) -> list[str]:
    wording = Wording()
    found = [wording.problem("en", one) for one in row.problems]
    return [
        f"{f'row {one.row}' if one.row else 'file'}: {f'{one.field} ' if one.field else ''}{one.message}"
        for one in found
    ]


def _described(row: Row[Any]) -> str:
    rejected = f", {row.rejected} rows rejected" if row.rejected else ""
    left_out = f", {row.skipped} left out" if row.skipped else ""
    cards = f", {row.new_accounts} new account cards" if row.new_accounts else ""
    what = WHAT.get(row.kind, "rows")
    return f"{row.accepted} {what}{cards}{left_out}{rejected}"


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


async def _parts(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while part := await asyncio.to_thread(file.read, PART):
            yield part


async def _company(database: Database, company: UUID | None) -> UUID:
    async with database.reading() as reading:
        known = await companies.all_ids(reading)
    if company is None and len(known) == 1:
        return known[0]
    if company is None or company not in known:
        raise Conflict(
            "Say whose books with --company; registered here: {known}.",
            code="company_unclear",
            known=", ".join(map(str, known)) or "none, so register one first",
        )
    return company
