"""The people of a company: accounts, roles, passwords."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from services.campaign.domain.company_card import checked_address, checked_name
from services.campaign.domain.people import User
from services.campaign.domain.roles import Role
from services.campaign.repository import people
from shared.database import Transaction
from shared.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class CreateUser:
    """`password_hash` comes from `Passwords.new_hash`, which also checks the password."""

    company_id: UUID
    email: str
    name: str
    role: Role
    password_hash: str
    language: str = "tr"


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """A new password for this user; `keep_session_sha256` is the session that stays signed in."""

    company_id: UUID
    user_id: UUID
    password_hash: str
    keep_session_sha256: str | None = None


async def create_user(tx: Transaction, command: CreateUser) -> User:
    """Errors: `address_taken`, `address_invalid`, `name_missing`."""
    user_id = uuid4()
    made = await people.insert_user(
        tx,
        {
            "user_id": user_id,
            "company_id": command.company_id,
            "email": checked_address(command.email),
            "name": checked_name(command.name),
            "role": command.role.value,
            "language": command.language,
            "password_hash": command.password_hash,
            "active": True,
            "created_at": tx.clock.now(),
        },
    )
    if not made:
        raise Conflict(
            "There is an account with this e-mail address already. Use another address.", code="address_taken"
        )
    return await _user(tx, command.company_id, user_id)


async def change_password(tx: Transaction, command: ChangePassword) -> None:
    """Every other session of the user ends with the old password."""
    await _user(tx, command.company_id, command.user_id)
    await people.update_user(tx, command.company_id, command.user_id, password_hash=command.password_hash)
    await people.delete_sessions_of(tx, command.user_id, but=command.keep_session_sha256)


async def _user(tx: Transaction, company_id: UUID, user_id: UUID) -> User:
    found = await people.find_user(tx, company_id, user_id)
    if found is None:
        raise NotFound("There is no such user.", code="user_not_found")
    return found.user
