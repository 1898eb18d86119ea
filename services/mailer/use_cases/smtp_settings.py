"""A company's own SMTP settings (S-08…S-16): kept aside until a test has passed, cancelled by the operator alone.

Nothing here ever gives a secret back; a secret that was kept goes to the same account and the same way of signing in only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from pydantic import SecretStr

from services.mailer.domain.limits import Chosen
from services.mailer.domain.servers import PLATFORM, Security, Server
from services.mailer.domain.sign_in import Grant, Provider, SignIn, valid_tenant
from services.mailer.letters.headers import Unsendable, envelope_address
from services.mailer.repository import configurations, device_sign_ins, lanes, queue
from services.mailer.repository.configurations import ACTIVE, CANCELLED, PENDING, REPLACED
from services.mailer.use_cases.limits import carried_over, permit_for_test
from services.mailer.vault import CLIENT_SECRET, COLUMNS, PASSWORD, REFRESH_TOKEN, SecretUnreadable, Vault
from shared.database import Transaction
from shared.errors import Conflict, Invalid, TooMany

log = structlog.get_logger(__name__)

LONGEST_TEST = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveSettings:
    """A secret that is None: keep the one there is, if it belongs to the same account."""

    company_id: UUID
    by: str
    host: str
    port: int
    security: Security
    username: str
    password: SecretStr | None
    sender_address: str
    sender_name: str
    reply_to: str = ""
    limits: Chosen | None = None
    """None: as they were, where host and user stay the same; else what the preset says."""
    sign_in: SignIn | None = None
    client_secret: SecretStr | None = None
    refresh_token: SecretStr | None = None

    @property
    def secrets(self) -> Mapping[str, SecretStr | None]:
        """Field of the vault → what was typed, for the fields that this way of signing in has."""
        if self.sign_in is None:
            return {PASSWORD: self.password}
        typed = {CLIENT_SECRET: self.client_secret}
        return typed | ({REFRESH_TOKEN: self.refresh_token} if self.sign_in.grant is Grant.REFRESH_TOKEN else {})


@dataclass(frozen=True, slots=True)
class Limits:
    per_minute: int
    per_hour: int


@dataclass(frozen=True, slots=True)
class BeginTest:
    company_id: UUID
    limits: Limits


@dataclass(frozen=True, slots=True)
class UnderTest:
    """What is about to be tested."""

    test_id: UUID
    server: Server
    password: SecretStr | None
    """None where there is none: the server wants no login, or tokens take its place."""
    pending: bool


async def save(tx: Transaction, command: SaveSettings, vault: Vault, token_urls: Collection[str] = ()) -> None:
    """Keep settings for their test; those in use stay in use until it has passed."""
    if command.security is Security.NONE and command.username:
        raise Invalid(
            "A login needs an encrypted connection: choose tls or starttls, or leave the user name empty.",
            code="login_in_the_clear",
        )
    _allowed(command.sign_in, token_urls)
    if command.reply_to:
        try:
            envelope_address(command.reply_to, "The reply address")
        except Unsendable as error:
            raise Invalid("The reply address cannot be used: {why}.", code="reply_to", why=str(error)) from None
    new = Server(
        id=uuid4(),
        company_id=command.company_id,
        host=command.host,
        port=command.port,
        security=command.security,
        username=command.username,
        sender_address=command.sender_address,
        sender_name=command.sender_name,
        reply_to=command.reply_to,
        sign_in=command.sign_in,
    )
    kept = await configurations.of_company(tx, command.company_id)
    sealed = {COLUMNS[field]: _sealed(field, typed, new, kept, vault) for field, typed in command.secrets.items()}
    await configurations.retire(tx, command.company_id, PENDING, by=command.by, why=REPLACED)
    chosen = carried_over(command.limits, new, kept)
    await configurations.add(
        tx,
        {
            "id": new.id,
            "company_id": new.company_id,
            "state": PENDING,
            "host": new.host,
            "port": new.port,
            "security": new.security,
            "username": new.username,
            "sender_address": new.sender_address,
            "sender_name": new.sender_name,
            "reply_to": new.reply_to,
            **chosen.values(),
            "created_at": tx.clock.now(),
            "created_by": command.by,
            **_of_sign_in(new.sign_in),
            **sealed,
        },
    )
    log.info("smtp_settings.saved", company_id=str(command.company_id), server=new.name)


def _allowed(sign_in: SignIn | None, token_urls: Collection[str]) -> None:
    if sign_in is None:
        return
    if sign_in.tenant and not valid_tenant(sign_in.tenant):
        raise Invalid("The tenant is the directory's id or one of its domain names.", code="bad_tenant")
    if sign_in.provider is Provider.OTHER and sign_in.token_url not in token_urls:
        raise Invalid(
            "Tokens may not come from this address. Whoever runs this installation allows addresses with "
            "MUTABAKAT_MAILER_OAUTH_TOKEN_URLS.",
            code="token_url_not_allowed",
        )
    if sign_in.grant is Grant.CLIENT_CREDENTIALS and not (sign_in.scopes or sign_in.provider is Provider.OTHER):
        raise Invalid(
            "This provider lets no application send mail without a person who has agreed: use a refresh token.",
            code="grant_not_supported",
        )


def _of_sign_in(sign_in: SignIn | None) -> Mapping[str, str]:
    if sign_in is None:
        return {}
    return {
        "provider": sign_in.provider.value,
        "grant_type": sign_in.grant.value,
        "client_id": sign_in.client_id,
        "tenant": sign_in.tenant,
        "token_url": sign_in.token_url,
        "scope": sign_in.scope,
    }


def _sealed(field: str, typed: SecretStr | None, new: Server, kept: Mapping[str, Any], vault: Vault) -> str | None:
    if typed is None:
        old = kept.get(PENDING) or kept.get(ACTIVE)
        if old is None or not configurations.server_of(old).same_account(new):
            return None
        try:
            typed = vault.opened(old, field)
        except SecretUnreadable:
            return None
    if typed is None or not typed.get_secret_value():
        return None
    return vault.seal(typed, company_id=new.company_id, config_id=new.id, field=field)


def missing(row: Any) -> tuple[str, ...]:
    """Fields without which settings are not used (S-12)."""
    server = configurations.server_of(row)
    password = (PASSWORD,) if server.username else ()
    needed = server.sign_in.needed_secrets if server.sign_in is not None else password
    return (*server.missing, *(field for field in needed if not getattr(row, COLUMNS[field])))


async def begin_test(tx: Transaction, command: BeginTest, vault: Vault) -> UnderTest:
    """Check the limits and say what to test: the settings that wait, else those in use."""
    company_id, now = command.company_id, tx.clock.now()
    kept = await configurations.of_company(tx, company_id)
    row = kept.get(PENDING) or kept.get(ACTIVE)
    if row is None:
        raise Conflict("There are no own SMTP settings to test. Save them first.", code="no_settings")
    lacking = missing(row)
    if lacking:
        raise Conflict(
            "The settings are incomplete: {fields} is missing. Incomplete settings are not used.",
            code="incomplete_settings",
            fields=", ".join(lacking),
        )
    if await configurations.test_running(tx, company_id, LONGEST_TEST):
        raise TooMany("A test of these settings is running. Wait for its result.", code="test_running", retry_after=5)
    for window, limit in (
        (timedelta(minutes=1), command.limits.per_minute),
        (timedelta(hours=1), command.limits.per_hour),
    ):
        if await configurations.tests_since(tx, company_id, now - window) >= limit:
            raise TooMany(
                "The settings were tested very often. Try again later.",
                code="too_many_tests",
                retry_after=int(window.total_seconds()),
            )
    try:
        password = vault.opened(row, PASSWORD)
    except SecretUnreadable as error:
        raise Conflict(str(error), code="secret_unreadable") from None
    await permit_for_test(tx, row, now)
    test_id = uuid4()
    await configurations.begin_test(tx, test_id, company_id, row.id)
    return UnderTest(test_id, configurations.server_of(row), password, row.state == PENDING)


async def end_test(tx: Transaction, subject: UnderTest, *, passed: bool, finding: str, stages: str) -> bool:
    """Keep the result; a passed test puts the settings to use and opens their lane. True when they are in use now."""
    await configurations.end_test(tx, subject.test_id, finding=finding, stages=stages)
    if not passed:
        return False
    company_id = subject.server.company_id
    tested = (await configurations.of_company(tx, company_id)).get(PENDING if subject.pending else ACTIVE)
    if tested is None or tested.id != subject.server.id:
        # Cancelled, or others were saved meanwhile: the result speaks of none that are kept.
        return False
    if subject.pending:
        await configurations.retire(tx, company_id, ACTIVE, by=tested.created_by, why=REPLACED)
        await configurations.activate(tx, company_id, subject.server.id)
    await lanes.clear(tx, subject.server.id)
    released = await queue.release_held(tx, company_id)
    log.info("smtp_settings.active", company_id=str(company_id), server=subject.server.name, released=released)
    return True


async def cancel(tx: Transaction, company_id: UUID, *, by: str) -> None:
    """Back to the platform's server (S-16): settings retired with who did it, secrets wiped, what was held is queued again."""
    kept = await configurations.of_company(tx, company_id)
    await configurations.retire(tx, company_id, ACTIVE, PENDING, by=by, why=CANCELLED)
    await device_sign_ins.end(tx, company_id)
    for row in kept.values():
        await lanes.clear(tx, row.id)
    await queue.release_held(tx, company_id)
    log.info("smtp_settings.cancelled", company_id=str(company_id))


async def open_platform_lane(tx: Transaction) -> None:
    """At start: whoever restarted us may have corrected the platform's settings, so its lane gets one more try."""
    await lanes.clear(tx, PLATFORM)
    await queue.release_held(tx, None)
