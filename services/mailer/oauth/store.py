"""The secrets of sign-ins in the database, sealed by the vault; and the tokens of this process, one set per configuration."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog
from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from services.mailer.domain.findings import CannotConnect, Finding
from services.mailer.domain.servers import Server
from services.mailer.oauth.client import Secrets, TokenClient
from services.mailer.oauth.tokens import AccessTokens
from services.mailer.repository import configurations
from services.mailer.vault import CLIENT_SECRET, REFRESH_TOKEN, SecretUnreadable, Vault
from shared.database import Database

log = structlog.get_logger(__name__)


class SealedSecrets:
    """The secrets of one configuration. Read anew each time: another process may have exchanged the refresh token."""

    def __init__(self, database: Database, vault: Vault, config_id: UUID) -> None:
        self._database = database
        self._vault = vault
        self._config_id = config_id
        self._row: Any = None

    async def load(self) -> Secrets:
        try:
            async with self._database.reading() as reading:
                self._row = await configurations.kept(reading, self._config_id)
        except (SQLAlchemyError, OSError):
            raise CannotConnect(Finding.TOKEN_UNREACHABLE) from None
        if self._row is None:
            raise CannotConnect(Finding.CONSENT_ENDED)
        try:
            return Secrets(
                self._vault.opened(self._row, CLIENT_SECRET),
                self._vault.opened(self._row, REFRESH_TOKEN),
            )
        except SecretUnreadable:
            raise CannotConnect(Finding.SECRET_UNREADABLE) from None

    async def keep(self, refresh_token: SecretStr) -> None:
        row = self._row
        sealed = self._vault.seal(refresh_token, company_id=row.company_id, config_id=row.id, field=REFRESH_TOKEN)
        try:
            async with self._database.transaction() as tx:
                kept = await configurations.exchange(tx, row.id, REFRESH_TOKEN, old=row.refresh_token, new=sealed)
        except (SQLAlchemyError, OSError) as error:
            # The token that came with it works for an hour; most providers still take the old refresh token then.
            log.warning("sign_in.not_kept", server=row.host, error=type(error).__name__)
        else:
            log.info("sign_in.renewed", server=row.host, kept=kept)


class SignIns:
    """The access tokens of this process."""

    def __init__(self, database: Database, vault: Vault, client: TokenClient) -> None:
        self._database = database
        self._vault = vault
        self.client = client
        self._known: dict[UUID, AccessTokens] = {}

    def of(self, server: Server) -> AccessTokens | None:
        """The tokens of a server that is signed in to with one; shared by all its connections."""
        if server.id not in self._known:
            fresh = self.fresh(server)
            if fresh is None:
                return None
            self._known = {known: tokens for known, tokens in self._known.items() if tokens.needed}
            self._known[server.id] = fresh
        return self._known[server.id]

    def fresh(self, server: Server) -> AccessTokens | None:
        """Tokens that begin from the kept secrets: what a test has to prove."""
        if server.sign_in is None:
            return None
        store = SealedSecrets(self._database, self._vault, server.id)
        return AccessTokens(server.sign_in, store, self.client, self._database.clock)
