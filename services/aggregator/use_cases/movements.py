"""Taking movements into the books: compared document by document, exchanged as a whole, sent figures watched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.aggregator.domain.identity import document_hash, document_id, fingerprint
from services.aggregator.domain.ledger import MovementRow
from services.aggregator.domain.period import Period
from services.aggregator.domain.problems import RowProblem, error
from services.aggregator.repository import companies, movements
from services.aggregator.repository.movements import Touched
from services.aggregator.use_cases.outdating import Changes, contents, report_outdated, sent_figures
from shared.database import Transaction
from shared.money import to_minor
from shared.text import fold


@dataclass(frozen=True, slots=True)
class KeepMovements:
    """Lines, each of a known account, some thousand at a time; the rows come from `movement_row`."""

    company_id: UUID
    import_id: UUID
    portions: Iterable[Sequence[Mapping[str, Any]]]


def unknown_account(line: MovementRow) -> RowProblem:
    """What is said of a line whose account has no card: cards are imported first."""
    return error(line.row, "account_code", "unknown_account", code=line.account_code)


def movement_row(company_id: UUID, import_id: UUID, line: MovementRow, account_id: int) -> dict[str, Any]:
    """A line as a row of the books. Pure, and the costly part of an import, so it may run beside the event loop."""
    return {
        "company_id": company_id,
        "import_id": import_id,
        "account_id": account_id,
        "document_id": document_id(company_id, line),
        "line_no": line.row,
        "fingerprint": fingerprint(line),
        "document_hash": document_hash(line.document_key),
        "period": Period.of(line.document_date).number,
        "document_no": line.document_no,
        "document_date": line.document_date,
        "kind": line.kind.value,
        "currency": line.currency,
        "original_minor": to_minor(line.amount),
        "rate": f"{line.rate:f}" if line.rate is not None else None,
        "amount_minor": line.amount_kurus,
        "vat_minor": to_minor(line.vat) if line.vat is not None else None,
        "series": line.series,
        "series_folded": fold(line.series),
        "branch": line.branch,
        "branch_folded": fold(line.branch),
        "cancelled": line.cancelled,
        "uuid": line.uuid,
        "note": line.note,
    }


async def keep_movements(tx: Transaction, command: KeepMovements) -> Touched:
    """Bring the lines into the books and tell whose sent figures they change."""
    await companies.hold_books(tx, command.company_id)
    for rows in command.portions:
        await movements.stage(tx, rows)
    touched = await movements.compare(tx, command.company_id, command.import_id)
    changes = Changes(command.company_id, command.import_id, touched.places)
    sent = await sent_figures(tx, changes)
    before = await contents(tx, sent)
    await movements.exchange(tx, command.company_id, command.import_id)
    await report_outdated(tx, changes, sent, before)
    return touched
