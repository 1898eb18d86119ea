"""API keys as administrators see them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from services.campaign.schemas.base import Input, Output, Text

Scope = Literal["read", "write", "approve", "audit", "admin"]


class ApiKeyInput(Input):
    name: Text = Field(description="Stands in the histories where a person's name would.", examples=["ERP"])
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=5)]
    expires_at: AwareDatetime | None = Field(default=None, description="Empty: until it is revoked.")


class ApiKey(Output):
    id: UUID = Field(validation_alias="key_id", description="Also the `client_id` for clients that want one.")
    name: str
    shown: str = Field(description="How the key begins.")
    scopes: list[str]
    state: Literal["active", "expired", "revoked"]
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    used_at: datetime | None = Field(description="To the minute.")
    revoked_at: datetime | None
    revoked_by: str | None


class NewApiKey(ApiKey):
    key: str = Field(description="Shown this once: only its SHA-256 is kept.")


class ApiKeyList(Output):
    items: list[ApiKey]
