"""The mailer's answers about the company's own mail server: its settings, how it is signed in to, and what a test found."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class MailerAnswer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class SignIn(MailerAnswer):
    """The application whose tokens take the place of a password; its secrets are never told."""

    provider: str
    grant: str = "refresh_token"
    client_id: str = ""
    tenant: str = ""
    client_secret_set: bool = False
    refresh_token_set: bool = False
    token_url: str = ""
    scope: str = ""


class SignInProvider(MailerAnswer):
    """Who can be signed in to with tokens, and what is usual there."""

    provider: str
    host: str = ""
    port: int = 587
    token_urls: tuple[str, ...] = ()


class SmtpSettings(MailerAnswer):
    """A company's own mail server; the password is never told."""

    host: str
    port: int
    security: str
    username: str = ""
    password_set: bool = False
    sign_in: SignIn | None = None
    sender_address: str = ""
    sender_name: str = ""
    reply_to: str = ""
    missing: tuple[str, ...] = Field(default=(), description="What is still to be filled in before a test.")
    activated_at: datetime | None = None

    @property
    def signs_in_on_a_page(self) -> bool:
        """Somebody can sign in on the provider's page instead of pasting a token."""
        sign_in = self.sign_in
        return bool(
            sign_in and sign_in.provider == "microsoft" and sign_in.grant == "refresh_token" and sign_in.client_id
        )


class Lane(MailerAnswer):
    """Whether mail can leave at the moment: `open`, `resting`, `paused` or `no_server`, with the reason in words."""

    state: str
    reason: str = ""
    message: str = ""
    detail: str = ""
    retry_at: datetime | None = None


class SmtpState(MailerAnswer):
    """What is in use (`own`, `platform`, `none`), and settings that were saved and still wait for a passed test."""

    in_use: str
    active: SmtpSettings | None = None
    pending: SmtpSettings | None = None
    platform_sender: str = ""
    lane: Lane | None = None

    @property
    def newest(self) -> SmtpSettings | None:
        """What was last typed: the pending settings, else those in use."""
        return self.pending or self.active


class TestStage(MailerAnswer):
    """One step: dns, tcp, tls, ehlo, token, auth, mail, rcpt, send. `text` says in words what happened."""

    stage: str
    passed: bool
    detail: str = ""
    text: str = ""


class Advice(MailerAnswer):
    """What a record of the sender's domain means for the mail; `good` None: it cannot be known from here."""

    subject: str
    good: bool | None = None
    record: str = ""
    message: str = ""


class TestResult(MailerAnswer):
    """What a test found; `code` is stable, `message` in the reader's language. `active`: the settings are in use now."""

    ok: bool = Field(alias="passed")
    code: str = Field(alias="finding")
    message: str = ""
    stages: tuple[TestStage, ...] = ()
    certificate_names: tuple[str, ...] = ()
    sender_domain: tuple[Advice, ...] = ()
    active: bool = False


class SignInStarted(MailerAnswer):
    """A sign-in on a page of the provider: where, and with which code."""

    address: str
    user_code: str
    seconds: int = 0


class SignInProgress(MailerAnswer):
    """`waiting`, `done`, `declined` or `expired`, with words."""

    state: str
    message: str = ""
