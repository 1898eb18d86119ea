"""What people do about their own account: choose a company, change the password, end sessions."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.credentials import SESSION_IDLE, new_session_id, sha256_hex
from services.campaign.domain.people import OpenSession, User
from services.campaign.repository import companies, people, sessions
from services.campaign.use_cases.audit_log import note
from shared.database import Reading, Transaction
from shared.errors import NotFound, Unauthenticated


@dataclass(frozen=True, slots=True)
class ChooseCompany:
    """Go on working in another of one's companies."""

    session_id: str
    user_id: UUID
    company_id: UUID


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """A new password for this account; `keep_session_sha256` is the session that stays signed in."""

    company_id: UUID
    user_id: UUID
    password_hash: str
    keep_session_sha256: str | None = None


async def choose_company(tx: Transaction, command: ChooseCompany) -> str:
    """The session's new id: what was opened in the company before cannot be posted in this one.

    Errors: `company_not_found` for companies one does not work for, `unauthenticated` when the session has ended meanwhile.
    """
    found = await people.find_user(tx, command.company_id, command.user_id)
    if found is None or not found.user.active:
        raise NotFound("There is no such company here.", code="company_not_found")
    session_id = new_session_id()
    moved = await sessions.move_session(tx, sha256_hex(command.session_id), sha256_hex(session_id), command.company_id)
    if not moved:
        raise Unauthenticated("Your session has ended. Sign in again.")
    await people.update_membership(tx, command.company_id, command.user_id, chosen_at=tx.clock.now())
    company = await companies.get_company(tx, command.company_id)
    await note(tx, Actor.of(found.user.principal), Deed.COMPANY_CHOSEN, company.title)
    return session_id


async def change_password(tx: Transaction, command: ChangePassword) -> None:
    """Every other session of the account ends with the old password."""
    user = await _member(tx, command.company_id, command.user_id)
    await people.update_user(tx, command.user_id, password_hash=command.password_hash)
    await sessions.delete_sessions_of(tx, command.user_id, but=command.keep_session_sha256)
    await note(tx, Actor.of(user.principal), Deed.PASSWORD_CHANGED)


async def open_sessions(reading: Reading, user_id: UUID) -> list[OpenSession]:
    """Where one is signed in, the one used last first."""
    now = reading.clock.now()
    return await sessions.sessions_of(reading, user_id, now, now - SESSION_IDLE)


async def end_session(tx: Transaction, company_id: UUID, user_id: UUID, public_id: UUID) -> None:
    """Sign out there. Errors: `session_not_found`."""
    user = await _member(tx, company_id, user_id)
    if not await sessions.delete_own_session(tx, user_id, public_id):
        raise NotFound("There is no such session any more.", code="session_not_found")
    await note(tx, Actor.of(user.principal), Deed.SESSION_ENDED)


async def end_other_sessions(tx: Transaction, company_id: UUID, user_id: UUID, keep_sha256: str | None) -> None:
    user = await _member(tx, company_id, user_id)
    await sessions.delete_sessions_of(tx, user_id, but=keep_sha256)
    await note(tx, Actor.of(user.principal), Deed.SESSION_ENDED, others=True)


async def _member(tx: Transaction, company_id: UUID, user_id: UUID) -> User:
    found = await people.find_user(tx, company_id, user_id)
    if found is None:
        raise NotFound("There is no such user.", code="user_not_found")
    return found.user
