"""Signing in on a page of the provider with a short code (RFC 8628): no address of ours has to be reachable from there.

Ends with a refresh token. The device code that gives it is a secret like the token itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from services.mailer.domain.findings import CannotConnect, Finding
from services.mailer.domain.sign_in import SignIn
from services.mailer.oauth.client import TokenClient, granted, refusal
from shared.text import forbidden_character

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
USUAL_INTERVAL, SLOWER_BY = 5, 5
LONGEST_LIFE = 1800


class Progress(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    DECLINED = "declined"
    EXPIRED = "expired"


_PROGRESS = {
    "authorization_pending": Progress.WAITING,
    "slow_down": Progress.WAITING,
    "authorization_declined": Progress.DECLINED,
    "access_denied": Progress.DECLINED,
    "expired_token": Progress.EXPIRED,
    "bad_verification_code": Progress.EXPIRED,
}


@dataclass(frozen=True, slots=True)
class Started:
    """What the person needs (`address`, `user_code`), and what we need to ask for the end of it."""

    device_code: SecretStr
    user_code: str
    address: str
    seconds: int
    interval: int


@dataclass(frozen=True, slots=True)
class Asked:
    """How it stands; with `DONE` the refresh token. `slower_by`: seconds more between two questions."""

    progress: Progress
    refresh_token: SecretStr | None = None
    slower_by: int = 0


async def start(client: TokenClient, sign_in: SignIn) -> Started:
    """Begin a sign-in. Raises `CannotConnect` with the finding."""
    form = {"client_id": sign_in.client_id, "scope": sign_in.scopes}
    status, answer = await client.post(sign_in, sign_in.device_endpoint, form)
    if status != 200:
        raise refusal(status, answer)
    code, shown, address = (_line(answer, name) for name in ("device_code", "user_code", "verification_uri"))
    if not code or not shown or len(shown) > 40 or urlsplit(address).scheme != "https":
        raise CannotConnect(Finding.TOKEN_UNREACHABLE)
    seconds, interval = _number(answer, "expires_in", 900), _number(answer, "interval", USUAL_INTERVAL)
    return Started(SecretStr(code), shown, address, min(seconds, LONGEST_LIFE), min(interval, 60))


async def ask(client: TokenClient, sign_in: SignIn, device_code: SecretStr, client_secret: SecretStr | None) -> Asked:
    """Ask the provider once. Raises `CannotConnect` for what is no matter of waiting."""
    form = {"client_id": sign_in.client_id, "grant_type": GRANT, "device_code": device_code.get_secret_value()}
    if client_secret is not None:
        form["client_secret"] = client_secret.get_secret_value()
    status, answer = await client.post(sign_in, sign_in.endpoint, form)
    if status == 200:
        token = granted(answer).refresh_token
        if token is None:
            # Without the right to be there when the person is not, it would end within the hour.
            raise CannotConnect(Finding.PERMISSION_MISSING)
        return Asked(Progress.DONE, token)
    said = str(answer.get("error"))
    progress = _PROGRESS.get(said)
    if progress is None or status >= 500:
        raise refusal(status, answer)
    return Asked(progress, slower_by=SLOWER_BY if said == "slow_down" else 0)


def _line(answer: Mapping[str, Any], name: str) -> str:
    value = answer.get(name)
    return value if isinstance(value, str) and value.isascii() and forbidden_character(value) is None else ""


def _number(answer: Mapping[str, Any], name: str, usual: int) -> int:
    value = answer.get(name)
    return value if isinstance(value, int) and value > 0 else usual
