"""Rows of users and their sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update

from services.campaign.domain.people import Session, User
from services.campaign.domain.roles import Role
from services.campaign.models import sessions, sign_in_attempts, users
from shared import attempts
from shared.database import Reading, Transaction, insert_statement
from shared.text import fold

_USER = [column for column in users.c if column.name not in ("password_hash", "email_folded")]


def _user(row: Row[Any]) -> User:
    values = {column.name: getattr(row, column.name) for column in _USER}
    return User(**{**values, "role": Role(values["role"])})


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and what their password is checked against."""

    user: User
    password_hash: str


async def find_credentials(reading: Reading, email: str) -> Credentials | None:
    """By address, whatever its case; an address belongs to one user of the installation."""
    row = await reading.first(select(users).where(users.c.email_folded == fold(email)))
    return None if row is None else Credentials(_user(row), row.password_hash)


async def find_user(reading: Reading, company_id: UUID, user_id: UUID) -> Credentials | None:
    row = await reading.first(select(users).where(users.c.user_id == user_id, users.c.company_id == company_id))
    return None if row is None else Credentials(_user(row), row.password_hash)


async def list_users(reading: Reading, company_id: UUID) -> list[User]:
    rows = await reading.all(select(*_USER).where(users.c.company_id == company_id).order_by(users.c.email_folded))
    return [_user(row) for row in rows]


async def insert_user(tx: Transaction, values: dict[str, Any]) -> bool:
    """False when the address is taken."""
    insertion = insert_statement(tx.dialect, users).values(email_folded=fold(values["email"]), **values)
    taken = insertion.on_conflict_do_nothing(index_elements=[users.c.email_folded]).returning(users.c.user_id)
    return await tx.scalar(taken) is not None


async def update_user(tx: Transaction, company_id: UUID, user_id: UUID, **values: Any) -> None:
    await tx.execute(update(users).where(users.c.user_id == user_id, users.c.company_id == company_id).values(**values))


async def insert_session(tx: Transaction, values: dict[str, Any]) -> None:
    await tx.execute(insert(sessions).values(values))


async def find_session(reading: Reading, session_sha256: str) -> tuple[Session, datetime] | None:
    """The session with its active user, and when it was last used."""
    row = await reading.first(
        select(
            *_USER,
            sessions.c.created_at.label("session_created_at"),
            sessions.c.seen_at,
            sessions.c.ends_at,
        )
        .join(users, users.c.user_id == sessions.c.user_id)
        .where(sessions.c.session_sha256 == session_sha256, users.c.active)
    )
    return None if row is None else (Session(_user(row), row.session_created_at, row.ends_at), row.seen_at)


async def touch_session(tx: Transaction, session_sha256: str, now: datetime) -> None:
    await tx.execute(
        update(sessions)
        .where(sessions.c.session_sha256 == session_sha256, sessions.c.seen_at < now)
        .values(seen_at=now)
    )


async def delete_session(tx: Transaction, session_sha256: str) -> None:
    await tx.execute(delete(sessions).where(sessions.c.session_sha256 == session_sha256))


async def delete_sessions_of(tx: Transaction, user_id: UUID, *, but: str | None = None) -> None:
    condition = sessions.c.user_id == user_id
    if but is not None:
        condition &= sessions.c.session_sha256 != but
    await tx.execute(delete(sessions).where(condition))


async def forget_old(tx: Transaction, now: datetime, window_before: datetime) -> None:
    """Housekeeping: sessions that have ended and windows nobody counts in any more."""
    await tx.execute(delete(sessions).where(sessions.c.ends_at < now))
    await attempts.forget(tx, sign_in_attempts, window_before)
