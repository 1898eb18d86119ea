"""The form of the company's own mail server as it is typed, and what the mailer is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from services.campaign.clients.mail_server import SignInProvider, SmtpSettings
from services.campaign.console.visit import Visit
from shared.text import N_

NO_PORT = N_("The port is a number between 1 and 65535; 587 and 465 are usual.")
NO_HOST = N_("The server’s name is missing.")
NO_SENDER = N_("The sender address is missing.")
NO_MAILBOX = N_("The user name is missing: the address of the mailbox.")
NO_CLIENT = N_("The client id is missing: the id of the application that was registered at the provider.")
PASSWORD = "password"  # noqa: S105  # a way to log in
SECRETS = ("password", "client_secret", "refresh_token")
_OF_SIGN_IN = ("client_id", "tenant", "token_url", "scope")


@dataclass(frozen=True, slots=True)
class ServerForm:
    """As typed, without the secrets: those are never shown again. `login`: password, or a provider that gives tokens."""

    host: str = ""
    port: str = "587"
    security: str = "starttls"
    username: str = ""
    sender_address: str = ""
    sender_name: str = ""
    reply_to: str = ""
    login: str = PASSWORD
    grant: str = "refresh_token"
    client_id: str = ""
    tenant: str = ""
    token_url: str = ""
    scope: str = ""

    @classmethod
    def of(cls, stored: SmtpSettings) -> ServerForm:
        sign_in = stored.sign_in
        more = {} if sign_in is None else sign_in.model_dump(include={"grant", *_OF_SIGN_IN})
        return cls(
            host=stored.host,
            port=str(stored.port),
            security=stored.security,
            username=stored.username,
            sender_address=stored.sender_address,
            sender_name=stored.sender_name,
            reply_to=stored.reply_to,
            login=PASSWORD if sign_in is None else sign_in.provider,
            **more,
        )

    @classmethod
    def typed(cls, visit: Visit, providers: Sequence[SignInProvider]) -> ServerForm:
        """What was typed; a provider's usual server takes the place of none, an address that signs in that of the sender."""
        given = cls(**{name: visit.field(name) for name in cls.__slots__})
        if not given.sender_address and "@" in given.username:
            given = replace(given, sender_address=given.username)
        usual = next((one for one in providers if one.provider == given.login), None)
        if usual is None:
            return replace(given, login=PASSWORD)
        if given.host or not usual.host:
            return given
        return replace(given, host=usual.host, port=str(usual.port), security="starttls")

    def errors(self, visit: Visit) -> dict[str, str]:
        """What is lacking, beside its field."""
        errors: dict[str, str] = {}
        if not self.host:
            errors["host"] = visit.text(NO_HOST)
        port = self.port
        if not (port.isascii() and port.isdigit() and len(port) < 6 and 1 <= int(port) <= 65535):
            errors["port"] = visit.text(NO_PORT)
        if self.login != PASSWORD and not self.username:
            errors["username"] = visit.text(NO_MAILBOX)
        if self.login != PASSWORD and not self.client_id:
            errors["client_id"] = visit.text(NO_CLIENT)
        if not self.sender_address:
            errors["sender_address"] = visit.text(NO_SENDER)
        return errors

    def settings(self, visit: Visit) -> dict[str, Any]:
        """As the mailer takes them; a secret that was left empty keeps the stored one."""
        typed = {
            name: str(visit.form.get(name, "")).strip() if name != PASSWORD else str(visit.form.get(name, ""))
            for name in SECRETS
        }
        given: dict[str, Any] = {
            name: value for name, value in asdict(self).items() if name not in ("login", "grant", *_OF_SIGN_IN)
        } | {"port": int(self.port)}
        if self.login == PASSWORD:
            return given | ({"password": typed["password"]} if typed["password"] else {})
        sign_in = {name: getattr(self, name) for name in _OF_SIGN_IN}
        sign_in |= {"provider": self.login, "grant": self.grant or "refresh_token"}
        sign_in |= {name: typed[name] for name in ("client_secret", "refresh_token") if typed[name]}
        return given | {"sign_in": sign_in}
