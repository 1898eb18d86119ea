"""The people of a company: who works here, as what, and who no longer does."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.company_card import checked_address, checked_name
from services.campaign.domain.people import User
from services.campaign.domain.roles import Role
from services.campaign.repository import companies, people, sessions
from services.campaign.use_cases.audit_log import note
from services.campaign.use_cases.own_account import ChangePassword, change_password
from shared.database import Transaction
from shared.errors import Conflict, NotFound

__all__ = [
    "ChangePassword",
    "ChangeRole",
    "CreateUser",
    "Switch",
    "change_password",
    "change_role",
    "create_user",
    "sign_out_user",
    "switch_user",
]


@dataclass(frozen=True, slots=True)
class CreateUser:
    """A new account with its first password; `password_hash` comes from `Passwords.new_hash`, which also checks it."""

    company_id: UUID
    email: str
    name: str
    role: Role
    password_hash: str
    language: str = "tr"
    by: Actor | None = None


@dataclass(frozen=True, slots=True)
class ChangeRole:
    actor: Actor
    user_id: UUID
    role: Role


@dataclass(frozen=True, slots=True)
class Switch:
    """Whether this person may work for the company from now on."""

    actor: Actor
    user_id: UUID
    active: bool


async def create_user(tx: Transaction, command: CreateUser) -> User:
    """Errors: `address_taken`, `address_invalid`, `name_missing`."""
    user_id, now = uuid4(), tx.clock.now()
    email = checked_address(command.email)
    made = await people.insert_user(
        tx,
        {
            "user_id": user_id,
            "email": email,
            "name": checked_name(command.name),
            "language": command.language,
            "password_hash": command.password_hash,
            "created_at": now,
        },
    )
    if not made:
        raise Conflict(
            "There is an account with this e-mail address already. Invite it to this company, or use another address.",
            code="address_taken",
        )
    actor = command.by or Actor(command.company_id, user_id, command.name)
    await people.join(tx, user_id, command.company_id, command.role, now, actor.name)
    await note(tx, actor, Deed.USER_ADDED, email, role=command.role.value)
    return await _user(tx, command.company_id, user_id)


async def change_role(tx: Transaction, command: ChangeRole) -> User:
    """The person's sessions in this company end: none goes on with rights that it began with.

    Errors: `user_not_found`, `last_administrator`.
    """
    user = await _locked(tx, command.actor, command.user_id)
    if user.role is command.role:
        return user
    await _change(tx, command.actor, user, role=command.role.value)
    await note(tx, command.actor, Deed.ROLE_CHANGED, user.email, before=user.role.value, after=command.role.value)
    return await _user(tx, user.company_id, user.user_id)


async def switch_user(tx: Transaction, command: Switch) -> User:
    """Switch off: they are signed out and cannot come back into this company. Errors as `change_role`."""
    user = await _locked(tx, command.actor, command.user_id)
    if user.active is command.active:
        return user
    await _change(tx, command.actor, user, active=command.active)
    deed = Deed.USER_SWITCHED_ON if command.active else Deed.USER_SWITCHED_OFF
    await note(tx, command.actor, deed, user.email)
    return await _user(tx, user.company_id, user.user_id)


async def sign_out_user(tx: Transaction, actor: Actor, user_id: UUID) -> User:
    """End the person's sessions in this company. Errors: `user_not_found`."""
    user = await _user(tx, actor.company_id, user_id)
    await sessions.delete_sessions_of(tx, user_id, in_company=actor.company_id)
    await note(tx, actor, Deed.USER_SIGNED_OUT, user.email)
    return user


async def _locked(tx: Transaction, actor: Actor, user_id: UUID) -> User:
    await companies.hold(tx, actor.company_id)
    return await _user(tx, actor.company_id, user_id)


async def _change(tx: Transaction, actor: Actor, user: User, **values: object) -> None:
    await people.update_membership(
        tx, user.company_id, user.user_id, **values, changed_at=tx.clock.now(), changed_by=actor.name
    )
    if not await people.count_administrators(tx, user.company_id):
        raise Conflict(
            "This is the company's last administrator; without one nobody could manage it any more. Make somebody else "
            "administrator first.",
            code="last_administrator",
        )
    await sessions.delete_sessions_of(tx, user.user_id, in_company=user.company_id)


async def _user(tx: Transaction, company_id: UUID, user_id: UUID) -> User:
    found = await people.find_user(tx, company_id, user_id)
    if found is None:
        raise NotFound("There is no such user.", code="user_not_found")
    return found.user
