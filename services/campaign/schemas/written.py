"""What a person writes to a counterparty."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from services.campaign.schemas.base import Input, Output


class WrittenMailInput(Input):
    subject: str = Field(description="At most 150 characters.")
    text: str = Field(description="Plain text, at most 4,000 characters; a blank line begins a paragraph.")
    addresses: list[str] = Field(
        max_length=20, description="Recipients of the request, or contacts of its account cards with a valid address."
    )


class WrittenMail(Output):
    id: UUID
    subject: str
    text: str
    addresses: list[str]
