"""A company's own SMTP settings (S-08…S-16): kept aside until a test has passed, cancelled by the operator alone.

Nothing here ever gives a password back; a password that was kept goes to the same account only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from pydantic import SecretStr

from services.mailer.domain.servers import PLATFORM, Security, Server
from services.mailer.repository import configurations, lanes, queue
from services.mailer.repository.configurations import ACTIVE, PENDING
from services.mailer.vault import SecretUnreadable, Vault
from shared.database import Transaction
from shared.errors import Conflict, Invalid, TooMany

log = structlog.get_logger(__name__)

LONGEST_TEST = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveSettings:
    """`password` None: keep the one there is, if it belongs to the same account."""

    company_id: UUID
    by: str
    host: str
    port: int
    security: Security
    username: str
    password: SecretStr | None
    sender_address: str
    sender_name: str


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
    pending: bool


async def save(tx: Transaction, command: SaveSettings, vault: Vault) -> None:
    """Keep settings for their test; those in use stay in use until it has passed."""
    if command.security is Security.NONE and command.username:
        raise Invalid(
            "A login needs an encrypted connection: choose tls or starttls, or leave the user name empty.",
            code="login_in_the_clear",
        )
    new = Server(
        id=uuid4(),
        company_id=command.company_id,
        host=command.host,
        port=command.port,
        security=command.security,
        username=command.username,
        sender_address=command.sender_address,
        sender_name=command.sender_name,
    )
    kept = await configurations.of_company(tx, command.company_id)
    secret = _sealed(command.password, new, kept, vault)
    await configurations.retire(tx, command.company_id, PENDING)
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
            "secret": secret,
            "sender_address": new.sender_address,
            "sender_name": new.sender_name,
            "created_at": tx.clock.now(),
            "created_by": command.by,
        },
    )
    log.info("smtp_settings.saved", company_id=str(command.company_id), server=new.name)


def _sealed(password: SecretStr | None, new: Server, kept: Mapping[str, Any], vault: Vault) -> str | None:
    if password is None:
        old = kept.get(PENDING) or kept.get(ACTIVE)
        if old is None or not old.secret or not configurations.server_of(old).same_account(new):
            return None
        try:
            password = vault.open(old.secret, company_id=old.company_id, config_id=old.id)
        except SecretUnreadable:
            return None
    if not password.get_secret_value():
        return None
    return vault.seal(password, company_id=new.company_id, config_id=new.id)


def missing(row: Any) -> tuple[str, ...]:
    """Fields without which settings are not used (S-12)."""
    server = configurations.server_of(row)
    return (*server.missing, *(("password",) if server.username and not row.secret else ()))


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
    password: SecretStr | None = None
    if row.secret:
        try:
            password = vault.open(row.secret, company_id=row.company_id, config_id=row.id)
        except SecretUnreadable as error:
            raise Conflict(str(error), code="secret_unreadable") from None
    test_id = uuid4()
    await configurations.begin_test(tx, test_id, company_id, row.id)
    return UnderTest(test_id, configurations.server_of(row), password, row.state == PENDING)


async def end_test(tx: Transaction, subject: UnderTest, *, passed: bool, finding: str, stages: str) -> bool:
    """Keep the result; a passed test puts the settings to use and opens their lane. True when they are in use now."""
    await configurations.end_test(tx, subject.test_id, finding=finding, stages=stages)
    if not passed:
        return False
    company_id = subject.server.company_id
    if subject.pending:
        kept = await configurations.of_company(tx, company_id)
        waiting = kept.get(PENDING)
        if waiting is None or waiting.id != subject.server.id:
            # Other settings were saved meanwhile: the result speaks of none that are kept.
            return False
        await configurations.retire(tx, company_id, ACTIVE)
        await configurations.activate(tx, company_id, subject.server.id)
    await lanes.clear(tx, subject.server.id)
    released = await queue.release_held(tx, company_id)
    log.info("smtp_settings.active", company_id=str(company_id), server=subject.server.name, released=released)
    return True


async def cancel(tx: Transaction, company_id: UUID) -> None:
    """Back to the platform's server (S-16): settings retired, secrets wiped, what was held is queued again."""
    kept = await configurations.of_company(tx, company_id)
    await configurations.retire(tx, company_id, ACTIVE, PENDING)
    for row in kept.values():
        await lanes.clear(tx, row.id)
    await queue.release_held(tx, company_id)
    log.info("smtp_settings.cancelled", company_id=str(company_id))


async def open_platform_lane(tx: Transaction) -> None:
    """At start: whoever restarted us may have corrected the platform's settings, so its lane gets one more try."""
    await lanes.clear(tx, PLATFORM)
    await queue.release_held(tx, None)
