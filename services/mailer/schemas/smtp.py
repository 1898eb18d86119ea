"""Settings of a company's own server and the test of them. No answer ever carries a secret: it says whether there is one."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from services.mailer.domain.findings import Finding, Stage
from services.mailer.domain.sender_domain import Subject, Verdict
from services.mailer.domain.servers import Security
from services.mailer.domain.sign_in import Grant, Provider
from services.mailer.oauth.device import Progress
from services.mailer.schemas.base import Line, harmless
from services.mailer.schemas.lanes import LaneView
from services.mailer.schemas.pacing import LimitsInput, LimitsView
from shared.http.values import Number, Truth


def _host(text: str) -> str:
    text = harmless(text)
    if any(character.isspace() or character in "/@:[]" for character in text):
        raise ValueError("a server name without protocol, port or path, such as mail.example.com")
    return text


class SignInInput(BaseModel):
    """An application that is registered at a provider, and what it was given to sign in with."""

    model_config = ConfigDict(extra="forbid")

    provider: Provider
    grant: Grant = Field(
        default=Grant.REFRESH_TOKEN,
        description="`refresh_token`: a person has agreed. `client_credentials`: the application may send by itself.",
    )
    client_id: Line = Field(default="", max_length=255)
    tenant: Line = Field(default="", max_length=253, description="Microsoft: id or domain of the directory.")
    client_secret: SecretStr | None = Field(
        default=None,
        max_length=2000,
        description="Absent: keep the one there is, as long as nothing else of the login changes.",
    )
    refresh_token: SecretStr | None = Field(
        default=None, max_length=10_000, description="Absent: as with `client_secret`."
    )
    token_url: Line = Field(
        default="", max_length=500, description="Only with `other`: one that the deployment allows."
    )
    scope: Line = Field(default="", max_length=500, description="Only with `other`.")


class SignInView(BaseModel):
    """The sign-in as it is kept."""

    provider: Provider
    grant: Grant
    client_id: str
    tenant: str
    client_secret_set: bool
    refresh_token_set: bool
    token_url: str
    scope: str


class SignInProvider(BaseModel):
    """A provider that can be signed in to with tokens, with what is usual for it."""

    provider: Provider
    host: str
    port: int
    grants: list[Grant]
    needs_client_secret: bool
    needs_tenant: bool
    device_sign_in: bool = Field(description="A refresh token can be obtained by `POST /smtp-settings/sign-in`.")
    token_urls: list[str] = Field(description="Only with `other`: the addresses that the deployment allows.")


class SmtpSettingsInput(BaseModel):
    """Settings to keep for a test. Fields may be empty; incomplete settings are kept but not used."""

    model_config = ConfigDict(extra="forbid")

    host: Annotated[str, AfterValidator(_host)] = Field(default="", max_length=255, description="Name of the server.")
    port: Number = Field(default=587, ge=0, le=65535)
    security: Security = Field(default=Security.STARTTLS, description="`tls` (port 465) or `starttls` (port 587).")
    username: Line = Field(default="", max_length=320, description="Empty: no login. With `sign_in`: the mailbox.")
    sign_in: SignInInput | None = Field(default=None, description="Tokens instead of a password (XOAUTH2).")
    password: SecretStr | None = Field(
        default=None,
        max_length=1000,
        description="Absent: keep the one there is, as long as host, port, security and user stay the same.",
    )
    sender_address: Line = Field(default="", max_length=320, description="Sender of the mails.")
    sender_name: Line = Field(default="", max_length=100, description="Empty: the company's title.")
    reply_to: Line = Field(
        default="",
        max_length=320,
        description="Where answers go when the campaign names no address; empty: the company.",
    )
    limits: LimitsInput | None = Field(
        default=None, description="Absent: as they were for this account, else our suggestion for the server."
    )


class SmtpSettingsView(BaseModel):
    """Settings as they are kept."""

    host: str
    port: int
    security: Security
    username: str
    login: Literal["none", "password", "token"]
    password_set: bool
    sign_in: SignInView | None
    sender_address: str
    sender_name: str
    reply_to: str
    preset: str = Field(description="Key of the provider's preset, `unknown` where we know nothing about the server.")
    limits: LimitsView = Field(description="The limits that hold.")
    chosen: LimitsInput = Field(description="What the company decided; empty fields are the preset's.")
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


class SignInStarted(BaseModel):
    """Open `address`, enter `user_code`, agree; then ask `/check`."""

    address: str
    user_code: str
    seconds: int = Field(description="How long the code is valid.")
    interval: int = Field(description="Seconds between two questions.")


class SignInProgress(BaseModel):
    state: Progress
    message: str


class SmtpTestInput(BaseModel):
    model_config = ConfigDict(extra="forbid")

    send_mail: Truth = Field(default=False, description="Really send a mail to the sender address itself.")


class StageView(BaseModel):
    stage: Stage
    passed: bool
    detail: str = Field(default="", description="Facts: addresses, certificate, extensions, the server's own words.")
    text: str = Field(default="", description="What happened at this step, in words.")


class AdviceView(BaseModel):
    """One record of the sender's domain, with advice in words."""

    subject: Subject
    verdict: Verdict
    good: bool | None = Field(description="None: it cannot be known from here.")
    record: str = Field(description="What is published, shortened.")
    message: str


class SmtpTestReport(BaseModel):
    """What the test found, stage by stage."""

    finding: Finding
    passed: bool
    message: str = Field(description="The finding in words, in the language of Accept-Language (tr, en).")
    stages: list[StageView]
    certificate_names: list[str] = Field(
        description="With `tls_name`: for whom the server's certificate is. One of these may be the name to enter."
    )
    sender_domain: list[AdviceView] = Field(
        description="What the sender's domain publishes about who may send in its name. Never keeps settings from use."
    )
    active: bool = Field(description="Whether the tested settings are in use now.")
