"""Settings of the mailer. Environment: `MUTABAKAT_MAILER_<FIELD>`."""

import re
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import NoDecode

from services.mailer.domain.limits import Limits
from services.mailer.domain.servers import PLATFORM, Handing, Security, Server
from services.mailer.sender_domain.names import split as name_server
from shared.settings import Networks, ServiceSettings


def _split(value: Any) -> Any:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _return_address(text: str) -> str:
    name, _, domain = text.partition("@")
    if text and (not re.fullmatch(r"[a-z0-9._-]{1,19}", name) or not re.fullmatch(r"[A-Za-z0-9.-]{1,253}", domain)):
        raise ValueError(
            "give an address such as bounce@example.com, with at most 19 letters, digits, dots and hyphens before the @: "
            "the token of each mail has to fit behind them"
        )
    return text


class MailerSettings(ServiceSettings):
    """Where mail goes by default, how patient we are, and what companies may configure."""

    service: ClassVar[str] = "mailer"

    platform_host: str = Field(default="", description="SMTP server of the platform; empty: companies need their own.")
    platform_port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    platform_security: Security = Field(
        default=Security.STARTTLS,
        description="`tls`, `starttls` or `none`; `none` only without login, for a relay on loopback.",
    )
    platform_user: str = Field(default="", description="Login name; empty: no login.")
    platform_password: SecretStr = Field(default=SecretStr(""), description="Password of the login.")
    platform_sender_address: str = Field(
        default="", description="Sender of mails that leave by the platform's server, with the company's name in front."
    )
    bounce_address: Annotated[str, AfterValidator(_return_address)] = Field(
        default="",
        description="Where mails of the platform's server come back to when they cannot be delivered, as "
        "`bounce@example.com`: every mail gets a return path `bounce+TOKEN@example.com` of its own, so the mailbox has to "
        "take addresses with a plus sign. Empty: they come back to the sender address.",
    )
    bounce_imap_host: str = Field(
        default="", description="IMAP server with the mailbox of the bounce address, over TLS; empty: it is not read."
    )
    bounce_imap_port: int = Field(default=993, ge=1, le=65535, description="Its port, for TLS from the first byte.")
    bounce_imap_user: str = Field(default="", description="Login name of the mailbox.")
    bounce_imap_password: SecretStr = Field(default=SecretStr(""), description="Its password.")
    bounce_imap_folder: str = Field(default="INBOX", min_length=1, description="Folder that is read.")
    bounce_imap_understood: str = Field(
        default="Mutabakat understood", min_length=1, description="Folder for mails that were understood."
    )
    bounce_imap_unclear: str = Field(
        default="Mutabakat unclear", min_length=1, description="Folder for mails that a person has to look at."
    )
    bounce_imap_seconds: float = Field(default=60.0, gt=0, description="How often the mailbox is read.")
    platform_connections: int = Field(default=4, ge=1, le=50, description="Connections kept to the platform's server.")
    platform_per_minute: int = Field(
        default=0, ge=0, description="Most mails a minute to the platform's server, over all mailers; 0: no limit."
    )
    platform_per_hour: int = Field(default=0, ge=0, description="The same for an hour.")
    platform_per_day: int = Field(default=0, ge=0, description="The same for a day, Europe/Istanbul.")
    platform_company_per_day: int = Field(
        default=0, ge=0, description="Most mails that one company may send by the platform's server a day; 0: no limit."
    )
    platform_transport: Handing = Field(
        default=Handing.GROUPED,
        description="How mail is handed over to the platform's server: `smtp` one command after another, `smtp+pipelining` in "
        "groups where the server announces PIPELINING, which halves the round trips.",
    )
    own_transport: Handing = Field(default=Handing.SMTP, description="The same for companies' own servers.")
    own_connections: int = Field(
        default=10,
        ge=1,
        le=10,
        description="Most connections kept to a company's own server, whatever its settings or its provider allow.",
    )
    allow_nets: Networks = Field(
        default=(), description="Networks in which companies' own servers may stand although they are not public."
    )
    allowed_ports: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_split)] = Field(
        default=(25, 465, 587, 2525), description="Ports that companies' own settings may name."
    )
    tls_ca_file: Path | None = Field(
        default=None,
        description="PEM file of an authority to trust besides the system's own, for servers in the house.",
    )
    host_name: str = Field(default="", description="Name in EHLO and in Message-IDs; default: host of the public URL.")

    connect_seconds: float = Field(default=10.0, gt=0, description="Patience for name, connection and TLS.")
    command_seconds: float = Field(default=60.0, gt=0, description="Patience for a reply to EHLO, AUTH, MAIL and RCPT.")
    data_seconds: float = Field(default=120.0, gt=0, description="Patience for the reply to DATA.")
    reply_seconds: float = Field(
        default=600.0, gt=0, description="Patience for the reply to the body (RFC 5321 §4.5.3.2.6)."
    )
    idle_seconds: float = Field(default=20.0, gt=0, description="How long an unused connection is kept.")
    recycle_after: int = Field(
        default=100, ge=1, description="Mails after which a connection to the platform's server is renewed."
    )
    claim_batch: int = Field(default=200, ge=1, description="Messages claimed at once.")
    queue_poll_seconds: float = Field(default=0.25, gt=0, description="How often the queue is looked at.")
    gather_seconds: float = Field(
        default=0.002,
        ge=0,
        description="How long the commit before bodies waits for what other connections have to send.",
    )
    record_seconds: float = Field(
        default=0.25,
        ge=0,
        description="How long results gather before they are written; the journal has them until then.",
    )
    sweep_seconds: float = Field(default=5.0, gt=0, description="How often lost and late messages are looked for.")
    journal_dir: Path | None = Field(
        default=None,
        description="Folder, on a local disk, of the journal of servers' replies; default: `mailer-journal` in the data folder.",
    )
    stop_seconds: float = Field(default=30.0, gt=0, description="How long an orderly stop waits for bodies in flight.")

    uncertain_retry_minutes: float = Field(
        default=10.0, ge=0, description="Wait before the one automatic retry of an uncertain mail; 0: no retry."
    )
    retry_minutes: Annotated[tuple[float, ...], NoDecode, BeforeValidator(_split)] = Field(
        default=(1, 5, 15, 30, 60, 120, 240),
        description="Waits after temporary refusals; the last one repeats.",
    )
    busy_seconds: float = Field(default=60.0, gt=0, description="Wait after the server said it is too busy (421).")
    breaker_minutes: Annotated[tuple[float, ...], NoDecode, BeforeValidator(_split)] = Field(
        default=(1, 5, 15), description="Waits before an unreachable server is tried again; the last one repeats."
    )
    oauth_token_urls: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = Field(
        default=(),
        description="Token endpoints besides Microsoft's and Google's that companies may name; https only.",
    )
    oauth_seconds: float = Field(default=10.0, gt=0, description="Patience for an answer of a token endpoint.")
    dns_advice: bool = Field(
        default=True,
        description="Look up SPF, DKIM and DMARC of the sender's domain after a test. Off in closed networks.",
    )
    dns_servers: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = Field(
        default=(), description="Name servers to ask for that, as address or address:port; empty: the system's."
    )
    dns_seconds: float = Field(default=4.0, gt=0, description="Patience for all answers together.")
    tests_per_minute: int = Field(default=5, ge=1, description="Tests of SMTP settings per company and minute.")
    tests_per_hour: int = Field(default=30, ge=1, description="Tests of SMTP settings per company and hour.")

    @model_validator(mode="after")
    def _addresses(self) -> Self:
        for url in self.oauth_token_urls:
            parts = urlsplit(url)
            if parts.scheme != "https" or not parts.hostname or parts.username or parts.query or parts.fragment:
                raise ValueError(
                    f"MUTABAKAT_MAILER_OAUTH_TOKEN_URLS: {url!r} is no address such as https://login.example.com/token"
                )
        for text in self.dns_servers:
            try:
                name_server(text)
            except ValueError:
                raise ValueError(
                    f"MUTABAKAT_MAILER_DNS_SERVERS: {text!r} is no address such as 192.0.2.53 or 192.0.2.53:5353"
                ) from None
        return self

    @model_validator(mode="after")
    def _no_login_in_the_clear(self) -> Self:
        if self.platform_security is Security.NONE and self.platform_user:
            raise ValueError(
                "MUTABAKAT_MAILER_PLATFORM_SECURITY=none is only for servers without login: "
                "choose tls or starttls, or leave MUTABAKAT_MAILER_PLATFORM_USER empty"
            )
        if self.platform_host and not self.platform_sender_address:
            raise ValueError("MUTABAKAT_MAILER_PLATFORM_HOST needs MUTABAKAT_MAILER_PLATFORM_SENDER_ADDRESS")
        if self.bounce_imap_host and not self.bounce_imap_user:
            raise ValueError("MUTABAKAT_MAILER_BOUNCE_IMAP_HOST needs MUTABAKAT_MAILER_BOUNCE_IMAP_USER and …_PASSWORD")
        folders = {self.bounce_imap_folder, self.bounce_imap_understood, self.bounce_imap_unclear}
        if len(folders) < 3:
            raise ValueError(
                "MUTABAKAT_MAILER_BOUNCE_IMAP_FOLDER, …_UNDERSTOOD and …_UNCLEAR have to be three different folders: what "
                "was read is moved from the first into one of the others"
            )
        return self

    @property
    def own_name(self) -> str:
        """What we call ourselves towards servers; also the right side of Message-IDs."""
        name = self.host_name or urlsplit(self.public_url).hostname or "localhost"
        try:
            address = ip_address(name)
        except ValueError:
            return name
        return f"[{address}]" if address.version == 4 else f"[IPv6:{address}]"

    @property
    def journals(self) -> Path:
        return self.journal_dir or self.data_dir / "mailer-journal"

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.lease_seconds)

    @property
    def platform_limits(self) -> Limits:
        """What the platform's server is spared."""
        return Limits(
            connections=self.platform_connections,
            per_connection=self.recycle_after,
            per_minute=self.platform_per_minute or None,
            per_hour=self.platform_per_hour or None,
            per_day=self.platform_per_day or None,
        )

    @property
    def platform(self) -> Server | None:
        """The platform's server, when the deployment has one."""
        if not self.platform_host:
            return None
        return Server(
            id=PLATFORM,
            company_id=PLATFORM,
            host=self.platform_host,
            port=self.platform_port,
            security=self.platform_security,
            username=self.platform_user,
            sender_address=self.platform_sender_address,
            trusted=True,
        )
