"""API keys of other programs: how one looks, and how a service lets its bearer in.

A service never believes a key by itself. It has it exchanged at `campaign` for a short token that `campaign` signs, verifies that
offline as any other, and remembers the outcome for a few seconds: a key that is revoked stops within those, a flood of requests
costs one question, and nothing but `campaign` ever stores keys. A mistyped key is told by its check characters, unasked.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from binascii import crc32
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from string import ascii_letters, digits

from shared.auth import Principal, TokenVerifier
from shared.clock import Clock
from shared.errors import TooMany, Unauthenticated, Unavailable
from shared.limits import Limit
from shared.rates import Rates

PREFIX = "mbk_"
_ALPHABET = digits + ascii_letters
_RANDOM = 40
_CHECK = 6
LENGTH = len(PREFIX) + _RANDOM + _CHECK
SHOWN = len(PREFIX) + 6
"""So much of a key stands in lists, to tell it from others."""

MOST_REMEMBERED = 10_000

Exchange = Callable[[str], Awaitable[str]]
"""From a key to a signed token; raises `Unauthenticated`, or `Unavailable` when nobody can be asked."""


def new_api_key() -> str:
    """238 random bits in letters and digits, and six characters that tell a mistyped key."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    return f"{PREFIX}{body}{_check(body)}"


def is_api_key(text: str) -> bool:
    """Meant as an API key, genuine or not."""
    return text.startswith(PREFIX)


def is_well_formed(key: str) -> bool:
    body, check = key[len(PREFIX) : -_CHECK], key[-_CHECK:]
    return len(key) == LENGTH and is_api_key(key) and key.isascii() and _check(body) == check


def api_key_hash(key: str) -> str:
    """What is stored of a key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def unknown_key() -> Unauthenticated:
    """The same words for a key that never was, one that was revoked and one that has expired."""
    return Unauthenticated(
        "The API key is not valid: it is unknown, was revoked or has expired. Make a new one under Settings, API keys.",
        code="api_key_invalid",
    )


def _check(body: str) -> str:
    value, out = crc32(body.encode("utf-8", "replace")), ""
    for _ in range(_CHECK):
        value, place = divmod(value, len(_ALPHABET))
        out += _ALPHABET[place]
    return out


@dataclass(frozen=True, slots=True)
class _Heard:
    """What was heard of a key, and when. Without a token it was refused."""

    at: datetime
    token: str | None


@dataclass(frozen=True, slots=True)
class Patience:
    """For how long what was heard of a key is taken: `fresh` as a rule, `at_worst` while nobody can be asked."""

    fresh: timedelta = timedelta(seconds=5)
    at_worst: timedelta = timedelta(seconds=60)


class ApiKeys:
    """Lets the bearers of API keys in; one per process and service."""

    def __init__(
        self,
        exchange: Exchange,
        verifier: TokenVerifier,
        clock: Clock,
        *,
        per_minute: int,
        patience: Patience | None = None,
    ) -> None:
        self._exchange = exchange
        self._verifier = verifier
        self._clock = clock
        self._patience = patience or Patience()
        self._limit = Limit("key", per_minute, timedelta(minutes=1))
        self._rates = Rates(clock)
        self._heard: dict[str, _Heard] = {}
        self._asking: dict[str, asyncio.Task[str]] = {}

    async def principal(self, key: str) -> Principal:
        """Whose key it is. Errors: `api_key_invalid`, `too_many_requests`, `unavailable`."""
        if not is_well_formed(key):
            raise unknown_key()
        principal = self._verifier.verify(await self._token(api_key_hash(key), key))
        if wait := self._rates.count(self._limit, str(principal.user_id)):
            raise TooMany(
                "This key has made more requests than the {most} a minute that are let through. Wait {retry_after} seconds.",
                code="too_many_requests",
                most=self._limit.most,
                retry_after=wait,
            )
        return principal

    async def _token(self, hashed: str, key: str) -> str:
        heard = self._heard.get(hashed)
        if heard is not None and self._age(heard) < self._patience.fresh:
            return _believed(heard)
        # Shared by all that come with this key meanwhile, and finished even when the first of them hangs up.
        task = self._asking.get(hashed)
        if task is None:
            task = self._asking[hashed] = asyncio.create_task(self._ask(hashed, key))
            task.add_done_callback(partial(self._asked, hashed))
        try:
            return await asyncio.shield(task)
        except Unavailable:
            if heard is not None and self._age(heard) < self._patience.at_worst:
                return _believed(heard)
            raise

    async def _ask(self, hashed: str, key: str) -> str:
        try:
            heard = _Heard(self._clock.now(), await self._exchange(key))
        except Unauthenticated:
            heard = _Heard(self._clock.now(), None)
        if len(self._heard) >= MOST_REMEMBERED:
            self._heard.clear()
        self._heard[hashed] = heard
        return _believed(heard)

    def _asked(self, hashed: str, task: asyncio.Task[str]) -> None:
        del self._asking[hashed]
        if not task.cancelled():
            task.exception()  # seen here, should nobody wait for it any more

    def _age(self, heard: _Heard) -> timedelta:
        return self._clock.now() - heard.at


def _believed(heard: _Heard) -> str:
    if heard.token is None:
        raise unknown_key()
    return heard.token
