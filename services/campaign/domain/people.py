"""The company and the people who work for it, as the other rooms see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.campaign.domain.roles import Role
from services.campaign.domain.second_factor import Proof
from shared.auth import Principal


@dataclass(frozen=True, slots=True)
class Company:
    """The company card; `revision` is 0 as registered and grows with each edit."""

    company_id: UUID
    title: str
    tax_number: str
    tax_office: str
    address: str
    phone: str
    email: str
    revision: int
    created_at: datetime
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class User:
    """A person in one of their companies: `role`, `active` and `created_at` are about the membership, the rest about the account.

    The password's hash never leaves the repository with it.
    """

    user_id: UUID
    company_id: UUID
    email: str
    name: str
    role: Role
    language: str
    active: bool
    created_at: datetime
    signed_in_at: datetime | None

    @property
    def principal(self) -> Principal:
        """The person as the services' internal APIs know them."""
        return Principal(self.user_id, self.company_id, self.name, self.role.scopes)


@dataclass(frozen=True, slots=True)
class Membership:
    """A company that somebody works for, and as what."""

    company_id: UUID
    title: str
    role: Role


@dataclass(frozen=True, slots=True)
class Session:
    """A console session: whose it is, in which company, and until when it lasts at the longest."""

    user: User
    created_at: datetime
    ends_at: datetime
    company_title: str = ""
    companies: int = 1
    """How many companies the person may choose from."""
    proof: Proof = Proof.NONE
    enrolled: bool = False
    """Has a second factor, whatever this session was opened with."""
    approvals: int = 0
    """How many campaigns wait for the person's approval, should they have the right to give it."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One of somebody's sessions, as they see it to end it."""

    public_id: UUID
    company_title: str
    agent: str
    created_at: datetime
    seen_at: datetime
    ends_at: datetime
    session_sha256: str


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that invites somebody. `token_id` may travel, `token` opens something: it stands in the link and nowhere else."""

    token_id: str
    token: str
    page: str
    """The console's address to which the token is appended."""

    @property
    def address(self) -> str:
        return f"{self.page}{self.token}"


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody was asked to join a company, or (`founds`) to open one of their own."""

    invitation_id: UUID
    company_id: UUID
    company_title: str
    founds: bool
    email: str
    role: Role
    invited_at: datetime
    invited_by: str
    expires_at: datetime
    mail_state: str = ""
    """What became of its e-mail (`MailResult`); empty: the link was passed on by hand."""
