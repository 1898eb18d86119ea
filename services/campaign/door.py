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
from services.campaign.domain.people import NewLink, Session, User
from services.campaign.domain.second_factor import PER_CODE, Policy, Proof, is_code, plain
from services.campaign.domain.sign_up import SignUp
from services.campaign.oidc import Identity
from services.campaign.passwords import Passwords
from services.campaign.repository import people, second_factors
from services.campaign.repository.people import Account
from services.campaign.settings import CampaignSettings
from services.campaign.use_cases import own_account, second_factor, signing_in
from services.campaign.use_cases.api_keys import bearer_of, note_use
from services.campaign.use_cases.identities import person_of
from services.campaign.use_cases.signing_in import Admission, CodeNeeded, SignedIn, SignIn, WayIn
from shared.api_keys import ApiKeys, Patience
from shared.auth import Principal, TokenIssuer, TokenVerifier
from shared.clock import Clock
from shared.database import Database
from shared.errors import Forbidden, Unauthenticated
from shared.http.clients import TrustedProxies
from shared.limits import Subject, network_of
from shared.links import LinkSigner, new_link_id
from shared.sealing import Sealer


class Door:
    """Lets people in; one per process, at `app.state.door`."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        issuer: TokenIssuer,
        proxies: TrustedProxies,
        *,
        sealer: Sealer,
        invites: LinkSigner,
        console_url: str = "",
        sign_up: SignUp = SignUp.CLOSED,
        second_factor: Policy = Policy.REQUIRED,
    ) -> None:
        self._database = database
        self._issuer = issuer
        self._proxies = proxies
        self.passwords = passwords
        self.sealer = sealer
        self._invites = invites
        self.sign_up = sign_up
        self.second_factor = second_factor
        self._console = f"{console_url.rstrip('/')}/campaign/console"

    def new_invitation(self, *, founds: bool) -> NewLink:
        """What the invited open. The mailer can derive the same link from its id, and nobody else can."""
        token_id = new_link_id()
        page = f"{self._console}/{'sign-up' if founds else 'invitation'}/"
        return NewLink(token_id, self._invites.token(token_id), page)

    def client_of(self, request: Request) -> str:
        """The caller's IP address: attempts are counted by it, and behind a proxy not all by the proxy's."""
        return self._proxies.client(request)

    async def sign_in(self, email: str, password: str, client: str, agent: str = "") -> WayIn:
        """A console session, or the question for a code. `client` is the caller's IP address.

        Errors: `wrong_credentials`, `too_many_sign_ins`.
        """
        command = replace(await self._check(email, password, client), agent=agent)
        if await self._asks_code(command.user.user_id):
            # Still counted: it was not a sign-in yet.
            return CodeNeeded(command.user.user_id, command.user.company_id, email)
        async with self._database.transaction() as tx:
            return await signing_in.sign_in(tx, command)

    async def sign_in_by_provider(self, identity: Identity, client: str, agent: str = "", *, proven: bool) -> WayIn:
        """The session of whoever the identity provider vouches for, or the question for a code unless it is `proven` there.

        Errors: `no_account`, `identity_taken`.
        """
        async with self._database.transaction() as tx:
            user = await person_of(tx, identity)
            # Taken out again with the session: no wrong password becomes fewer because somebody comes in by another way.
            await signing_in.count_attempt(tx, Admission(user.email, network_of(client)))
        if not proven and await self._asks_code(user.user_id):
            return CodeNeeded(user.user_id, user.company_id, user.email)
        proof = Proof.PROVIDER if proven else Proof.NONE
        command = SignIn(user, Admission(user.email, network_of(client)), agent=agent, proof=proof)
        async with self._database.transaction() as tx:
            return await signing_in.sign_in(tx, command)

    async def second_step(self, needed: CodeNeeded, code: str, client: str, agent: str = "") -> SignedIn:
        """The session of whoever knew the password, once the code is right. Errors: `wrong_code`, `too_many_sign_ins`."""
        admission, per_code = await self._count_code(needed.email, needed.user_id, code, client)
        async with self._database.transaction() as tx:
            found = await people.find_user(tx, needed.company_id, needed.user_id)
            if found is None or not found.user.active:
                raise signing_in.wrong_credentials()
            proof = await second_factor.check(tx, needed.user_id, code, self.sealer)
            await signing_in.uncount(tx, admission, per_code)
            return await signing_in.sign_in(tx, SignIn(found.user, admission, agent=agent, proof=proof))

    async def token(
        self, email: str, password: str, client: str, company_id: UUID | None = None, code: str = ""
    ) -> tuple[str, datetime]:
        """A bearer token for the internal APIs and when it ends.

        Errors as `sign_in` and `second_step`, `code_needed`, `second_factor_required`, `company_needed`, `company_not_found`.
        """
        command = await self._check(email, password, client)
        asks = await self._asks_code(command.user.user_id)
        if asks and not code:
            raise Unauthenticated("This account has a second factor: send its `code` along.", code="code_needed")
        admission, per_code = command.admission, list[Subject]()
        if asks:
            admission, per_code = await self._count_code(email, command.user.user_id, code, client)
        async with self._database.transaction() as tx:
            if asks:
                await second_factor.check(tx, command.user.user_id, code, self.sealer)
                await signing_in.uncount(tx, admission, per_code)
            user = await signing_in.take_token(tx, command, company_id)
            if not asks and self.second_factor.demands(user.role):
                raise Forbidden(
                    "This account needs a second factor before it gets tokens. Sign in to the console and set it up; programs "
                    "use an API key.",
                    code="second_factor_required",
                )
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
        async with self._database.glance() as reading:
            found = await signing_in.session_of(reading, session_id)
        if found is None:
            return None
        session, stale = found
        if session.enrolled and session.proof is Proof.NONE and self.second_factor is not Policy.OFF:
            return None  # opened while nobody was asked for codes: by password alone it does not go on
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

    async def uncount(self, email: str, client: str) -> None:
        """What was counted last was right."""
        async with self._database.transaction() as tx:
            await signing_in.uncount(tx, Admission(email, network_of(client)))

    async def _asks_code(self, user_id: UUID) -> bool:
        if self.second_factor is Policy.OFF:
            return False
        async with self._database.reading() as reading:
            return await second_factors.is_enrolled(reading, user_id)

    async def _count_code(self, email: str, user_id: UUID, code: str, client: str) -> tuple[Admission, list[Subject]]:
        """Count this code as an attempt, like a password. Six digits have a limit of their own besides, by the day."""
        admission = Admission(email, network_of(client))
        per_code: list[Subject] = [(PER_CODE, str(user_id))] if is_code(plain(code)) else []
        async with self._database.transaction() as tx:
            refusal = await signing_in.count_attempt(tx, admission, per_code)
        if refusal is not None:
            raise refusal
        return admission, per_code

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
