"""Files of counterparties' own books, with what their comparison gave."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, exists, func, select

from services.responses.models import ledgers, responses, statements
from shared.database import Reading, Transaction


@dataclass(frozen=True, slots=True)
class Ledger:
    """One file, without its content."""

    ledger_id: UUID
    reconciliation_id: UUID
    sha256: str
    file_name: str
    size: int
    address: str
    uploaded_at: datetime
    comparison: bytes
    answered: bool
    """Whether an answer was given with it."""


_ANSWERED = exists().where(
    responses.c.reconciliation_id == ledgers.c.reconciliation_id, responses.c.ledger_sha256 == ledgers.c.sha256
)
_COLUMNS = (
    ledgers.c.ledger_id,
    ledgers.c.reconciliation_id,
    ledgers.c.sha256,
    ledgers.c.file_name,
    ledgers.c.size,
    ledgers.c.address,
    ledgers.c.uploaded_at,
    ledgers.c.comparison,
    _ANSWERED.label("answered"),
)


async def add(tx: Transaction, row: Mapping[str, Any]) -> None:
    """The same file for the same reconciliation is kept once."""
    await tx.insert_or_ignore(ledgers, [row])


async def of_file(reading: Reading, reconciliation_id: UUID, sha256: str) -> Ledger | None:
    query = select(*_COLUMNS).where(ledgers.c.reconciliation_id == reconciliation_id, ledgers.c.sha256 == sha256)
    row = await reading.first(query)
    return _ledger(row) if row is not None else None


async def of_reconciliation(reading: Reading, company_id: UUID, reconciliation_id: UUID) -> Sequence[Ledger]:
    """Newest first."""
    query = (
        select(*_COLUMNS)
        .where(ledgers.c.company_id == company_id, ledgers.c.reconciliation_id == reconciliation_id)
        .order_by(ledgers.c.uploaded_at.desc(), ledgers.c.ledger_id)
    )
    return [_ledger(row) for row in await reading.all(query)]


async def of_campaign(reading: Reading, company_id: UUID, campaign_id: UUID) -> AsyncIterator[Ledger]:
    """Of all reconciliations of a campaign, those of one together and the oldest first; without their comparisons."""
    plain = [column for column in _COLUMNS if column.name != ledgers.c.comparison.name]
    query = (
        select(*plain)
        .join(statements, statements.c.reconciliation_id == ledgers.c.reconciliation_id)
        .where(ledgers.c.company_id == company_id, statements.c.campaign_id == campaign_id)
        .order_by(ledgers.c.reconciliation_id, ledgers.c.uploaded_at, ledgers.c.ledger_id)
    )
    async for row in reading.stream(query):
        yield Ledger(**row._asdict(), comparison=b"")


async def get(reading: Reading, company_id: UUID, ledger_id: UUID) -> Ledger | None:
    query = select(*_COLUMNS).where(ledgers.c.company_id == company_id, ledgers.c.ledger_id == ledger_id)
    row = await reading.first(query)
    return _ledger(row) if row is not None else None


async def content(reading: Reading, ledger_id: UUID) -> bytes:
    row = await reading.first(select(ledgers.c.content).where(ledgers.c.ledger_id == ledger_id))
    return bytes(row.content) if row is not None else b""


async def count(reading: Reading, reconciliation_id: UUID) -> int:
    query = select(func.count().label("n")).where(ledgers.c.reconciliation_id == reconciliation_id)
    row = await reading.first(query)
    return int(row.n) if row is not None else 0


async def drop_oldest_unanswered(tx: Transaction, reconciliation_id: UUID) -> bool:
    """Make room for another file; False when an answer was given with every one of them."""
    oldest = (
        select(ledgers.c.ledger_id)
        .where(ledgers.c.reconciliation_id == reconciliation_id, ~_ANSWERED)
        .order_by(ledgers.c.uploaded_at, ledgers.c.ledger_id)
        .limit(1)
    )
    row = await tx.first(oldest)
    if row is None:
        return False
    await tx.execute(delete(ledgers).where(ledgers.c.ledger_id == row.ledger_id))
    return True


def _ledger(row: Row[Any]) -> Ledger:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's documented way to a row by name
    return Ledger(**(values | {"comparison": bytes(values["comparison"]), "answered": bool(values["answered"])}))
