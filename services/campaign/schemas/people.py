"""Signing in, and the people of a company."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Discriminator, Field, SecretStr, Tag

from services.campaign.domain.roles import Role
from services.campaign.schemas.base import Input, Language, Output, Text


class Credentials(Input):
    """What a person signs in with."""

    email: Text
    password: SecretStr = Field(max_length=1000)


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
