"""The access token of one sign-in: in memory only, renewed before it ends, asked for once however many connections want it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import SecretStr

from services.mailer.domain.findings import CannotConnect, Finding
from services.mailer.domain.sign_in import SignIn
from services.mailer.oauth.client import Granted, Secrets, TokenClient
from shared.clock import Clock

MARGIN = timedelta(minutes=5)
"""A token that ends sooner is renewed first: a connection may be made with it, and clocks differ."""


class SecretStore(Protocol):
    """Where the secrets of one sign-in are kept. Both raise `CannotConnect` when that is impossible."""

    async def load(self) -> Secrets: ...

    async def keep(self, refresh_token: SecretStr) -> None:
        """The provider has exchanged the refresh token that was loaded last."""


@dataclass(frozen=True, slots=True)
class Token:
    value: SecretStr
    renew_at: datetime


class AccessTokens:
    """Hands out the token of one sign-in."""

    def __init__(self, sign_in: SignIn, store: SecretStore, client: TokenClient, clock: Clock) -> None:
        self._sign_in = sign_in
        self._store = store
        self._client = client
        self._clock = clock
        self._token: Token | None = None
        self._flight: asyncio.Task[Token] | None = None

    async def get(self) -> Token:
        """A token that is good for some minutes. Raises `CannotConnect` with the finding."""
        if self.kept is not None:
            return self.kept
        if self._flight is None:
            self._flight = asyncio.create_task(self._renew())
            self._flight.add_done_callback(self._landed)
        # Whoever is cancelled while waiting does not take the token from the others.
        return await asyncio.shield(self._flight)

    @property
    def kept(self) -> Token | None:
        """The token that needs no asking."""
        return self._token if self._token is not None and self._clock.now() < self._token.renew_at else None

    @property
    def needed(self) -> bool:
        """Whether it holds a token, or somebody waits for one: forgotten then, it would be asked for a second time."""
        return self.kept is not None or self._flight is not None

    def refused(self, token: Token) -> None:
        """The mail server did not take this one: it is not offered again."""
        if self._token is token:
            self._token = None

    def _landed(self, flight: asyncio.Task[Token]) -> None:
        self._flight = None
        if not flight.cancelled():
            flight.exception()  # looked at, although nobody may be waiting any more

    async def _renew(self) -> Token:
        secrets = await self._store.load()
        try:
            given = await self._client.ask(self._sign_in, secrets)
        except CannotConnect as error:
            newer = await self._store.load() if error.finding is Finding.CONSENT_ENDED else secrets
            if newer == secrets:
                raise
            # Another process has exchanged it in the meantime.
            secrets, given = newer, await self._client.ask(self._sign_in, newer)
        if given.refresh_token is not None and given.refresh_token != secrets.refresh_token:
            await self._store.keep(given.refresh_token)
        self._token = self._dated(given)
        return self._token

    def _dated(self, given: Granted) -> Token:
        life = timedelta(seconds=given.seconds)
        return Token(given.access_token, self._clock.now() + life - min(MARGIN, life / 2))
