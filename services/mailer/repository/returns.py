"""Incoming mails and the messages they are about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from services.mailer.domain.returned import BOUNCEABLE
from services.mailer.domain.servers import PLATFORM
from services.mailer.domain.states import State
from services.mailer.models import attempts, messages, returned_mails
from shared.database import Reading, Transaction, insert_statement


async def known_kind(reading: Reading, fingerprint: str) -> str | None:
    """What this mail was taken for before, if it was."""
    kind: str | None = await reading.scalar(
        select(returned_mails.c.kind).where(returned_mails.c.fingerprint == fingerprint)
    )
    return kind


async def keep(tx: Transaction, row: Mapping[str, Any]) -> bool:
    """False when another process has kept the same mail meanwhile."""
    insert = insert_statement(tx.dialect, returned_mails).on_conflict_do_nothing().returning(returned_mails.c.id)
    return await tx.first(insert, dict(row)) is not None


async def messages_by_id(reading: Reading, ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    rows = await reading.all(select(messages).where(messages.c.id.in_(ids))) if ids else ()
    return {row.id: row for row in rows}


async def messages_by_queue_id(reading: Reading, queue_ids: Collection[str]) -> Sequence[Row[Any]]:
    """Messages that the platform's server called so when it took them."""
    if not queue_ids:
        return ()
    return await reading.all(
        select(messages)
        .join(attempts, attempts.c.message_id == messages.c.id)
        .where(attempts.c.queue_id.in_(queue_ids), attempts.c.queue_id != "", attempts.c.lane_id == PLATFORM)
        .limit(20)
    )


async def left_by_platform(reading: Reading, message_id: UUID) -> bool:
    """Whether the message was ever in the platform server's hands: only then can it come back to the platform's mailbox."""
    found = await reading.first(
        select(attempts.c.id).where(attempts.c.message_id == message_id, attempts.c.lane_id == PLATFORM).limit(1)
    )
    return found is not None


async def mark_bounced(tx: Transaction, message_id: UUID, *, reason: str, detail: str, now: datetime) -> bool:
    """True when it was sent, or perhaps sent, until now."""
    result = await tx.execute(
        update(messages)
        .where(messages.c.id == message_id, messages.c.state.in_(BOUNCEABLE))
        .values(
            state=State.BOUNCED,
            reason=reason,
            detail=detail,
            due_at=None,
            lease_token=None,
            lease_until=None,
            updated_at=now,
        )
    )
    return result.rowcount == 1


async def mark_arrived(tx: Transaction, message_id: UUID, *, detail: str, sent_at: datetime, now: datetime) -> bool:
    """True when it was uncertain until now: a report says that the server has it."""
    result = await tx.execute(
        update(messages)
        .where(messages.c.id == message_id, messages.c.state == State.UNCERTAIN)
        .values(
            state=State.SENT,
            reason="reported",
            detail=detail,
            sent_at=sent_at,
            due_at=None,
            lease_token=None,
            lease_until=None,
            updated_at=now,
        )
    )
    return result.rowcount == 1


async def of_message(reading: Reading, company_id: UUID, message_id: UUID) -> Sequence[Row[Any]]:
    """What came back about a message, oldest first."""
    columns = returned_mails.c
    return await reading.all(
        select(returned_mails)
        .where(columns.company_id == company_id, columns.message_id == message_id)
        .order_by(columns.received_at, columns.id)
        .limit(200)
    )
