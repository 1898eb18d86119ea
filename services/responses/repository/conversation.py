"""Messages about requests, in the order in which they were written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from services.responses.domain.conversation import Message
from services.responses.domain.seals import ERASED
from services.responses.models import conversation, statements
from shared.database import Reading, Transaction

_OF = conversation.c


def _message(row: Any) -> Message:
    return Message(**row._mapping)  # noqa: SLF001  # SQLAlchemy's documented way to a row by name


async def of_reconciliation(reading: Reading, company_id: UUID, reconciliation_id: UUID) -> Sequence[Message]:
    query = select(conversation).where(_OF.reconciliation_id == reconciliation_id, _OF.company_id == company_id)
    return [_message(row) for row in await reading.all(query.order_by(_OF.written_at, _OF.message_id))]


async def known(reading: Reading, message_ids: Collection[UUID]) -> set[UUID]:
    return set(await reading.scalars(select(_OF.message_id).where(reading.among(_OF.message_id, message_ids))))


async def add(tx: Transaction, messages: Sequence[Message]) -> None:
    """One that is there already stays as it is."""
    await tx.insert_or_ignore(conversation, [asdict(one) for one in messages])


async def count_ours(tx: Transaction, reconciliation_ids: Collection[UUID]) -> None:
    """Bring the number that the page reads in line; the statements are locked by the caller."""
    many = (
        select(func.count())
        .where(_OF.reconciliation_id == statements.c.reconciliation_id, _OF.ours)
        .correlate(statements)
        .scalar_subquery()
    )
    mine = tx.among(statements.c.reconciliation_id, reconciliation_ids)
    await tx.execute(update(statements).where(mine).values(messages=many))


async def about(reading: Reading, link_ids: Collection[str]) -> Sequence[Message]:
    """What was written through these links."""
    query = select(conversation).where(_OF.link_id.in_(link_ids), _OF.link_id != "").order_by(_OF.written_at)
    return [_message(row) for row in await reading.all(query)]


async def forget(
    tx: Transaction, reconciliation_ids: Collection[UUID], link_ids: Collection[str], address: str | None
) -> int:
    """Empty what was written through these links (an address), or everything about these requests; when it was stays."""
    where = _OF.reconciliation_id.in_(reconciliation_ids) & (_OF.who != ERASED)
    if address is not None:
        where &= _OF.link_id.in_(link_ids)
    written = await tx.execute(update(conversation).where(where).values(who=ERASED, address="", text=ERASED))
    return written.rowcount * 2
