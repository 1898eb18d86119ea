"""Logging in to a mail server: by password or by token, one mechanism, one try.

The library's own `login()` tries every mechanism, which locks accounts. What a server says about a refused login is cleaned of
the secret before anybody sees it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

import aiosmtplib
from pydantic import SecretStr

from services.mailer.domain.findings import CannotConnect, Finding, Stage
from services.mailer.domain.logins import refused_login
from services.mailer.domain.replies import Reply
from services.mailer.oauth.tokens import AccessTokens

Login = SecretStr | AccessTokens | None
"""A password, or where tokens come from; None where it cannot be opened, or where the server wants no login."""


class TokenAged(Exception):
    """The server refused a token that was not new: a new connection with a new token may be taken."""


async def log_in(
    client: aiosmtplib.SMTP, username: str, login: Login, passed: Callable[[Stage, str], None], *, again: bool
) -> None:
    """Log in over an encrypted connection. Raises `CannotConnect`, or `TokenAged` unless this is the second time already."""
    if client.get_transport_info("ssl_object") is None:
        raise CannotConnect(Finding.TLS_MISSING)
    if login is None:
        raise CannotConnect(Finding.SECRET_UNREADABLE)
    if isinstance(login, AccessTokens):
        await _by_token(client, username, login, passed, again=again)
    else:
        await _by_password(client, username, login.get_secret_value(), passed)


async def _by_password(
    client: aiosmtplib.SMTP, username: str, secret: str, passed: Callable[[Stage, str], None]
) -> None:
    mechanism = next((name for name in ("plain", "login") if name in client.server_auth_methods), None)
    if mechanism is None:
        raise CannotConnect(Finding.LOGIN_UNSUPPORTED, _offered(client))
    attempt = client.auth_plain if mechanism == "plain" else client.auth_login
    try:
        await attempt(username, secret)
    except aiosmtplib.SMTPAuthenticationError as error:
        words = without(error.message, secret, f"\0{username}\0{secret}")
        raise _refused(Reply.of(error.code, words), by_token=False) from None
    passed(Stage.AUTH, mechanism.upper())


async def _by_token(
    client: aiosmtplib.SMTP,
    username: str,
    tokens: AccessTokens,
    passed: Callable[[Stage, str], None],
    *,
    again: bool,
) -> None:
    if "xoauth2" not in client.server_auth_methods:
        raise CannotConnect(Finding.TOKEN_LOGIN_UNSUPPORTED, _offered(client))
    aged = tokens.kept is not None
    token = await tokens.get()
    passed(Stage.TOKEN, "")
    secret = token.value.get_secret_value()
    try:
        await client.auth_xoauth2(username, secret)
    except aiosmtplib.SMTPAuthenticationError as error:
        if error.code >= 500:
            tokens.refused(token)
            if aged and not again:
                raise TokenAged from None
        words = without(error.message, secret, f"user={username}\x01auth=Bearer {secret}\x01\x01")
        raise _refused(Reply.of(error.code, words), by_token=True) from None
    passed(Stage.AUTH, "XOAUTH2")


def _offered(client: aiosmtplib.SMTP) -> str:
    return f"AUTH {' '.join(sorted(client.server_auth_methods))}".strip()


def _refused(reply: Reply, *, by_token: bool) -> CannotConnect:
    return CannotConnect(refused_login(reply, by_token=by_token), reply.text, reply.code)


def without(words: str, secret: str, sent: str) -> str:
    """A server that echoes what it was told must not make us write the secret down."""
    for trace in (*(b64encode(text.encode()).decode() for text in (sent, secret)), sent, secret):
        words = words.replace(trace, "***")
    return words
