"""What can be wrong between us and a mail server, as stable codes with words in English (Turkish through gettext).

The codes are categories on purpose: more detail would turn the settings test into a port scanner (mailer.md §5.2).
"""

from __future__ import annotations

from enum import StrEnum

from shared.text import N_


class Finding(StrEnum):
    OK = "ok"
    DNS = "dns"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    """Refused or silent: one word for both, so that nobody can map a network with it."""
    NOT_SMTP = "not_smtp"
    BUSY = "busy"
    TLS_MISSING = "tls_missing"
    TLS_NAME = "tls_name"
    TLS_OTHER = "tls_other"
    LOGIN_REFUSED = "login_refused"
    LOGIN_UNSUPPORTED = "login_unsupported"
    PASSWORD_LOGIN_OFF = "password_login_off"  # noqa: S105  # a code, no secret
    APP_PASSWORD = "app_password"  # noqa: S105  # a code, no secret
    SMTP_LOGIN_OFF = "smtp_login_off"
    TOKEN_LOGIN_REFUSED = "token_login_refused"  # noqa: S105  # a code, no secret
    TOKEN_LOGIN_UNSUPPORTED = "token_login_unsupported"  # noqa: S105  # a code, no secret
    CONSENT_ENDED = "consent_ended"
    CLIENT_REFUSED = "client_refused"
    PERMISSION_MISSING = "permission_missing"
    TOKEN_UNREACHABLE = "token_unreachable"  # noqa: S105  # a code, no secret
    TOKEN_BLOCKED = "token_blocked"  # noqa: S105  # a code, no secret
    SECRET_UNREADABLE = "secret_unreadable"  # noqa: S105  # a code, no secret
    SENDER_REFUSED = "sender_refused"
    RECIPIENT_REFUSED = "recipient_refused"
    QUOTA = "quota"
    INTERRUPTED = "interrupted"


LANE_PROBLEMS = (
    Finding.LOGIN_REFUSED,
    Finding.LOGIN_UNSUPPORTED,
    Finding.PASSWORD_LOGIN_OFF,
    Finding.APP_PASSWORD,
    Finding.SMTP_LOGIN_OFF,
    Finding.TOKEN_LOGIN_REFUSED,
    Finding.TOKEN_LOGIN_UNSUPPORTED,
    Finding.CONSENT_ENDED,
    Finding.CLIENT_REFUSED,
    Finding.PERMISSION_MISSING,
    Finding.TOKEN_BLOCKED,
    Finding.SENDER_REFUSED,
    Finding.SECRET_UNREADABLE,
)
"""Trying again without a person would only lock the account."""


class Stage(StrEnum):
    """The steps of a test, which are the steps of every real mail."""

    DNS = "dns"
    TCP = "tcp"
    TLS = "tls"
    EHLO = "ehlo"
    TOKEN = "token"  # noqa: S105  # a step, no secret
    """Only where a token takes the place of the password."""
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    SEND = "send"


STAGE_WORDS = {
    Stage.DNS: N_("The name of the server was found."),
    Stage.TCP: N_("The server answers on this port."),
    Stage.TLS: N_("The connection is encrypted, and the certificate is valid for this name."),
    Stage.EHLO: N_("It is a mail server, and it said what it can do."),
    Stage.TOKEN: N_("The provider gave a token for the mailbox."),
    Stage.AUTH: N_("The server accepts the login."),
    Stage.MAIL: N_("The login may send from the sender address."),
    Stage.RCPT: N_("A mail to the sender address would be accepted."),
    Stage.SEND: N_("A mail was handed over. Look into the mailbox whether it arrives, and not among the junk mail."),
}
"""What it means that a step was passed."""


WORDS = {
    Finding.OK: N_("The server accepts mail from this account."),
    Finding.DNS: N_("The name of the mail server was not found. Check the server name for typing errors."),
    Finding.BLOCKED: N_(
        "This address or port may not be used for sending mail. Enter the public name of your provider's mail server; "
        "servers inside the company's network have to be allowed by whoever runs this installation."
    ),
    Finding.UNREACHABLE: N_(
        "The mail server does not answer. Check server name and port; if they are right, the server is down or a "
        "firewall is in between. Waiting mails are kept and tried again."
    ),
    Finding.NOT_SMTP: N_(
        "Something answers on this port, but it is no mail server. Check the port: 587 with STARTTLS and 465 with TLS "
        "are usual."
    ),
    Finding.BUSY: N_("The mail server is busy and asks to come back later. Nothing has to be done."),
    Finding.TLS_MISSING: N_(
        "The server does not offer an encrypted connection on this port. Mail is not sent unencrypted: choose port 465 "
        "with TLS, or ask your provider."
    ),
    Finding.TLS_NAME: N_(
        "The server's certificate was issued for another name. With shared hosting, enter the name that your provider "
        "gives for its mail server instead of your own domain."
    ),
    Finding.TLS_OTHER: N_(
        "An encrypted connection could not be made: the certificate has expired or comes from an unknown authority, or "
        "the port expects the other kind of encryption (465: TLS, 587: STARTTLS)."
    ),
    Finding.LOGIN_REFUSED: N_(
        "The server refused user name or password. It was tried only once, so that the account is not locked. Some "
        "providers want an app password or have switched password logins off."
    ),
    Finding.LOGIN_UNSUPPORTED: N_(
        "The server offers no login with user name and password that we know. Ask your provider how programs may send."
    ),
    Finding.PASSWORD_LOGIN_OFF: N_(
        "Microsoft 365 does not accept passwords from programs any more. Choose “Microsoft 365” as the way to sign in "
        "instead of a password; your administrator registers an application once for it."
    ),
    Finding.APP_PASSWORD: N_(
        "Google does not accept the account's own password from programs. Choose “Google” as the way to sign in, or make "
        "an app password in the security settings of the Google account and enter that."
    ),
    Finding.SMTP_LOGIN_OFF: N_(
        "Sending by SMTP is switched off for this mailbox. The administrator of Microsoft 365 switches on “Authenticated "
        "SMTP” among the mail apps of this user; it takes effect within an hour."
    ),
    Finding.TOKEN_LOGIN_REFUSED: N_(
        "The sign-in service gave a token, but the mail server does not accept it for this user name. The user name has "
        "to be the address of the mailbox, and the application needs the right to send from it."
    ),
    Finding.TOKEN_LOGIN_UNSUPPORTED: N_(
        "This server does not offer signing in with a token (XOAUTH2). Check the server name, or sign in with a password."
    ),
    Finding.CONSENT_ENDED: N_(
        "The provider does not accept the kept sign-in any more: it was withdrawn, has expired, or the account's password "
        "was changed. Sign in again, or enter a new refresh token."
    ),
    Finding.CLIENT_REFUSED: N_(
        "The provider does not know the application or refuses its secret. Check client id, tenant and client secret; "
        "client secrets expire, and a new one is made where the application is registered."
    ),
    Finding.PERMISSION_MISSING: N_(
        "The application lacks the right to send mail. Add the permission to send by SMTP where the application is "
        "registered, and have an administrator consent to it."
    ),
    Finding.TOKEN_UNREACHABLE: N_(
        "The provider's sign-in service does not answer as it should. Waiting mails are kept and tried again."
    ),
    Finding.TOKEN_BLOCKED: N_(
        "The address from which tokens would come is not allowed here. Whoever runs this installation can allow it."
    ),
    Finding.SECRET_UNREADABLE: N_("The stored password cannot be opened any more. Please enter it again."),
    Finding.SENDER_REFUSED: N_(
        "The server does not let this account send from this sender address. Enter the address that belongs to the "
        "login as sender."
    ),
    Finding.RECIPIENT_REFUSED: N_("The server did not accept the test recipient, which is the sender address itself."),
    Finding.QUOTA: N_("The account's sending allowance is used up. Sending goes on when the provider renews it."),
    Finding.INTERRUPTED: N_(
        "The connection broke during the conversation. Try again; if it stays so, ask your provider."
    ),
}


class CannotConnect(Exception):
    """No usable connection to the server. `words` are the server's own, if it spoke SMTP."""

    def __init__(self, finding: Finding, words: str = "", code: int = 0) -> None:
        super().__init__(f"{finding}: {words}" if words else str(finding))
        self.finding = finding
        self.words = words
        self.code = code
