"""The door: from e-mail address and password to a session or a token. For the API and the console alike.

Opens short transactions around the use cases of `signing_in`, with the slow password hash between them, never inside.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from starlette.requests import Request

from services.campaign.domain.api_keys import KEY_TOKEN_LIFETIME
from services.campaign.domain.credentials import TOKEN_LIFETIME
from services.campaign.domain.people import Session, User
from services.campaign.passwords import Passwords
from services.campaign.settings import CampaignSettings
from services.campaign.use_cases import signing_in
from services.campaign.use_cases.api_keys import bearer_of, note_use
from services.campaign.use_cases.signing_in import Admission, SignedIn, SignIn
from shared.api_keys import ApiKeys, Patience
from shared.auth import TokenIssuer, TokenVerifier
from shared.clock import Clock
from shared.database import Database
from shared.http.clients import TrustedProxies
from shared.limits import network_of


class Door:
    """Lets people in; one per process, at `app.state.door`."""

    def __init__(self, database: Database, passwords: Passwords, issuer: TokenIssuer, proxies: TrustedProxies) -> None:
        self._database = database
        self._issuer = issuer
        self._proxies = proxies
        self.passwords = passwords

    def client_of(self, request: Request) -> str:
        """The caller's IP address: attempts are counted by it, and behind a proxy not all by the proxy's."""
        return self._proxies.client(request)

    async def sign_in(self, email: str, password: str, client: str) -> SignedIn:
        """A console session. `client` is the caller's IP address. Errors: `wrong_credentials`, `too_many_sign_ins`."""
        command = await self._check(email, password, client)
        async with self._database.transaction() as tx:
            return await signing_in.sign_in(tx, command)

    async def token(self, email: str, password: str, client: str) -> tuple[str, datetime]:
        """A bearer token for the internal APIs and when it ends. Errors as `sign_in`."""
        command = await self._check(email, password, client)
        async with self._database.transaction() as tx:
            await signing_in.passed(tx, command)
        return self.token_for(command.user)

    def token_for(self, user: User) -> tuple[str, datetime]:
        """A bearer token for a signed-in user, with which the console calls the other services."""
        return self._issuer.issue(user.principal, TOKEN_LIFETIME)

    async def key_token(self, key: str, key_id: str = "") -> tuple[str, datetime]:
        """A short bearer token for the program that has this API key, and when it ends. Errors: `api_key_invalid`."""
        async with self._database.reading() as reading:
            found, stale = await bearer_of(reading, key, key_id)
        if stale:
            async with self._database.transaction() as tx:
                await note_use(tx, found)
        return self._issuer.issue(found.principal, KEY_TOKEN_LIFETIME, latest=found.expires_at)

    async def session_of(self, session_id: str) -> Session | None:
        """The session behind a cookie, kept alive by this use; None when it has ended or never was."""
        async with self._database.reading() as reading:
            found = await signing_in.session_of(reading, session_id)
        if found is None:
            return None
        session, stale = found
        if stale:
            async with self._database.transaction() as tx:
                await signing_in.keep_alive(tx, session_id)
        return session

    async def sign_out(self, session_id: str) -> None:
        async with self._database.transaction() as tx:
            await signing_in.sign_out(tx, session_id)

    async def count(self, email: str, client: str) -> None:
        """Count an attempt of any kind at the door; raises `TooMany` when there were too many."""
        async with self._database.transaction() as tx:
            refusal = await signing_in.count_attempt(tx, Admission(email, network_of(client)))
        if refusal is not None:
            raise refusal

    async def _check(self, email: str, password: str, client: str) -> SignIn:
        admission = Admission(email, network_of(client))
        await self.count(email, client)
        async with self._database.reading() as reading:
            found = await signing_in.credentials_of(reading, admission)
        right, better = await self.passwords.verify(password, found.password_hash if found else None)
        if found is None or not right:
            raise signing_in.wrong_credentials()
        return SignIn(found.user, admission, better)


def own_keys(door: Door, verifier: TokenVerifier, clock: Clock, settings: CampaignSettings) -> ApiKeys:
    """API keys as this service lets them in: it knows them, so it asks itself each time and a revoked one stops at once."""

    async def exchange(key: str) -> str:
        return (await door.key_token(key))[0]

    at_once = Patience(fresh=timedelta(0), at_worst=timedelta(0))
    return ApiKeys(exchange, verifier, clock, per_minute=settings.key_requests_per_minute, patience=at_once)
