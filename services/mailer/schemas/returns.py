"""Bodies about what came back: reports, suppressed addresses, answers by ordinary mail."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.mailer.domain.returned import Kind
from services.mailer.schemas.base import Line


def _address(text: str) -> str:
    name, _, domain = text.rpartition("@")
    if not name or not domain or any(character.isspace() or character in "<>,;" for character in text):
        raise ValueError("an address such as muhasebe@example.com")
    return text


class ReportView(BaseModel):
    """One mail that came back about a message."""

    id: UUID
    kind: Kind = Field(description="`failed` for good, `delayed`, `delivered`, or an answer: `reply`, `auto_reply`.")
    kind_text: str
    matched_by: str = Field(description="The name in it that led to the message; `return_path` is signed.")
    status: str = Field(description="Enhanced status code, such as 5.1.1.")
    code: int = Field(description="SMTP code, 0 when it says none.")
    words: str = Field(description="The server's words.")
    sender: str
    subject: str
    received_at: datetime


class Reports(BaseModel):
    """Oldest first."""

    items: list[ReportView]


class SuppressionInput(BaseModel):
    model_config = ConfigDict(extra="forbid")

    address: Annotated[Line, AfterValidator(_address)] = Field(min_length=3, max_length=320)
    note: Line = Field(default="", max_length=500, description="Why, in your own words.")


class SuppressionView(BaseModel):
    """An address from which this company's mails are held back."""

    id: UUID
    address: str
    reason: str = Field(description="`bounced`, `refused` or `by_hand`.")
    reason_text: str
    code: int
    status: str
    words: str = Field(description="What the server said.")
    message_id: UUID | None = Field(description="The message it was said about.")
    note: str
    added_by: str = Field(description="Who put it there; empty when a server's word did.")
    added_at: datetime


class SuppressionLifted(BaseModel):
    released: int = Field(description="Mails that were held because of the address and leave now.")


class ReplyView(BaseModel):
    """An answer by ordinary mail. It is no answer to the reconciliation: a person has to read it."""

    id: UUID
    campaign_id: UUID
    reconciliation_id: UUID
    message_id: UUID
    sender: str
    sender_name: str
    from_recipient: bool = Field(description="Whether it came from the address that was written to.")
    subject: str
    text: str = Field(description="Plain text, at most 10,000 characters. Written by anybody: show it as text.")
    shortened: bool = Field(description="The mail says more; the whole is in the platform's mailbox.")
    attachments: list[str] = Field(description="Names of what was attached; the files stay in the mailbox.")
    received_at: datetime
    handled_by: str
    handled_at: datetime | None
