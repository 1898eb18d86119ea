"""Calls a receiver of webhooks: resolves its name once, checks every address, connects to the very address that was checked.

Protects the networks that this process can reach from being explored through addresses that companies name
(reliability-security.md §4.5). No redirect is followed, no proxy is used, the time is bounded for the whole of it and so is what
is read of the answer.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

import httpx

from services.campaign.domain.webhooks import LONGEST_ANSWER
from shared.networks import Network, inside, may_connect

LONGEST_LOOK_UP = 5.0
LARGEST_ANSWER = 64 * 1024
"""Bytes of an answer that are read; whoever says more is hung up on."""
LookUp = Callable[[str, int], Awaitable[list[str]]]


class Outcome(StrEnum):
    """What became of one try."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    """It answered with another status than 2xx."""
    REDIRECTED = "redirected"
    GONE = "gone"
    NO_NAME = "no_name"
    BLOCKED = "blocked"
    """An address in a network that the deployment did not allow, or http:// outside of those it did."""
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    HUNG_UP = "hung_up"
    SECRET = "secret"  # noqa: S105  # a code
    """Our own secret cannot be opened: the key file is another one."""


@dataclass(frozen=True, slots=True)
class Result:
    outcome: Outcome
    status: int = 0
    answer: str = ""
    milliseconds: int = 0
    wait: int = 0
    """Seconds that it asks us to wait."""

    @property
    def delivered(self) -> bool:
        return self.outcome is Outcome.DELIVERED


class _Failed(Exception):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


async def look_up(host: str, port: int) -> list[str]:
    """What the name stands for at this moment, in the resolver's order."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=0, proto=6)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


@dataclass(frozen=True, slots=True)
class Sender:
    """How receivers are called in this installation. `networks`: those that are not public and allowed all the same."""

    tls: ssl.SSLContext
    networks: Collection[Network] = ()
    seconds: float = 15.0
    look_up: LookUp = look_up

    @asynccontextmanager
    async def line(self, url: str) -> AsyncIterator[Line]:
        """Connections to one receiver, kept open between calls."""
        # One client a receiver: a connection that was made for one name must not be used for another at the same address.
        async with httpx.AsyncClient(
            verify=self.tls,
            trust_env=False,
            follow_redirects=False,
            timeout=self.seconds,
            limits=httpx.Limits(max_connections=16, max_keepalive_connections=16),
        ) as http:
            yield Line(self, http, urlsplit(url))


class Line:
    """The receiver's name is looked up once for as long as this is open."""

    def __init__(self, sender: Sender, http: httpx.AsyncClient, url: SplitResult) -> None:
        self._sender = sender
        self._http = http
        self._url = url
        self._looking = asyncio.Lock()
        self._addresses: list[str] = []

    async def post(self, body: str, headers: Mapping[str, str]) -> Result:
        """One try. Never raises for what a receiver does."""
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._sender.seconds):
                result = await self._post(body.encode(), headers)
        except TimeoutError:
            result = Result(Outcome.TIMEOUT)
        except _Failed as failed:
            result = Result(failed.outcome)
        spent = round((time.perf_counter() - started) * 1000)
        return Result(result.outcome, result.status, result.answer, spent, result.wait)

    async def _post(self, body: bytes, headers: Mapping[str, str]) -> Result:
        host, port = self._url.hostname or "", self._url.port or (443 if self._url.scheme == "https" else 80)
        path = f"{self._url.path or '/'}{'?' + self._url.query if self._url.query else ''}"
        outcome = Outcome.UNREACHABLE
        for address in await self._checked(host, port):
            # The checked address is in the URL; certificate and Host header are of the name. No second look-up, no rebinding.
            place = f"[{address}]" if ":" in address else address
            request = self._http.build_request(
                "POST",
                f"{self._url.scheme}://{place}:{port}{path}",
                content=body,
                headers={
                    **headers,
                    "Host": self._url.netloc,
                    "User-Agent": "Mutabakat-Webhooks/1",
                    "Accept": "*/*",
                    "Accept-Encoding": "identity",
                },
                extensions={"sni_hostname": host},
            )
            try:
                response = await self._http.send(request, stream=True)
            except httpx.ConnectError as error:
                outcome = Outcome.TLS if _is_tls(error) else Outcome.UNREACHABLE
                continue
            except httpx.TimeoutException:
                raise _Failed(Outcome.TIMEOUT) from None
            except (httpx.HTTPError, OSError):
                raise _Failed(Outcome.HUNG_UP) from None
            return await _result(response)
        raise _Failed(outcome)

    async def _checked(self, host: str, port: int) -> list[str]:
        async with self._looking:
            if not self._addresses:
                self._addresses = await self._allowed(host, port)
        return self._addresses

    async def _allowed(self, host: str, port: int) -> list[str]:
        try:
            async with asyncio.timeout(LONGEST_LOOK_UP):
                found = await self._sender.look_up(host, port)
        except (OSError, UnicodeError, TimeoutError):
            raise _Failed(Outcome.NO_NAME) from None
        networks = self._sender.networks
        good = bool(found) and all(may_connect(address, networks) for address in found)
        if self._url.scheme != "https":
            good = good and all(inside(address, networks) for address in found)
        if not good:
            raise _Failed(Outcome.BLOCKED)
        return found


async def _result(response: httpx.Response) -> Result:
    """The status decides; what comes after it is read as far as it is short and quick."""
    status = response.status_code
    try:
        answer = await _beginning(response)
    finally:
        await response.aclose()
    if 200 <= status < 300:
        return Result(Outcome.DELIVERED, status, answer)
    if 300 <= status < 400:
        return Result(Outcome.REDIRECTED, status, answer)
    if status == 410:
        return Result(Outcome.GONE, status, answer)
    wait = response.headers.get("retry-after", "")
    return Result(
        Outcome.REFUSED, status, answer, wait=int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 7 else 0
    )


async def _beginning(response: httpx.Response) -> str:
    body = b""
    try:
        async with asyncio.timeout(2):
            async for part in response.aiter_raw():
                body += part
                if len(body) >= LARGEST_ANSWER:
                    break
    except (httpx.HTTPError, OSError, TimeoutError):
        pass
    text = body[: LONGEST_ANSWER * 4].decode("utf-8", "replace")
    return "".join(character if character.isprintable() or character == "\n" else "·" for character in text)[
        :LONGEST_ANSWER
    ]


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
