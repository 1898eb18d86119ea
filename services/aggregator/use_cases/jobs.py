"""The life of an import: received, claimed, read, and at its end taken into the books or not.

Protects against doing it twice: only whoever holds the lease may bring an import further, and a second one who finds it left
behind begins anew with the file as it was sent.
"""

from __future__ import annotations

from collections.abc import AsyncIterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row

from services.aggregator.domain.imports import ImportOptions, ImportState
from services.aggregator.domain.problems import error
from services.aggregator.intake.task import ReadingResult, stored_problems
from services.aggregator.repository import exchange, imports
from shared.database import Transaction
from shared.errors import Conflict, NotFound

MOST_ATTEMPTS = 30
"""An import whose process was lost so often is given up. Many, because most losses have other causes than the file."""


class ImportLost(Exception):
    """The import is no longer ours: its lease ran out and somebody else has it, or it was cancelled."""


@dataclass(frozen=True, slots=True)
class ReceiveImport:
    """A file that was sent; `parts` are its bytes, some at a time."""

    company_id: UUID
    user_id: UUID
    file_name: str
    size: int
    sha256: str
    parts: AsyncIterable[bytes]
    options: ImportOptions = field(default_factory=ImportOptions)


@dataclass(frozen=True, slots=True)
class ClaimImport:
    lease: timedelta
    only: UUID | None = None
    """This import and no other, for whoever waits for it."""


async def receive_import(tx: Transaction, command: ReceiveImport) -> UUID:
    """Keep the file until somebody reads it; returns the import's id."""
    import_id = uuid4()
    await imports.add(
        tx, blank_row(command.company_id, command.user_id, import_id, command.file_name, tx.clock.now())
        | {"size": command.size, "sha256": command.sha256, "options": command.options.stored()},
    )  # fmt: skip
    part = 0
    async for content in command.parts:
        await imports.add_part(tx, import_id, part, content)
        part += 1
    return import_id


def blank_row(company_id: UUID, user_id: UUID, import_id: UUID, file_name: str, now: datetime) -> dict[str, Any]:
    """An import of which nothing is known yet."""
    return {
        "id": import_id, "company_id": company_id, "state": ImportState.RECEIVED.value, "file_name": file_name[:255],
        "size": 0, "sha256": "", "options": {}, "kind": "", "format": "", "encoding": "", "separator": "", "mapping": {},
        "rows": 0, "accepted": 0, "rejected": 0, "skipped": 0, "new_accounts": 0, "documents_changed": 0, "problems": [],
        "problems_left_out": 0, "periods": [], "preview": {}, "same_as": None, "rows_read": 0, "bytes_read": 0, "lease": None,
        "leased_until": None, "attempts": 0, "cancel_asked": False, "created_at": now, "created_by": user_id,
        "finished_at": None,
    }  # fmt: skip


async def claim_import(tx: Transaction, command: ClaimImport) -> Row[Any] | None:
    """Take the next import up; None when there is nothing to do. One that nobody brings to its end fails."""
    now = await tx.database_time()
    row = await imports.claim(tx, uuid4(), now, now + command.lease, command.only)
    if row is None:
        return None
    await exchange.unstage(tx, row.id)
    if row.cancel_asked:
        await imports.finish(tx, row.id, {"state": ImportState.CANCELLED.value, "finished_at": now})
        return None
    if row.attempts > MOST_ATTEMPTS:
        problems = stored_problems([error(0, "", "reading_gave_up", attempts=MOST_ATTEMPTS)])
        failed = {"state": ImportState.FAILED.value, "problems": problems, "finished_at": now}
        await imports.finish(tx, row.id, failed)
        return None
    return row


async def note_progress(
    tx: Transaction, job: Row[Any], lease: timedelta, *, rows_read: int | None = None, bytes_read: int = 0
) -> None:
    """Hold on to the import and say how far it is. Raises `ImportLost`."""
    values: dict[str, Any] = {"leased_until": await tx.database_time() + lease}
    if rows_read is not None:
        values |= {"rows_read": rows_read, "bytes_read": bytes_read}
    if not await imports.change(tx, job.id, job.lease, values):
        raise ImportLost


async def end_without_change(tx: Transaction, job: Row[Any], result: ReadingResult, state: ImportState) -> None:
    """Bring an import to an end, or to its waiting room, without touching the books. Raises `ImportLost`."""
    if not await imports.change(tx, job.id, job.lease, {"leased_until": await tx.database_time()}):
        raise ImportLost
    finished = None if state is ImportState.WAITING else tx.clock.now()
    await imports.finish(tx, job.id, found(result) | {"state": state.value, "finished_at": finished})


def found(result: ReadingResult) -> dict[str, Any]:
    """What a report says about the file."""
    return {
        "kind": result.kind,
        "format": result.format,
        "encoding": result.encoding,
        "separator": result.separator,
        "mapping": result.mapping,
        "rows": result.accepted + result.rejected,
        "accepted": result.accepted,
        "rejected": result.rejected,
        "skipped": result.skipped,
        "new_accounts": len(result.new_accounts),
        "problems": stored_problems(result.problems),
        "problems_left_out": result.problems_left_out,
        "periods": result.periods,
        "preview": result.preview,
        "rows_read": result.rows_read,
    }


async def lose_import(tx: Transaction, job: Row[Any]) -> None:
    """After `ImportLost`: when it was cancelled, end it; when somebody else has it, leave it alone."""
    row = await imports.one(tx, job.company_id, job.id)
    if row is not None and row.lease == job.lease and row.cancel_asked:
        await imports.finish(tx, job.id, {"state": ImportState.CANCELLED.value, "finished_at": tx.clock.now()})


async def give_back(tx: Transaction, job: Row[Any]) -> None:
    """On an orderly stop: somebody else may begin at once, and the attempt is not counted."""
    values = {"state": ImportState.RECEIVED.value, "lease": None, "leased_until": None, "attempts": job.attempts - 1}
    await imports.change(tx, job.id, job.lease, values)


async def cancel_import(tx: Transaction, company_id: UUID, import_id: UUID) -> None:
    """Stop it; what is already in the books stays. Errors: `import_not_found`, `import_ended`."""
    row = await _open_or_waiting(tx, company_id, import_id)
    await imports.ask_to_cancel(tx, company_id, import_id)
    if row.lease is None:
        await imports.finish(tx, import_id, {"state": ImportState.CANCELLED.value, "finished_at": tx.clock.now()})


async def confirm_import(tx: Transaction, company_id: UUID, import_id: UUID, options: ImportOptions | None) -> None:
    """Let an import that waits go on, with other options when there are any. Errors: `import_not_found`, `import_ended`."""
    row = await _open_or_waiting(tx, company_id, import_id)
    if row.state != ImportState.WAITING.value:
        raise Conflict("The import does not wait for a confirmation.", code="import_not_waiting")
    wanted = options or ImportOptions.of(row.options | {"confirm": False})
    again = {"state": ImportState.RECEIVED.value, "options": wanted.stored(), "attempts": 0, "finished_at": None}
    await imports.finish(tx, import_id, again)


async def _open_or_waiting(tx: Transaction, company_id: UUID, import_id: UUID) -> Row[Any]:
    row = await imports.one(tx, company_id, import_id)
    if row is None:
        raise NotFound("There is no such import.", code="import_not_found")
    state = ImportState(row.state)
    if not state.is_open and state is not ImportState.WAITING:
        raise Conflict("The import has ended: {state}.", code="import_ended", state=row.state)
    return row
