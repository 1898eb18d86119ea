"""Has API keys exchanged for tokens at the campaign service, which alone knows them.

What comes back is a signed token: whoever answers in campaign's place cannot let anybody in with it.
"""

from __future__ import annotations

import ssl
from functools import cache

import httpx
import structlog

from shared.api_keys import ApiKeys, unknown_key
from shared.auth import TokenVerifier
from shared.clock import Clock
from shared.errors import Unavailable
from shared.settings import ServiceSettings

log = structlog.get_logger(__name__)

PATH = "/campaign/api/v1/token"
TIMEOUT = httpx.Timeout(5.0, connect=3.0)


class KeyExchange:
    """Asks campaign; one per process and service."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def __call__(self, key: str) -> str:
        try:
            answer = await self._http.post(PATH, json={"grant_type": "client_credentials", "client_secret": key})
            if answer.status_code == 401:
                raise unknown_key()
            token = answer.json()["access_token"] if answer.status_code == 200 else None
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            log.warning("api_keys.not_checked", error=type(error).__name__)
            raise _unavailable() from None
        if not isinstance(token, str):
            log.warning("api_keys.not_checked", status=answer.status_code)
            raise _unavailable()
        return token

    async def close(self) -> None:
        await self._http.aclose()


def exchanged_keys(settings: ServiceSettings, verifier: TokenVerifier, clock: Clock) -> tuple[ApiKeys, KeyExchange]:
    """API keys as a service other than campaign lets them in, and what to close when it stops."""
    base = settings.campaign_url.rstrip("/") or settings.internal_url
    exchange = KeyExchange(
        httpx.AsyncClient(base_url=base, timeout=TIMEOUT, follow_redirects=False, verify=_authorities())
    )
    return ApiKeys(exchange, verifier, clock, per_minute=settings.key_requests_per_minute), exchange


def _unavailable() -> Unavailable:
    return Unavailable(
        "The API key cannot be checked at the moment: the service that knows it does not answer. Nothing was changed; try "
        "again in {retry_after} seconds.",
        retry_after=5,
    )


@cache
def _authorities() -> ssl.SSLContext:
    """Read once a process: it takes a twentieth of a second."""
    return httpx.create_ssl_context()
