"""What was said short of an answer: only ever added, each behind the one before it of its reconciliation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update

from services.responses.domain.notices import PERSONAL, Notice
from services.responses.models import notices
from shared.database import Reading, Transaction


def _notice(row: Any) -> Notice:
    return Notice(**row._mapping)  # noqa: SLF001  # SQLAlchemy's documented way to a row by name


async def of_reconciliation(reading: Reading, reconciliation_id: UUID) -> Sequence[Notice]:
    """All of them, in the order in which they were given."""
    query = select(notices).where(notices.c.reconciliation_id == reconciliation_id).order_by(notices.c.number)
    return [_notice(row) for row in await reading.all(query)]


async def get(reading: Reading, notice_id: UUID) -> Notice | None:
    row = await reading.first(select(notices).where(notices.c.notice_id == notice_id))
    return _notice(row) if row is not None else None


async def append(tx: Transaction, notice: Notice) -> None:
    """Add the notice; its statement is locked by the caller."""
    await tx.execute(notices.insert(), asdict(notice))


async def about(reading: Reading, link_ids: Collection[str], address: str) -> Sequence[Notice]:
    """Those that were given through these links, and those that name this address."""
    query = select(notices).where(_of_person(link_ids, address)).order_by(notices.c.received_at)
    return [_notice(row) for row in await reading.all(query)]


async def forget(
    tx: Transaction, reconciliation_ids: Collection[UUID], link_ids: Collection[str], address: str | None
) -> int:
    """Empty whatever says who gave notices to these reconciliations through these links, or names a colleague of this address
    (None: all of these reconciliations); what was said stays. How many values were emptied."""
    where = notices.c.reconciliation_id.in_(reconciliation_ids) & notices.c.salt.is_not(None)
    if address is not None:
        where &= _of_person(link_ids, address)
    emptied = dict.fromkeys(PERSONAL, "") | {"salt": None}
    written = await tx.execute(update(notices).where(where).values(emptied))
    return written.rowcount * len(PERSONAL)


def _of_person(link_ids: Collection[str], address: str) -> ColumnElement[bool]:
    return or_(notices.c.link_id.in_(link_ids), func.lower(notices.c.forward_address) == address.lower())


async def of_company(reading: Reading, company_id: UUID) -> AsyncIterator[Notice]:
    """Every notice of a company, those of one reconciliation together and in their order."""
    query = select(notices).where(notices.c.company_id == company_id)
    async for row in reading.stream(query.order_by(notices.c.reconciliation_id, notices.c.number)):
        yield _notice(row)
