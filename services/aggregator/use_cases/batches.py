"""Movements from a program: the same rules as a file, without a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid4

from services.aggregator.domain.ledger import HOME_CURRENCY, MovementRow
from services.aggregator.domain.period import Period
from services.aggregator.repository import imports
from services.aggregator.schemas import MovementBatch, MovementBody
from services.aggregator.use_cases.movements import KeepMovements, keep_movements, movement_row, unknown_account
from shared.contracts.aggregator import ImportCompleted
from shared.database import Transaction
from shared.errors import Invalid
from shared.money import LARGEST_MINOR, round_minor, to_minor


@dataclass(frozen=True, slots=True)
class TakeBatch:
    company_id: UUID
    user_id: UUID
    batch: MovementBatch
    known: Mapping[str, int]
    """Account ids by code."""


async def take_batch(tx: Transaction, command: TakeBatch) -> UUID:
    """Take the batch into the books; returns the id of its report. Errors: `movements_refused`, with each place."""
    lines = _lines(command.batch)
    problems = [unknown_account(line) for line in lines if line.account_code not in command.known]
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
    rows = [movement_row(command.company_id, import_id, line, command.known[line.account_code]) for line in lines]
    touched = await keep_movements(tx, KeepMovements(command.company_id, import_id, [rows]))
    periods = [str(period) for period in sorted({Period.of(line.document_date) for line in lines})]
    await imports.add(
        tx,
        {
            "id": import_id,
            "company_id": command.company_id,
            "kind": "movements",
            "file_name": command.batch.source,
            "sha256": "",
            "encoding": "",
            "separator": "",
            "rows": len(rows),
            "accepted": len(rows),
            "rejected": 0,
            "documents_changed": touched.documents,
            "problems": [],
            "problems_left_out": 0,
            "periods": periods,
            "same_as": None,
            "created_at": tx.clock.now(),
            "created_by": command.user_id,
        },
    )
    tx.emit(
        ImportCompleted(
            import_id=import_id, source=command.batch.source, accounts=0, movements=len(rows), periods=tuple(periods)
        ),
        tenant=command.company_id,
        subject=import_id,
    )
    return import_id


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
    )
