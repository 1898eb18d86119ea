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
    SECRET_UNREADABLE = "secret_unreadable"  # noqa: S105  # a code, no secret
    SENDER_REFUSED = "sender_refused"
    RECIPIENT_REFUSED = "recipient_refused"
    QUOTA = "quota"
    INTERRUPTED = "interrupted"


LANE_PROBLEMS = (Finding.LOGIN_REFUSED, Finding.LOGIN_UNSUPPORTED, Finding.SENDER_REFUSED, Finding.SECRET_UNREADABLE)
"""Trying again without a person would only lock the account."""


class Stage(StrEnum):
    """The steps of a test, which are the steps of every real mail."""

    DNS = "dns"
    TCP = "tcp"
    TLS = "tls"
    EHLO = "ehlo"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    SEND = "send"


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
