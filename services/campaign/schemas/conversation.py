"""The conversation about a reconciliation, and what a disagreement came down to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime, Field

from services.campaign.domain.resolutions import CODES
from services.campaign.schemas.base import Input, Output


class MessageInput(Input):
    text: str = Field(description="Plain text, at most 4,000 characters.")


class ReadInput(Input):
    until: AwareDatetime | None = Field(
        default=None, description="When the newest message was received that was seen; without it, all that have come."
    )


class MessageSent(Output):
    id: UUID = Field(validation_alias="message_id")
    text: str
    written_by: str
    written_at: datetime


class ResolutionInput(Input):
    code: str = Field(description=f"One of `{'`, `'.join(CODES)}`; empty: not settled (any more).")
    text: str = Field(
        default="", description="A word about it; at most 1,000 characters. The counterparty does not see it."
    )
