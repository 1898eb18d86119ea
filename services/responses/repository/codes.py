"""The code that was mailed last for a link. Its six digits are in no column: only what they are derived from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from services.responses.models import link_codes
from shared.database import Transaction, insert_statement


async def put(tx: Transaction, link_id: str, nonce: str, *, sent_at: datetime, expires_at: datetime) -> None:
    """From now on this one counts, and none that was mailed before."""
    values = {"nonce": nonce, "sent_at": sent_at, "expires_at": expires_at, "tries": 0, "used_at": None}
    insertion = insert_statement(tx.dialect, link_codes).values(link_id=link_id, **values)
    await tx.execute(insertion.on_conflict_do_update(index_elements=[link_codes.c.link_id], set_=values))


async def take_try(tx: Transaction, link_id: str, now: datetime, *, most: int) -> str | None:
    """The nonce to compare with, for one more try; None when there is no code to be tried. Held until the commit."""
    columns = link_codes.c
    nonce: str | None = await tx.scalar(
        update(link_codes)
        .where(columns.link_id == link_id, columns.used_at.is_(None), columns.tries < most, columns.expires_at > now)
        .values(tries=columns.tries + 1)
        .returning(columns.nonce)
    )
    return nonce


async def use(tx: Transaction, link_id: str, now: datetime) -> None:
    """It has opened the page; it does so once."""
    await tx.execute(update(link_codes).where(link_codes.c.link_id == link_id).values(used_at=now))
