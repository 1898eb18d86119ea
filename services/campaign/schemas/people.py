"""Signing in, and the people of a company."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field, SecretStr

from services.campaign.domain.roles import Role
from services.campaign.schemas.base import Input, Language, Output, Text


class Credentials(Input):
    """What a person signs in with."""

    email: Text
    password: SecretStr = Field(max_length=1000)


class Token(Output):
    """Send it as `Authorization: Bearer …` to any of the services."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105  # a kind of token, not one
    expires_at: datetime


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
