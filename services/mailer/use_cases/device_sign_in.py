"""A sign-in on a page of the provider, from its first code to the refresh token in the vault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from pydantic import SecretStr

from services.mailer.domain.sign_in import SignIn
from services.mailer.oauth.device import Asked, Progress, Started
from services.mailer.repository import configurations, device_sign_ins
from services.mailer.repository.configurations import ACTIVE, PENDING
from services.mailer.vault import CLIENT_SECRET, DEVICE_CODE, REFRESH_TOKEN, SecretUnreadable, Vault
from shared.database import Reading, Transaction
from shared.errors import Conflict

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A sign-in to ask the provider about."""

    configuration_id: UUID
    sign_in: SignIn
    device_code: SecretStr
    client_secret: SecretStr | None
    interval: int


def _newest(kept: Mapping[str, Any]) -> Any:
    return kept.get(PENDING) or kept.get(ACTIVE)


async def to_begin(reading: Reading, company_id: UUID) -> tuple[UUID, SignIn]:
    """The newest settings, if somebody can sign in for them on a page."""
    row = _newest(await configurations.of_company(reading, company_id))
    sign_in = configurations.server_of(row).sign_in if row is not None else None
    if sign_in is None or not sign_in.device_endpoint or sign_in.missing:
        raise Conflict(
            "A sign-in on a page of the provider needs saved settings for Microsoft 365 with a client id. Save them first.",
            code="no_device_sign_in",
        )
    return row.id, sign_in


async def begin(tx: Transaction, company_id: UUID, configuration_id: UUID, started: Started, vault: Vault) -> None:
    """Remember what was begun, if the settings are still there."""
    if await configurations.kept(tx, configuration_id) is None:
        raise Conflict("Other settings were saved meanwhile. Begin the sign-in again.", code="no_device_sign_in")
    now = tx.clock.now()
    sealed = vault.seal(started.device_code, company_id=company_id, config_id=configuration_id, field=DEVICE_CODE)
    values = {
        "configuration_id": configuration_id,
        "device_code": sealed,
        "interval_seconds": started.interval,
        "next_ask_at": now + timedelta(seconds=started.interval),
        "expires_at": now + timedelta(seconds=started.seconds),
    }
    await device_sign_ins.begin(tx, company_id, values)


async def to_ask(reading: Reading, company_id: UUID, vault: Vault) -> UnderWay | Progress:
    """What to ask the provider about, or how it stands without asking: it wants to be asked seldom."""
    request = await device_sign_ins.under_way(reading, company_id)
    row = await configurations.kept(reading, request.configuration_id) if request is not None else None
    if request is None or row is None or request.expires_at <= reading.clock.now():
        return Progress.EXPIRED
    if request.next_ask_at > reading.clock.now():
        return Progress.WAITING
    sign_in = configurations.server_of(row).sign_in
    try:
        code = vault.open(request.device_code, company_id=company_id, config_id=row.id, field=DEVICE_CODE)
        secret = vault.opened(row, CLIENT_SECRET)
    except SecretUnreadable:
        return Progress.EXPIRED
    return UnderWay(row.id, sign_in, code, secret, request.interval_seconds) if sign_in else Progress.EXPIRED


async def asked(tx: Transaction, company_id: UUID, subject: UnderWay, said: Asked, vault: Vault) -> None:
    """Keep what the provider said; with `DONE` the refresh token goes into the settings it was obtained for."""
    if said.progress is Progress.WAITING:
        interval = subject.interval + said.slower_by
        await device_sign_ins.ask_again(tx, company_id, tx.clock.now() + timedelta(seconds=interval), interval)
        return
    await device_sign_ins.end(tx, company_id)
    if said.refresh_token is not None:
        config_id = subject.configuration_id
        sealed = vault.seal(said.refresh_token, company_id=company_id, config_id=config_id, field=REFRESH_TOKEN)
        await configurations.put(tx, config_id, REFRESH_TOKEN, sealed)
        log.info("sign_in.completed", company_id=str(company_id))
