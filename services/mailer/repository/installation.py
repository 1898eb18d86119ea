"""Which installation this database is: a number of its own, so that a journal which lies in the wrong folder is recognised."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select

from services.mailer.models import installation
from shared.database import Transaction


async def identity(tx: Transaction) -> UUID:
    """The number; given at the first question, whoever asks."""
    await tx.insert_or_ignore(installation, [{"id": 1, "identity": uuid4()}])
    found: UUID = await tx.scalar(select(installation.c.identity))
    return found
