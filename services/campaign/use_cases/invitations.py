"""Invitations: to work for a company, or to open one of one's own. The token is good for seven days and for one acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.company_card import checked_address, checked_name
from services.campaign.domain.credentials import INVITATION_LIFETIME, sha256_hex
from services.campaign.domain.people import Invitation, NewLink
from services.campaign.domain.progress import MailResult
from services.campaign.domain.roles import Role
from services.campaign.repository import companies, invitations, people
from services.campaign.use_cases.audit_log import note
from shared.contracts.campaign import ColleagueInvited
from shared.database import Reading, Transaction
from shared.errors import Conflict, NotFound
from shared.text import fold


@dataclass(frozen=True, slots=True)
class Invite:
    """Ask somebody in. `founds`: to open a company of their own instead of joining this one. `mailed`: in this language."""

    actor: Actor
    email: str
    role: Role
    link: NewLink
    founds: bool = False
    mailed: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """Its link is shown or mailed once; only the token's hash is stored."""

    invitation_id: UUID
    email: str
    role: Role
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AcceptAsNew:
    """Somebody without an account: their name and password make one."""

    token: str
    name: str
    password_hash: str
    language: str = "tr"


@dataclass(frozen=True, slots=True)
class AcceptAsKnown:
    """Somebody whose password or session has just shown that the account is theirs."""

    token: str
    user_id: UUID
    email: str
    name: str


async def invite(tx: Transaction, command: Invite) -> Invited:
    """An earlier invitation of the same address ends. Errors: `address_invalid`, `works_here_already`."""
    email, actor, now = checked_address(command.email), command.actor, tx.clock.now()
    account = await people.find_account(tx, email)
    if account is not None and not command.founds:
        found = await people.find_user(tx, actor.company_id, account.user_id)
        if found is not None:
            raise Conflict(
                "This person is among the company's people already. Change their role, or switch them on again.",
                code="works_here_already",
            )
    await invitations.revoke_earlier(tx, actor.company_id, email, command.founds, now)
    invitation_id, expires_at = uuid4(), now + INVITATION_LIFETIME
    await invitations.insert_invitation(
        tx,
        {
            "invitation_id": invitation_id,
            "company_id": actor.company_id,
            "founds": command.founds,
            "token_sha256": sha256_hex(command.link.token),
            "email": email,
            "role": command.role.value,
            "invited_at": now,
            "invited_by": actor.name,
            "expires_at": expires_at,
            "mail_state": MailResult.QUEUED.value if command.mailed else "",
        },
    )
    if command.mailed:
        company = await companies.get_company(tx, actor.company_id)
        tx.emit(
            ColleagueInvited(
                invitation_id=invitation_id,
                token_id=command.link.token_id,
                page=command.link.page,
                address=email,
                language=command.mailed,
                company=company.title,
                invited_by=actor.name,
                role=command.role.value,
                founds=command.founds,
                expires_at=expires_at,
            ),
            tenant=actor.company_id,
            subject=invitation_id,
        )
    await note(tx, actor, Deed.USER_INVITED, email, role=command.role.value, founds=command.founds)
    return Invited(invitation_id, email, command.role, expires_at)


async def revoke(tx: Transaction, actor: Actor, invitation_id: UUID) -> None:
    """Take it back. Errors: `invitation_not_found`."""
    address = await invitations.revoke_invitation(tx, actor.company_id, invitation_id, tx.clock.now())
    if address is None:
        raise gone()
    await note(tx, actor, Deed.INVITATION_REVOKED, address)


async def invitation_of(reading: Reading, token: str) -> Invitation:
    """What somebody was asked. Errors: `invitation_not_found`."""
    found = await invitations.find_invitation(reading, sha256_hex(token), reading.clock.now())
    if found is None:
        raise gone()
    return found


async def accept_as_new(tx: Transaction, command: AcceptAsNew) -> UUID:
    """Make the account and join. Errors: `invitation_not_found`, `address_taken`, `name_missing`."""
    invitation, now = await _taken(tx, command.token), tx.clock.now()
    user_id, name = uuid4(), checked_name(command.name)
    made = await people.insert_user(
        tx,
        {
            "user_id": user_id,
            "email": invitation.email,
            "name": name,
            "language": command.language,
            "password_hash": command.password_hash,
            "created_at": now,
        },
    )
    if not made:
        raise Conflict(
            "There is an account with this address by now. Open the invitation again and accept it with that account.",
            code="address_taken",
        )
    await _join(tx, invitation, user_id, name, now)
    return user_id


async def accept_as_known(tx: Transaction, command: AcceptAsKnown) -> UUID:
    """Add the company to the account that was invited; the company's id. Errors: `invitation_not_found`."""
    invitation = await _taken(tx, command.token)
    if fold(invitation.email) != fold(command.email):
        # Whoever got hold of somebody else's token learns nothing from trying it.
        raise gone()
    await _join(tx, invitation, command.user_id, command.name, tx.clock.now())
    return invitation.company_id


async def _taken(tx: Transaction, token: str) -> Invitation:
    invitation = await invitation_of(tx, token)
    if invitation.founds or not await invitations.take_invitation(tx, invitation.invitation_id, tx.clock.now()):
        raise gone()
    return invitation


async def _join(tx: Transaction, invitation: Invitation, user_id: UUID, name: str, now: datetime) -> None:
    await people.join(tx, user_id, invitation.company_id, invitation.role, now, invitation.invited_by)
    actor = Actor(invitation.company_id, user_id, name)
    await note(tx, actor, Deed.INVITATION_ACCEPTED, invitation.email, role=invitation.role.value)


def gone() -> NotFound:
    """The same for a token that never was, was used, taken back or ran out."""
    return NotFound(
        "This invitation is not good any more: it was used, taken back, or is older than seven days. Ask for a new one.",
        code="invitation_not_found",
    )
