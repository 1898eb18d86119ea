"""Messages and their attempts. No answer ever carries a link, or the address of one."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from services.mailer.domain.states import Outcome, Phase, State
from shared.contracts.values import Purpose


class MessageView(BaseModel):
    """One message to one recipient."""

    id: UUID
    campaign_id: UUID
    reconciliation_id: UUID
    reference: str
    send_number: int
    purpose: Purpose
    address: str
    recipient_name: str
    language: str
    subject: str
    state: State
    state_text: str
    reason: str = Field(description="Stable code of why it is in this state; empty when there is nothing to explain.")
    reason_text: str
    reply: str = Field(description="The server's last words about it.")
    needs_decision: bool = Field(description="It may have been sent; a person has to decide with `retry` or `settle`.")
    due_at: datetime | None = Field(description="When it is tried next.")
    attempts: int
    sent_at: datetime | None
    created_at: datetime
    updated_at: datetime


class MessageCounts(BaseModel):
    """How many messages a filter finds, per state. States without messages are 0."""

    total: int
    counts: dict[str, int]
    words: dict[str, str] = Field(description="Each state in words.")
    needs_decision: int


class AttemptView(BaseModel):
    """One attempt: how far it came and what the server said."""

    number: int
    server: str
    sender: str
    started_at: datetime
    duration_ms: int
    phase: Phase
    outcome: Outcome
    reason: str
    reason_text: str
    code: int
    enhanced_code: str
    reply: str
    queue_id: str
    tls: str


class CampaignAttempt(AttemptView):
    """An attempt, and which message it was about."""

    message_id: UUID
    reconciliation_id: UUID
    reference: str
    send_number: int
    purpose: Purpose
    address: str


class MessageDetail(MessageView):
    attempt_log: list[AttemptView]
