"""Rows of console sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update

from services.campaign.domain.people import OpenSession, Session
from services.campaign.domain.second_factor import Proof
from services.campaign.models import companies, memberships, second_factors, sessions, sign_in_attempts, users
from services.campaign.repository.approvals import waiting_for
from services.campaign.repository.people import USER_COLUMNS, user_of
from shared import attempts
from shared.database import Reading, Transaction

_others = memberships.alias()
_FIND = (
    select(
        *USER_COLUMNS,
        companies.c.title.label("company_title"),
        select(func.count())
        .where(_others.c.user_id == sessions.c.user_id, _others.c.active)
        .scalar_subquery()
        .label("companies"),
        sessions.c.created_at.label("session_created_at"),
        sessions.c.second_factor,
        (second_factors.c.secret.is_not(None)).label("enrolled"),
        waiting_for(sessions.c.company_id, sessions.c.user_id).label("approvals"),
        sessions.c.seen_at,
        sessions.c.ends_at,
    )
    .select_from(sessions)
    .join(users, users.c.user_id == sessions.c.user_id)
    .join(
        memberships,
        (memberships.c.user_id == sessions.c.user_id) & (memberships.c.company_id == sessions.c.company_id),
    )
    .join(companies, companies.c.company_id == sessions.c.company_id)
    .outerjoin(second_factors, second_factors.c.user_id == sessions.c.user_id)
    .where(sessions.c.session_sha256 == bindparam("session_sha256"), memberships.c.active)
)


async def insert_session(tx: Transaction, values: dict[str, Any]) -> None:
    await tx.execute(insert(sessions).values(values))


async def find_session(reading: Reading, session_sha256: str) -> tuple[Session, datetime] | None:
    """The session with its person, who is active in the chosen company, and when it was last used."""
    row = await reading.first(_FIND, {"session_sha256": session_sha256})
    if row is None:
        return None
    session = Session(
        user_of(row),
        row.session_created_at,
        row.ends_at,
        row.company_title,
        row.companies,
        Proof(row.second_factor),
        bool(row.enrolled),
        row.approvals,
    )
    return session, row.seen_at


async def sessions_of(reading: Reading, user_id: UUID, now: datetime, used_since: datetime) -> list[OpenSession]:
    """Somebody's sessions that are still good, the newest first."""
    rows = await reading.all(
        select(
            sessions.c.public_id,
            companies.c.title.label("company_title"),
            sessions.c.agent,
            sessions.c.created_at,
            sessions.c.seen_at,
            sessions.c.ends_at,
            sessions.c.session_sha256,
        )
        .join(companies, companies.c.company_id == sessions.c.company_id)
        .where(sessions.c.user_id == user_id, sessions.c.ends_at > now, sessions.c.seen_at > used_since)
        .order_by(sessions.c.seen_at.desc(), sessions.c.public_id)
    )
    return [OpenSession(**row._asdict()) for row in rows]


async def touch_session(tx: Transaction, session_sha256: str, now: datetime) -> None:
    await tx.execute(
        update(sessions)
        .where(sessions.c.session_sha256 == session_sha256, sessions.c.seen_at < now)
        .values(seen_at=now)
    )


async def move_session(tx: Transaction, old_sha256: str, new_sha256: str, company_id: UUID) -> bool:
    """The session goes on under a new id in another company; False when it has ended meanwhile."""
    moved = await tx.execute(
        update(sessions)
        .where(sessions.c.session_sha256 == old_sha256)
        .values(session_sha256=new_sha256, company_id=company_id)
    )
    return moved.rowcount == 1


async def delete_session(tx: Transaction, session_sha256: str) -> None:
    await tx.execute(delete(sessions).where(sessions.c.session_sha256 == session_sha256))


async def delete_own_session(tx: Transaction, user_id: UUID, public_id: UUID) -> bool:
    gone = await tx.execute(delete(sessions).where(sessions.c.user_id == user_id, sessions.c.public_id == public_id))
    return gone.rowcount == 1


async def delete_sessions_of(
    tx: Transaction, user_id: UUID, *, in_company: UUID | None = None, but: str | None = None
) -> None:
    """End somebody's sessions: all, or those in which this company is chosen, or all but one."""
    condition = sessions.c.user_id == user_id
    if in_company is not None:
        condition &= sessions.c.company_id == in_company
    if but is not None:
        condition &= sessions.c.session_sha256 != but
    await tx.execute(delete(sessions).where(condition))


async def forget_old(tx: Transaction, now: datetime, window_before: datetime) -> None:
    """Housekeeping: sessions that have ended and windows nobody counts in any more."""
    await tx.execute(delete(sessions).where(sessions.c.ends_at < now))
    await attempts.forget(tx, sign_in_attempts, window_before)
