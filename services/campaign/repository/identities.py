"""Rows of accounts at the identity provider."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from services.campaign.models import identities, users
from shared.database import Reading, Transaction, insert_statement


async def address_of(reading: Reading, issuer: str, subject: str) -> str | None:
    """The address here of the account that this identity was linked to."""
    address: str | None = await reading.scalar(
        select(users.c.email)
        .join(identities, identities.c.user_id == users.c.user_id)
        .where(identities.c.issuer == issuer, identities.c.subject == subject)
    )
    return address


async def link(tx: Transaction, issuer: str, subject: str, user_id: UUID, now: datetime) -> bool:
    """False when the account is linked to another identity of this provider already."""
    insertion = insert_statement(tx.dialect, identities).values(
        issuer=issuer, subject=subject, user_id=user_id, linked_at=now
    )
    return await tx.scalar(insertion.on_conflict_do_nothing().returning(identities.c.user_id)) is not None


async def unlink(tx: Transaction, user_id: UUID) -> None:
    await tx.execute(delete(identities).where(identities.c.user_id == user_id))
