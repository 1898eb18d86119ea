"""The door: from e-mail address and password to a session or a token. For the API and the console alike.

Opens short transactions around the use cases of `signing_in`, with the slow password hash between them, never inside.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from starlette.requests import Request

from services.campaign.domain.api_keys import KEY_TOKEN_LIFETIME
from services.campaign.domain.credentials import TOKEN_LIFETIME
from services.campaign.domain.people import Session, User
from services.campaign.domain.sign_up import SignUp
from services.campaign.passwords import Passwords
from services.campaign.repository import people
from services.campaign.repository.people import Account
from services.campaign.settings import CampaignSettings
from services.campaign.use_cases import own_account, signing_in
from services.campaign.use_cases.api_keys import bearer_of, note_use
from services.campaign.use_cases.signing_in import Admission, SignedIn, SignIn
from shared.api_keys import ApiKeys, Patience
from shared.auth import Principal, TokenIssuer, TokenVerifier
from shared.clock import Clock
from shared.database import Database
from shared.errors import Unauthenticated
from shared.http.clients import TrustedProxies
from shared.limits import network_of


class Door:
    """Lets people in; one per process, at `app.state.door`."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        issuer: TokenIssuer,
        proxies: TrustedProxies,
        *,
        console_url: str = "",
        sign_up: SignUp = SignUp.CLOSED,
    ) -> None:
        self._database = database
        self._issuer = issuer
        self._proxies = proxies
        self.passwords = passwords
        self.sign_up = sign_up
        self._console = f"{console_url.rstrip('/')}/campaign/console"

    def invitation_link(self, token: str, *, founds: bool) -> str:
        """What the invited open."""
        return f"{self._console}/{'sign-up' if founds else 'invitation'}/{token}"

    def client_of(self, request: Request) -> str:
        """The caller's IP address: attempts are counted by it, and behind a proxy not all by the proxy's."""
        return self._proxies.client(request)

    async def sign_in(self, email: str, password: str, client: str, agent: str = "") -> SignedIn:
        """A console session. `client` is the caller's IP address. Errors: `wrong_credentials`, `too_many_sign_ins`."""
        command = replace(await self._check(email, password, client), agent=agent)
        async with self._database.transaction() as tx:
            return await signing_in.sign_in(tx, command)

    async def token(
        self, email: str, password: str, client: str, company_id: UUID | None = None
    ) -> tuple[str, datetime]:
        """A bearer token for the internal APIs and when it ends. Errors as `sign_in`, `company_needed`, `company_not_found`."""
        command = await self._check(email, password, client)
        async with self._database.transaction() as tx:
            user = await signing_in.take_token(tx, command, company_id)
        return self.token_for(user)

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

    async def standing(self, principal: Principal) -> None:
        """Refuse a person's token once they were switched off here, or have lost a right that it names."""
        if principal.program:
            return
        async with self._database.reading() as reading:
            found = await people.find_user(reading, principal.company_id, principal.user_id)
        if found is None or not found.user.active or not principal.scopes <= found.user.role.scopes:
            raise Unauthenticated(
                "Since this token was taken, the account has lost the right to work here, or its role was changed. Get a new "
                "one from /campaign/api/v1/token."
            )

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

    async def move(self, session_id: str, user_id: UUID, company_id: UUID) -> str:
        """Choose another company; the session's new id. Errors: `company_not_found`."""
        async with self._database.transaction() as tx:
            return await own_account.choose_company(tx, own_account.ChooseCompany(session_id, user_id, company_id))

    async def is_own(self, email: str, password: str, client: str) -> Account:
        """Whose account it is, when the password is right, even if no company lets them work any more.

        Errors: `wrong_credentials`, `too_many_sign_ins`.
        """
        await self.count(email, client)
        async with self._database.reading() as reading:
            found = await people.find_account(reading, email)
        right, _ = await self.passwords.verify(password, found.password_hash if found else None)
        if found is None or not right:
            raise signing_in.wrong_credentials()
        async with self._database.transaction() as tx:
            await signing_in.uncount(tx, Admission(email, network_of(client)))
        return found

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
