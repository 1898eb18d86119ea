"""Settings of a company's own server and the test of them. No answer ever carries a password."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from services.mailer.domain.findings import Finding, Stage
from services.mailer.domain.servers import Security
from services.mailer.schemas.base import Line, harmless
from services.mailer.schemas.lanes import LaneView


def _host(text: str) -> str:
    text = harmless(text)
    if any(character.isspace() or character in "/@:[]" for character in text):
        raise ValueError("a server name without protocol, port or path, such as mail.example.com")
    return text


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
