"""One SMTP server as it is configured: the platform's or a company's own (S-08…S-12).

Protects three rules: incomplete settings are never used, plaintext is only for servers without login, and a stored secret
never serves another host, port, user or way of signing in (mailer.md §5.1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID, uuid5

from services.mailer.domain.sign_in import SignIn

PLATFORM = UUID(int=0)
"""Lane and company id of the platform's own server."""


class Security(StrEnum):
    """How the connection is protected. There is no opportunistic middle."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"
    """Only without login: a relay or a mailbox on loopback."""


class Handing(StrEnum):
    """The way in which mail is handed over; each has its transport."""

    SMTP = "smtp"
    """One command after another: four round trips a mail."""
    GROUPED = "smtp+pipelining"
    """Commands in groups where the server announces that it takes them (RFC 2920): two round trips a mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where and as whom mail is handed over. Secrets are not part of it and never printed."""

    id: UUID
    company_id: UUID
    host: str
    port: int
    security: Security
    username: str = ""
    sender_address: str
    sender_name: str = ""
    reply_to: str = ""
    """Where answers by ordinary mail go when the campaign names no address."""
    sign_in: SignIn | None = None
    """Whose tokens take the place of a password."""
    trusted: bool = False
    """Set by the deployment itself: its address is not checked against the network list."""

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the fields without which these settings cannot be used."""
        fields = {"host": self.host, "port": self.port, "sender_address": self.sender_address}
        if self.sign_in is None:
            return tuple(name for name, value in fields.items() if not value)
        lacking = tuple(name for name, value in (fields | {"username": self.username}).items() if not value)
        return lacking + self.sign_in.missing

    def same_account(self, other: Server) -> bool:
        """Whether secrets kept for the one may be used for the other."""
        mine = (self.host, self.port, self.security, self.username, self.sign_in)
        return mine == (other.host, other.port, other.security, other.username, other.sign_in)

    @property
    def account_id(self) -> UUID:
        """The account whose allowance mails use up: settings that are saved anew do not start it anew."""
        return self.id if self.id == PLATFORM else uuid5(self.company_id, f"{self.host.lower()}|{self.username}")

    def renamed(self, config_id: UUID) -> Server:
        return replace(self, id=config_id)
