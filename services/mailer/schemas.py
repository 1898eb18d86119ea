"""Bodies of the mailer's HTTP API. No answer ever carries a password, a link, or the address of one."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from services.mailer.domain.findings import Finding, Stage
from services.mailer.domain.servers import Security
from services.mailer.domain.states import Outcome, Phase, State
from shared.contracts.values import Purpose
from shared.text import forbidden_character


def _harmless(text: str) -> str:
    wrong = forbidden_character(text)
    if wrong is not None:
        raise ValueError(f"the character {wrong} is not allowed here")
    return text.strip()


def _host(text: str) -> str:
    text = _harmless(text)
    if any(character.isspace() or character in "/@:[]" for character in text):
        raise ValueError("a server name without protocol, port or path, such as mail.example.com")
    return text


Line = Annotated[str, AfterValidator(_harmless)]


class SmtpSettingsInput(BaseModel):
    """Settings to keep for a test. Fields may be empty; incomplete settings are kept but not used."""

    model_config = ConfigDict(extra="forbid")

    host: Annotated[str, AfterValidator(_host)] = Field(default="", max_length=255, description="Name of the server.")
    port: int = Field(default=587, ge=0, le=65535)
    security: Security = Field(default=Security.STARTTLS, description="`tls` (port 465) or `starttls` (port 587).")
    username: Line = Field(default="", max_length=320, description="Empty: no login.")
    password: SecretStr | None = Field(
        default=None,
        max_length=1000,
        description="Absent: keep the one there is, as long as host, port, security and user stay the same.",
    )
    sender_address: Line = Field(default="", max_length=320, description="Sender of the mails.")
    sender_name: Line = Field(default="", max_length=100, description="Empty: the company's title.")


class SmtpSettingsView(BaseModel):
    """Settings as they are kept."""

    host: str
    port: int
    security: Security
    username: str
    password_set: bool
    sender_address: str
    sender_name: str
    missing: list[str] = Field(description="What is still to be filled in before they can be tested.")
    created_at: datetime
    activated_at: datetime | None


class LaneView(BaseModel):
    """Whether mail of this company can leave at the moment."""

    state: Literal["open", "resting", "paused", "no_server"]
    reason: str = Field(default="", description="Stable code.")
    message: str = Field(default="", description="The reason in words.")
    detail: str = Field(default="", description="The server's own words.")
    retry_at: datetime | None = Field(default=None, description="When it is tried again without anybody's doing.")


class SmtpSettingsState(BaseModel):
    """Own settings of the company, in use and waiting for their test, and what is used now."""

    in_use: Literal["own", "platform", "none"]
    active: SmtpSettingsView | None
    pending: SmtpSettingsView | None
    platform_sender: str = Field(description="Sender address of the platform's server; empty when there is none.")
    lane: LaneView


class SmtpTestInput(BaseModel):
    model_config = ConfigDict(extra="forbid")

    send_mail: bool = Field(default=False, description="Really send a mail to the sender address itself.")


class StageView(BaseModel):
    stage: Stage
    passed: bool
    detail: str = ""


class SmtpTestReport(BaseModel):
    """What the test found, stage by stage."""

    finding: Finding
    passed: bool
    message: str = Field(description="The finding in words, in the language of Accept-Language (tr, en).")
    stages: list[StageView]
    active: bool = Field(description="Whether the tested settings are in use now.")


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


class MessageDetail(MessageView):
    attempt_log: list[AttemptView]
