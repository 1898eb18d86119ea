"""Signing in, and the people of a company."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Discriminator, Field, SecretStr, Tag

from services.campaign.domain.roles import Role
from services.campaign.schemas.base import Input, Language, Output, Text
from shared.http.values import Truth


class Credentials(Input):
    """What a person signs in with."""

    email: Text
    password: SecretStr = Field(max_length=1000)
    code: Text = Field(
        default="", description="Of the second factor, where the account has one: six digits, or a recovery code."
    )
    company: UUID | None = Field(
        default=None, description="For which company the token is; needed only by who works for several."
    )


class ClientCredentials(Input):
    """What a program gets a token with, as OAuth 2 has it: its API key is the secret."""

    grant_type: Literal["client_credentials"]
    client_id: Text = Field(default="", description="The key's `id`; may be left out, the key says it.")
    client_secret: SecretStr = Field(max_length=1000, description="The API key, `mbk_…`.")
    scope: Text = Field(default="", description="Not looked at: the token has the key's rights.")


def _kind(body: Any) -> str:
    fields = body if isinstance(body, dict) else {}
    return "program" if "grant_type" in fields or isinstance(body, ClientCredentials) else "person"


TokenRequest = Annotated[
    Annotated[Credentials, Tag("person")] | Annotated[ClientCredentials, Tag("program")], Discriminator(_kind)
]
"""A person's sign-in, or a program's key."""


class Token(Output):
    """Send it as `Authorization: Bearer …` to any of the services."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105  # a kind of token, not one
    expires_at: datetime
    expires_in: int = Field(description="The same, in seconds from now.")


class UserInput(Input):
    email: Text
    name: Text
    role: Role
    password: SecretStr = Field(max_length=1000, description="At least 12 characters.")
    language: Language = "tr"


class UserChange(Input):
    """What is left out stays."""

    role: Role | None = None
    active: Truth | None = None


class User(Output):
    id: UUID = Field(validation_alias="user_id")
    email: str
    name: str
    role: Role
    language: str
    active: bool
    created_at: datetime
    signed_in_at: datetime | None


class UserList(Output):
    items: list[User]


class InvitationInput(Input):
    email: Text
    role: Role = Field(default=Role.VIEWER, description="What they will be in this company.")
    founds: Truth = Field(default=False, description="To open a company of their own instead of joining this one.")
    mail: Truth = Field(
        default=True, description="Mail the link; where no mail server is set up, the mail waits for one."
    )
    language: Language = Field(default="tr", description="Of the mail.")


class Invitation(Output):
    id: UUID = Field(validation_alias="invitation_id")
    email: str
    role: Role
    founds: bool
    invited_at: datetime
    invited_by: str
    expires_at: datetime
    mail_state: str = Field(
        default="", description="`queued`, `sent`, `failed`, `uncertain`, `bounced`; empty: it was not mailed."
    )


class InvitationList(Output):
    items: list[Invitation]


class NewInvitation(Output):
    """`link` is shown this once, to be passed on; whoever opens it accepts."""

    id: UUID
    email: str
    role: Role
    expires_at: datetime
    link: str


class Acceptance(Input):
    """With a name the account is made; without one the invited address has one, and this is its password."""

    token: Text
    name: Text = ""
    password: SecretStr = Field(max_length=1000)
    language: Language = "tr"


class Accepted(Output):
    company_id: UUID


class PasswordChange(Input):
    old_password: SecretStr = Field(max_length=1000)
    new_password: SecretStr = Field(max_length=1000, description="At least 12 characters.")


class OpenSession(Output):
    id: UUID = Field(validation_alias="public_id")
    company: str = Field(validation_alias="company_title")
    agent: str = Field(description="What the browser calls itself.")
    created_at: datetime
    seen_at: datetime
    ends_at: datetime


class OpenSessionList(Output):
    items: list[OpenSession]
