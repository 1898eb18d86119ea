"""Rows of second factors, recovery codes and of what an account's owner has to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, update

from services.campaign.domain.second_factor import FactorStatus, Proof
from services.campaign.models import account_notices, recovery_codes, second_factors, sessions
from shared.database import Reading, Transaction, insert_statement


@dataclass(frozen=True, slots=True)
class Kept:
    """The sealed secrets of an account."""

    secret: str | None
    pending: str | None
    last_step: int
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Notice:
    what: str
    by: str
    at: datetime


async def find(reading: Reading, user_id: UUID) -> Kept | None:
    row = await reading.first(
        select(
            second_factors.c.secret,
            second_factors.c.pending,
            second_factors.c.last_step,
            second_factors.c.confirmed_at,
        ).where(second_factors.c.user_id == user_id)
    )
    return None if row is None else Kept(**row._asdict())


async def is_enrolled(reading: Reading, user_id: UUID) -> bool:
    kept = await find(reading, user_id)
    return kept is not None and kept.secret is not None


async def status_of(reading: Reading, user_id: UUID) -> FactorStatus:
    kept = await find(reading, user_id)
    if kept is None:
        return FactorStatus(user_id)
    left = await reading.scalar(
        select(func.count())
        .select_from(recovery_codes)
        .where(recovery_codes.c.user_id == user_id, recovery_codes.c.used_at.is_(None))
    )
    return FactorStatus(user_id, kept.secret is not None, kept.pending is not None, kept.confirmed_at, int(left or 0))


async def keep_pending(tx: Transaction, user_id: UUID, sealed: str | None) -> None:
    insertion = insert_statement(tx.dialect, second_factors).values(user_id=user_id, pending=sealed)
    await tx.execute(
        insertion.on_conflict_do_update(index_elements=[second_factors.c.user_id], set_={"pending": sealed})
    )


async def confirm(tx: Transaction, user_id: UUID, sealed: str, step: int, now: datetime) -> bool:
    """The pending secret, if it is still this one, becomes the secret."""
    done = await tx.execute(
        update(second_factors)
        .where(second_factors.c.user_id == user_id, second_factors.c.pending == sealed)
        .values(secret=sealed, pending=None, last_step=step, confirmed_at=now)
    )
    return done.rowcount == 1


async def use_step(tx: Transaction, user_id: UUID, step: int) -> bool:
    """False when this step, or a later one, was used already: also by somebody at the same moment."""
    used = await tx.execute(
        update(second_factors)
        .where(second_factors.c.user_id == user_id, second_factors.c.last_step < step)
        .values(last_step=step)
    )
    return used.rowcount == 1


async def use_recovery_code(tx: Transaction, user_id: UUID, code_sha256: str, now: datetime) -> bool:
    used = await tx.execute(
        update(recovery_codes)
        .where(
            recovery_codes.c.user_id == user_id,
            recovery_codes.c.code_sha256 == code_sha256,
            recovery_codes.c.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return used.rowcount == 1


async def replace_recovery_codes(tx: Transaction, user_id: UUID, hashes: Sequence[str]) -> None:
    await tx.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
    if hashes:
        await tx.execute(insert(recovery_codes), [{"user_id": user_id, "code_sha256": one} for one in hashes])


async def remove(tx: Transaction, user_id: UUID) -> bool:
    """False when there was none."""
    await replace_recovery_codes(tx, user_id, ())
    gone = await tx.execute(delete(second_factors).where(second_factors.c.user_id == user_id))
    return gone.rowcount == 1


async def prove_session(tx: Transaction, session_sha256: str, proof: Proof) -> None:
    await tx.execute(
        update(sessions).where(sessions.c.session_sha256 == session_sha256).values(second_factor=proof.value)
    )


async def leave_notice(tx: Transaction, user_id: UUID, what: str, by: str, now: datetime) -> None:
    values = {"notice_id": uuid4(), "user_id": user_id, "what": what, "by": by, "at": now}
    await tx.execute(insert(account_notices).values(values))


async def notices_of(reading: Reading, user_id: UUID) -> list[Notice]:
    rows = await reading.all(
        select(account_notices.c.what, account_notices.c.by, account_notices.c.at)
        .where(account_notices.c.user_id == user_id)
        .order_by(account_notices.c.at)
    )
    return [Notice(**row._asdict()) for row in rows]


async def forget_notices(tx: Transaction, user_id: UUID) -> None:
    await tx.execute(delete(account_notices).where(account_notices.c.user_id == user_id))
