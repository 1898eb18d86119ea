"""Taking staged lines into the books: compared document by document, exchanged as a whole, sums kept, sent figures watched."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.aggregator.domain.problems import RowProblem, error
from services.aggregator.repository import cancelling, exchange, imports, kept_sums, statements
from services.aggregator.repository.exchange import ENTRIES, MOVEMENTS
from services.aggregator.repository.kept_sums import Exchange
from services.aggregator.use_cases.outdated_balances import report_outdated_balances
from services.aggregator.use_cases.outdating import Changes, report_outdated
from shared.database import Reading, Transaction


@dataclass(frozen=True, slots=True)
class TakeStaged:
    """What an import has put into the staging tables. Whoever commands it holds the books at `revision`."""

    company_id: UUID
    import_id: UUID
    revision: int


def unknown_account(row: int, code: str) -> RowProblem:
    """What is said of a line whose account has no card: cards are imported first."""
    return error(row, "account_code", "unknown_account", code=code)


async def take_movements(tx: Transaction, command: TakeStaged) -> int:
    """Bring the staged movements into the books and tell whose sent figures they change; returns how many documents changed."""
    company_id, import_id, revision = command.company_id, command.import_id, command.revision
    await cancelling.apply(tx, company_id, import_id)
    await exchange.drop_unchanged(tx, MOVEMENTS, company_id, import_id)
    staged = await exchange.measure(tx, MOVEMENTS, import_id)
    if not staged.documents:
        return 0
    ended = await exchange.end_replaced(tx, MOVEMENTS, company_id, import_id, revision)
    come = Exchange(company_id, import_id, revision, ended > 0, staged.is_line_by_line)
    await kept_sums.keep_movement_sums(tx, come)
    await exchange.begin_staged(tx, MOVEMENTS, import_id, revision)
    if periods := await statements.sent_periods(tx, company_id):
        places = await exchange.changed_places(tx, company_id, import_id, revision, periods)
        await report_outdated(tx, Changes(company_id, import_id, revision, places))
    return staged.documents


async def may_begin_at_once(reading: Reading, company_id: UUID) -> bool:
    """Whether movements of this company have nothing to be compared with, nothing to end and no sent figure to change."""
    return (
        await exchange.is_empty(reading, MOVEMENTS, company_id)
        and not await imports.has_cancellations(reading, company_id)
        and not await statements.sent_periods(reading, company_id)
    )


async def take_first_movements(tx: Transaction, command: TakeStaged) -> int:
    """The same where `may_begin_at_once` was true and most lines are in the books since they were read. Beside them wait those
    whose accounts had no card."""
    company_id, import_id, revision = command.company_id, command.import_id, command.revision
    await exchange.begin_staged(tx, MOVEMENTS, import_id, revision)
    come = await exchange.measure_begun(tx, MOVEMENTS, company_id, revision)
    await kept_sums.keep_first_sums(tx, company_id, revision, is_line_by_line=come.is_line_by_line)
    return come.documents


async def take_entries(tx: Transaction, command: TakeStaged) -> int:
    """The same for ledger entries; returns how many vouchers changed."""
    company_id, import_id, revision = command.company_id, command.import_id, command.revision
    await exchange.drop_unchanged(tx, ENTRIES, company_id, import_id)
    changed = (await exchange.measure(tx, ENTRIES, import_id)).documents
    if changed:
        ended = await exchange.end_replaced(tx, ENTRIES, company_id, import_id, revision)
        await kept_sums.keep_entry_sums(tx, Exchange(company_id, import_id, revision, ended > 0))
        await exchange.begin_staged(tx, ENTRIES, import_id, revision)
        await report_outdated_balances(tx, company_id, import_id, revision)
    return changed
