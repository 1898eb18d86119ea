"""Movements from a program: the same rules as a file, without a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid4

from services.aggregator.domain.imports import ImportState
from services.aggregator.domain.ledger import HOME_CURRENCY, MovementRow
from services.aggregator.domain.period import Period
from services.aggregator.intake.lines import MOVEMENT_COLUMNS, LineWriter
from services.aggregator.readers.columns import FileKind
from services.aggregator.repository import companies, exchange, imports
from services.aggregator.repository.exchange import MOVEMENTS
from services.aggregator.schemas import MovementBatch, MovementBody
from services.aggregator.use_cases.jobs import blank_row
from services.aggregator.use_cases.movements import TakeStaged, take_movements, unknown_account
from shared.contracts.aggregator import ImportCompleted
from shared.database import Transaction
from shared.errors import Invalid
from shared.money import LARGEST_MINOR, round_minor, to_minor


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that was understood: its movements as lines of the books."""

    import_id: UUID
    source: str
    count: int
    lines: bytes
    periods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakeBatch:
    company_id: UUID
    user_id: UUID
    batch: Batch


def understand(company_id: UUID, batch: MovementBatch, known: Mapping[str, int]) -> Batch:
    """Pure, and the costly part: run it beside the event loop. `known`: account ids by code.

    Errors: `movements_refused` with each place, `rate_missing`, `amount_too_large`.
    """
    lines = _lines(batch)
    problems = [unknown_account(line.row, line.account_code) for line in lines if line.account_code not in known]
    if problems:
        raise Invalid(
            "Nothing was taken: {count} lines name accounts that have no card. Write their cards first.",
            code="movements_refused",
            count=len(problems),
            errors=[
                {"place": f"movements.{problem.row}", "code": problem.code, "detail": str(problem)}
                for problem in problems
            ],
        )
    import_id = uuid4()
    writer = LineWriter(company_id, import_id)
    text = "".join(writer.movement(line, line.account_code, known[line.account_code]) for line in lines)
    periods = sorted({Period.of(line.customs_on or line.document_date) for line in lines})
    return Batch(import_id, batch.source, len(lines), text.encode(), tuple(map(str, periods)))


async def take_batch(tx: Transaction, command: TakeBatch) -> UUID:
    """Take the batch into the books; returns the id of its report."""
    batch, company_id = command.batch, command.company_id
    revision = await companies.hold_books(tx, company_id)
    await exchange.stage(tx, MOVEMENTS, MOVEMENT_COLUMNS, batch.lines)
    changed = await take_movements(tx, TakeStaged(company_id, batch.import_id, revision))
    await exchange.unstage(tx, batch.import_id)
    now = tx.clock.now()
    await imports.add(
        tx,
        blank_row(company_id, command.user_id, batch.import_id, batch.source, now)
        | {
            "state": ImportState.DONE.value,
            "kind": FileKind.MOVEMENTS.value,
            "format": "json",
            "size": len(batch.lines),
            "rows": batch.count,
            "rows_read": batch.count,
            "accepted": batch.count,
            "documents_changed": changed,
            "periods": list(batch.periods),
            "finished_at": now,
        },
    )
    tx.emit(
        ImportCompleted(
            import_id=batch.import_id, source=batch.source, accounts=0, movements=batch.count, periods=batch.periods
        ),
        tenant=company_id,
        subject=batch.import_id,
    )
    return batch.import_id


def _lines(batch: MovementBatch) -> list[MovementRow]:
    """Bodies as lines; the TRY lines of a foreign document add up to its total, rounded once (domain.md §2.5 point 8)."""
    sums: defaultdict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    lines = []
    for place, body in enumerate(batch.movements):
        document = (body.account_code, body.kind, body.uuid or (body.document_no, body.document_date), body.rate)
        before = sums[document]
        sums[document] += body.amount
        rate = _rate(place, body)
        in_try = round_minor(sums[document] * rate) - round_minor(before * rate)
        if abs(in_try) * 100 > LARGEST_MINOR:
            raise Invalid(
                "Line {place} is larger than any amount that can be kept.", code="amount_too_large", place=place
            )
        lines.append(_line(place, body, to_minor(in_try)))
    return lines


def _rate(place: int, body: MovementBody) -> Decimal:
    if body.currency == HOME_CURRENCY:
        return Decimal(1)
    if body.rate is None:
        raise Invalid(
            "Line {place} is in {currency} and has no rate, so its amount in TRY is unknown. Send its rate.",
            code="rate_missing",
            place=place,
            currency=body.currency,
        )
    return body.rate


def _line(place: int, body: MovementBody, kurus: int) -> MovementRow:
    return MovementRow(
        row=place,
        account_code=body.account_code,
        document_no=body.document_no,
        document_date=body.document_date,
        kind=body.kind,
        amount=round_minor(body.amount),
        amount_kurus=kurus,
        currency=body.currency,
        rate=body.rate if body.currency != HOME_CURRENCY else None,
        vat=round_minor(body.vat) if body.vat is not None else None,
        series=body.series,
        branch=body.branch,
        cancelled=body.cancelled,
        uuid=str(body.uuid) if body.uuid else None,
        note=body.note,
        recorded_on=body.recorded_on,
        customs_on=body.customs_on,
        other_taxes_kurus=to_minor(round_minor(body.other_taxes)),
        electronic=body.uuid is not None if body.electronic is None else body.electronic,
    )
