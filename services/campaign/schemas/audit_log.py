"""The log of deeds."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.campaign.schemas.base import Output


class AuditEntry(Output):
    """Somebody did something."""

    id: int
    at: datetime
    user_id: UUID | None = Field(description="Of the person, or of the API key; may be empty.")
    who: str
    deed: str = Field(description="A stable code; new ones may be added.")
    subject: str = Field(description="What it was done to.")
    details: dict[str, Any]
