"""Asks a provider's token endpoint, and says what its refusal means.

The endpoint is a preset or one that the deployment named; the connection goes to an address that was checked, with TLS verified
against the endpoint's name, through no proxy and after no redirect. An answer is bounded in size and time, and of a refusal only
its code is kept: descriptions carry names and numbers of the account.
"""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from services.mailer.domain.findings import CannotConnect, Finding
from services.mailer.domain.sign_in import Grant, Provider, SignIn
from services.mailer.smtp.dial import Guard, look_up, texts

LARGEST_ANSWER = 64 * 1024
SHORTEST_LIFE, USUAL_LIFE, LONGEST_LIFE = 60, 300, 24 * 3600
_MICROSOFT_NUMBER = re.compile(r"\bAADSTS\d{4,8}\b")
_CODE = re.compile(r"[a-z_]{1,40}")

# What the provider says (RFC 6749 §5.2, RFC 8628 §3.5) → what it means for whoever set this up.
_MEANINGS: Mapping[str, Finding] = {
    "invalid_grant": Finding.CONSENT_ENDED,
    "interaction_required": Finding.CONSENT_ENDED,
    "invalid_client": Finding.CLIENT_REFUSED,
    "unauthorized_client": Finding.CLIENT_REFUSED,
    "deleted_client": Finding.CLIENT_REFUSED,  # Google, also of clients that were not used for long
    "disabled_client": Finding.CLIENT_REFUSED,
    "invalid_request": Finding.CLIENT_REFUSED,
    "invalid_scope": Finding.PERMISSION_MISSING,
    "invalid_resource": Finding.PERMISSION_MISSING,  # Microsoft, of a directory without its mail service
    "access_denied": Finding.PERMISSION_MISSING,
    "consent_required": Finding.PERMISSION_MISSING,
    "unsupported_grant_type": Finding.PERMISSION_MISSING,
}
# Microsoft says invalid_grant for these too.
_NO_CONSENT = frozenset({"AADSTS65001", "AADSTS65004", "AADSTS70011", "AADSTS90094"})


@dataclass(frozen=True, slots=True)
class Secrets:
    """What tokens are given for."""

    client_secret: SecretStr | None = None
    refresh_token: SecretStr | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """A token, how many seconds it is good for, and a new refresh token where the provider exchanged it."""

    access_token: SecretStr
    seconds: int
    refresh_token: SecretStr | None = None


class TokenClient:
    """Speaks to token endpoints for this installation."""

    def __init__(self, guard: Guard, tls: ssl.SSLContext, allowed: Collection[str], seconds: float) -> None:
        self._guard = guard
        self._tls = tls
        self._allowed = frozenset(allowed)
        self._seconds = seconds

    async def ask(self, sign_in: SignIn, secrets: Secrets) -> Granted:
        """A token for what was agreed. Raises `CannotConnect` with the finding."""
        form = {"client_id": sign_in.client_id, "grant_type": sign_in.grant.value}
        if sign_in.scopes:
            form["scope"] = sign_in.scopes
        if secrets.client_secret is not None:
            form["client_secret"] = secrets.client_secret.get_secret_value()
        if sign_in.grant is Grant.REFRESH_TOKEN:
            if secrets.refresh_token is None:
                raise CannotConnect(Finding.CONSENT_ENDED)
            form["refresh_token"] = secrets.refresh_token.get_secret_value()
        status, answer = await self.post(sign_in, sign_in.endpoint, form)
        if status != 200:
            raise refusal(status, answer)
        return granted(answer)

    async def post(self, sign_in: SignIn, url: str, form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """Status and JSON object of the answer; an object without content when there is none."""
        if sign_in.provider is Provider.OTHER and url not in self._allowed:
            raise CannotConnect(Finding.TOKEN_BLOCKED)
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 443
        if parts.scheme != "https" or not host:
            raise CannotConnect(Finding.TOKEN_BLOCKED)
        try:
            async with asyncio.timeout(self._seconds):
                addresses = texts(await look_up(host, port, self._seconds))
                if not self._guard.allows(addresses):
                    raise CannotConnect(Finding.TOKEN_BLOCKED)
                return await self._converse(parts.netloc, host, port, addresses, parts.path, form)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError, ValueError):
            raise CannotConnect(Finding.TOKEN_UNREACHABLE) from None
        except CannotConnect as error:
            found = Finding.TOKEN_UNREACHABLE if error.finding is Finding.DNS else error.finding
            raise CannotConnect(found) from None

    async def _converse(
        self, netloc: str, host: str, port: int, addresses: Collection[str], path: str, form: Mapping[str, str]
    ) -> tuple[int, dict[str, Any]]:
        # The checked address is in the URL; certificate and Host header are of the name. No second look-up, no rebinding.
        async with httpx.AsyncClient(
            verify=self._tls, trust_env=False, follow_redirects=False, timeout=self._seconds
        ) as http:
            failed: httpx.HTTPError | None = None
            for address in dict.fromkeys(addresses):
                place = f"[{address}]" if ":" in address else address
                request = http.build_request(
                    "POST",
                    f"https://{place}:{port}{path or '/'}",
                    data=form,
                    headers={"Host": netloc, "Accept": "application/json", "Accept-Encoding": "identity"},
                    extensions={"sni_hostname": host},
                )
                try:
                    response = await http.send(request, stream=True)
                except httpx.ConnectError as error:
                    failed = error
                    continue
                return response.status_code, await _object(response)
        raise failed or httpx.ConnectError("no address")


async def _object(response: httpx.Response) -> dict[str, Any]:
    body = b""
    try:
        async for part in response.aiter_raw():
            body += part
            if len(body) > LARGEST_ANSWER:
                raise ValueError("the answer is too large")
    finally:
        await response.aclose()
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def granted(answer: Mapping[str, Any]) -> Granted:
    """What a good answer holds; one that holds no token is no good answer."""
    token, fresh = answer.get("access_token"), answer.get("refresh_token")
    if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
        raise CannotConnect(Finding.TOKEN_UNREACHABLE)
    try:
        seconds = int(answer.get("expires_in", USUAL_LIFE))
    except (TypeError, ValueError, OverflowError):
        seconds = USUAL_LIFE
    kept = SecretStr(fresh) if isinstance(fresh, str) and fresh else None
    return Granted(SecretStr(token), min(max(seconds, SHORTEST_LIFE), LONGEST_LIFE), kept)


def refusal(status: int, answer: Mapping[str, Any]) -> CannotConnect:
    """The refusal as a finding; quoted are the error's code and Microsoft's number, nothing that speaks of the account."""
    said = answer.get("error")
    code = said if isinstance(said, str) and _CODE.fullmatch(said) else ""
    number = _MICROSOFT_NUMBER.search(str(answer.get("error_description", "")))
    finding = _MEANINGS.get(code, Finding.TOKEN_UNREACHABLE)
    if number and number[0] in _NO_CONSENT:
        finding = Finding.PERMISSION_MISSING
    if status == 429 or status >= 500:
        finding = Finding.TOKEN_UNREACHABLE
    return CannotConnect(finding, " ".join(filter(None, (code, number[0] if number else ""))))
