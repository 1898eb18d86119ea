"""Opening a further company: who may, and what comes of it (S-01, S-03, S-05).

The first company of an installation needs the code of the first start (`companies.py`). Of further ones the installation decides:
closed, only by administrators of a company that is here; by invitation, also by whom such an administrator has asked; open, by
everybody who reaches the console.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from services.campaign.domain.company_card import CompanyCard, checked_address, checked_name
from services.campaign.domain.people import User
from services.campaign.domain.roles import Role
from services.campaign.domain.sign_up import SignUp
from services.campaign.repository import invitations, people
from services.campaign.use_cases.companies import Registered, open_company
from services.campaign.use_cases.invitations import gone, invitation_of
from shared.database import Transaction
from shared.errors import Conflict, Forbidden


@dataclass(frozen=True, slots=True)
class OpenCompany:
    """By somebody who is signed in."""

    user: User
    card: CompanyCard


@dataclass(frozen=True, slots=True)
class SignUpCompany:
    """By somebody without an account. `token` is that of an invitation, empty where sign-up is open."""

    token: str
    card: CompanyCard
    name: str
    email: str
    password_hash: str
    language: str = "tr"


async def open_further_company(tx: Transaction, policy: SignUp, command: OpenCompany) -> Registered:
    """Errors: `sign_up_closed`, and those of the card."""
    if command.user.role is not Role.ADMINISTRATOR and policy is not SignUp.OPEN:
        raise sign_up_closed()
    return await open_company(tx, uuid4(), command.card, command.user.user_id, command.user.name)


async def sign_up(tx: Transaction, policy: SignUp, command: SignUpCompany) -> Registered:
    """A new account with its own company. Errors: `sign_up_closed`, `invitation_not_found`, `account_exists`, the card's."""
    email, name, now = checked_address(command.email), checked_name(command.name), tx.clock.now()
    if policy is SignUp.CLOSED or (policy is SignUp.BY_INVITATION and not command.token):
        raise sign_up_closed()
    if command.token:
        invitation = await invitation_of(tx, command.token)
        if not invitation.founds or not await invitations.take_invitation(tx, invitation.invitation_id, now):
            raise gone()
        email = invitation.email
    user_id: UUID = uuid4()
    made = await people.insert_user(
        tx,
        {
            "user_id": user_id,
            "email": email,
            "name": name,
            "language": command.language,
            "password_hash": command.password_hash,
            "created_at": now,
        },
    )
    if not made:
        raise Conflict(
            "There is an account with this e-mail address already. Sign in with it and open the company there.",
            code="account_exists",
        )
    return await open_company(tx, uuid4(), command.card, user_id, name)


def sign_up_closed() -> Forbidden:
    return Forbidden(
        "New companies are opened by an administrator of this installation. Ask one to open yours or to invite you.",
        code="sign_up_closed",
    )
