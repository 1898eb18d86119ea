"""The company and the people who work for it, as the other rooms see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.campaign.domain.roles import Role
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
    """A person who signs in; the password's hash never leaves the repository with it."""

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
class Session:
    """A console session: whose it is and until when it lasts at the longest."""

    user: User
    created_at: datetime
    ends_at: datetime
