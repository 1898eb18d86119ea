"""The one moment in which an import changes the books: cards, lines, sums, report and event in a single transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.aggregator.domain.imports import ImportState
from services.aggregator.intake.task import ReadingResult
from services.aggregator.readers.columns import FileKind
from services.aggregator.repository import accounts, companies, imports
from services.aggregator.repository.statements import sent_periods
from services.aggregator.use_cases.accounts import KeepAccounts, keep_accounts
from services.aggregator.use_cases.jobs import ImportLost, found
from services.aggregator.use_cases.movements import TakeStaged, take_entries, take_first_movements, take_movements
from services.aggregator.use_cases.new_accounts import AddAccounts, add_accounts
from shared.contracts.aggregator import ImportCompleted
from shared.crashpoint import crashpoint
from shared.database import Transaction

_LINES = (FileKind.MOVEMENTS.value, FileKind.INVOICES.value, FileKind.CANCELLATIONS.value)


async def pass_over_if_same(tx: Transaction, job: Row[Any]) -> bool:
    """Whether the very same file was taken in before and the books are still as it left them; then the import is done."""
    before = await imports.same_file(tx, job)
    if before is None:
        return False
    if before.kind == FileKind.ACCOUNTS.value:
        if await accounts.changed_since(tx, job.company_id, before.finished_at):
            return False
    else:
        kinds = _LINES if before.kind in _LINES else (before.kind,)
        if await imports.newest_done(tx, job.company_id, kinds) != before.id:
            return False
    same = ("kind", "format", "encoding", "separator", "mapping", "rows", "accepted", "rejected", "skipped", "periods")
    values: dict[str, Any] = {name: getattr(before, name) for name in same}
    if not await imports.change(tx, job.id, job.lease, {"cancel_asked": False}):
        raise ImportLost
    now = tx.clock.now()
    done = {"state": ImportState.DONE.value, "same_as": before.id, "finished_at": now, "documents_changed": 0}
    await imports.finish(tx, job.id, values | done)
    return True


class BooksMoved(Exception):
    """The books were changed, or something of them was sent, while lines of an import began in them: it has to be compared with
    them after all."""


async def switch_import(tx: Transaction, job: Row[Any], result: ReadingResult, *, begun_at: int | None = None) -> None:
    """Take what was read and staged into the books. `begun_at`: the revision at which movements were written into them while the
    file was read. Raises `ImportLost` when the import is no longer ours, and `BooksMoved`."""
    company_id, import_id = job.company_id, job.id
    if not await imports.change(tx, import_id, job.lease, {"state": ImportState.SWITCHING.value}):
        raise ImportLost
    crashpoint("import.switching")
    await tx.take_the_time_it_needs()
    revision = await companies.hold_books(tx, company_id)
    if begun_at is not None and (revision != begun_at + 1 or result.cancelled or await sent_periods(tx, company_id)):
        raise BooksMoved
    if begun_at is None and await pass_over_if_same(tx, job):
        return  # taken in by another while this one was read
    changed = 0
    if result.accounts:
        cards = KeepAccounts(company_id, result.accounts, result.contacts, result.fields, cause_id=import_id)
        changed = await keep_accounts(tx, cards)
    if result.new_accounts:
        await add_accounts(tx, AddAccounts(company_id, import_id, result.new_accounts, result.new_contacts))
    lines = TakeStaged(company_id, import_id, revision if begun_at is None else begun_at)
    changed += await _take_lines(tx, lines, result, begun=begun_at is not None)
    done = {"state": ImportState.DONE.value, "documents_changed": changed, "finished_at": tx.clock.now()}
    await imports.finish(tx, import_id, found(result) | done)
    if result.signature and (said := job.options.get("mapping")):
        # What a person said; what was recognised by itself will be again, by the cells of the next file.
        await imports.remember_mapping(tx, company_id, result.signature, said)
    tx.emit(
        ImportCompleted(
            import_id=import_id,
            source=job.file_name,
            accounts=len(result.accounts) + len(result.new_accounts),
            movements=result.movements + result.entries,
            periods=tuple(result.periods),
        ),
        tenant=company_id,
        subject=import_id,
    )


async def _take_lines(tx: Transaction, command: TakeStaged, result: ReadingResult, *, begun: bool) -> int:
    changed = 0
    if result.cancelled:
        await imports.add_cancellations(tx, _cancellations(command.company_id, command.import_id, result))
    if result.movements or result.cancelled:
        changed += await (take_first_movements if begun else take_movements)(tx, command)
    if result.entries:
        changed += await take_entries(tx, command)
    return changed


def _cancellations(company_id: UUID, import_id: UUID, result: ReadingResult) -> list[dict[str, Any]]:
    return [
        {"company_id": company_id, "reference": reference, "reason": reason, "import_id": import_id}
        for reference, reason in sorted(result.cancelled.items())
    ]
