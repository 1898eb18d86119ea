"""Rows of accounts and of what they are in their companies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select, update

from services.campaign.domain.people import Membership, User
from services.campaign.domain.roles import Role
from services.campaign.models import companies, memberships, users
from shared.database import Reading, Transaction, insert_statement
from shared.text import fold

USER_COLUMNS: tuple[ColumnElement[Any], ...] = (
    users.c.user_id,
    memberships.c.company_id,
    users.c.email,
    users.c.name,
    memberships.c.role,
    users.c.language,
    memberships.c.active,
    memberships.c.created_at,
    users.c.signed_in_at,
)


def user_of(row: Row[Any]) -> User:
    """The person in the company of a row with `USER_COLUMNS`."""
    return User(
        user_id=row.user_id,
        company_id=row.company_id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        language=row.language,
        active=row.active,
        created_at=row.created_at,
        signed_in_at=row.signed_in_at,
    )


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and what their password is checked against."""

    user: User
    password_hash: str


def _credentials() -> Select[Any]:
    return select(*USER_COLUMNS, users.c.password_hash).join(memberships, memberships.c.user_id == users.c.user_id)


async def find_credentials(reading: Reading, email: str) -> Credentials | None:
    """By address, whatever its case, in the company that was chosen last; None when no company lets them work any more."""
    row = await reading.first(
        _credentials()
        .where(users.c.email_folded == fold(email), memberships.c.active)
        .order_by(memberships.c.chosen_at.desc().nulls_last(), memberships.c.created_at)
        .limit(1)
    )
    return None if row is None else Credentials(user_of(row), row.password_hash)


async def find_user(reading: Reading, company_id: UUID, user_id: UUID) -> Credentials | None:
    row = await reading.first(
        _credentials().where(memberships.c.company_id == company_id, memberships.c.user_id == user_id)
    )
    return None if row is None else Credentials(user_of(row), row.password_hash)


@dataclass(frozen=True, slots=True)
class Account:
    """Who has an address, whatever companies they work for."""

    user_id: UUID
    email: str
    name: str
    password_hash: str


async def find_account(reading: Reading, email: str) -> Account | None:
    row = await reading.first(
        select(users.c.user_id, users.c.email, users.c.name, users.c.password_hash).where(
            users.c.email_folded == fold(email)
        )
    )
    return None if row is None else Account(**row._asdict())


async def list_users(reading: Reading, company_id: UUID) -> list[User]:
    rows = await reading.all(
        select(*USER_COLUMNS)
        .join(memberships, memberships.c.user_id == users.c.user_id)
        .where(memberships.c.company_id == company_id)
        .order_by(users.c.email_folded)
    )
    return [user_of(row) for row in rows]


async def companies_of(reading: Reading, user_id: UUID) -> list[Membership]:
    """The companies that somebody may work for now, by title."""
    rows = await reading.all(
        select(memberships.c.company_id, companies.c.title, memberships.c.role)
        .join(companies, companies.c.company_id == memberships.c.company_id)
        .where(memberships.c.user_id == user_id, memberships.c.active)
    )
    found = [Membership(row.company_id, row.title, Role(row.role)) for row in rows]
    return sorted(found, key=lambda one: (fold(one.title), str(one.company_id)))


async def insert_user(tx: Transaction, values: dict[str, Any]) -> bool:
    """False when the address is taken."""
    insertion = insert_statement(tx.dialect, users).values(email_folded=fold(values["email"]), **values)
    taken = insertion.on_conflict_do_nothing(index_elements=[users.c.email_folded]).returning(users.c.user_id)
    return await tx.scalar(taken) is not None


async def update_user(tx: Transaction, user_id: UUID, **values: Any) -> None:
    await tx.execute(update(users).where(users.c.user_id == user_id).values(**values))


async def insert_membership(tx: Transaction, values: dict[str, Any]) -> bool:
    """False when the account is known to the company already."""
    insertion = insert_statement(tx.dialect, memberships).values(**values)
    return (await tx.scalar(insertion.on_conflict_do_nothing().returning(memberships.c.user_id))) is not None


async def update_membership(tx: Transaction, company_id: UUID, user_id: UUID, **values: Any) -> None:
    await tx.execute(
        update(memberships)
        .where(memberships.c.company_id == company_id, memberships.c.user_id == user_id)
        .values(**values)
    )


async def join(tx: Transaction, user: UUID, company_id: UUID, role: Role, now: datetime, by: str) -> bool:
    """Make an account one of the company's people."""
    return await insert_membership(
        tx,
        {
            "company_id": company_id,
            "user_id": user,
            "role": role.value,
            "active": True,
            "created_at": now,
            "changed_at": now,
            "changed_by": by,
        },
    )


async def count_administrators(tx: Transaction, company_id: UUID) -> int:
    count: int = await tx.scalar(
        select(func.count())
        .select_from(memberships)
        .where(
            memberships.c.company_id == company_id,
            memberships.c.active,
            memberships.c.role == Role.ADMINISTRATOR.value,
        )
    )
    return count
