"""SMTP settings of companies: at most one in use, at most one waiting for its test. Secrets are ciphertext only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, or_, select, true, update

from services.mailer.domain.limits import Chosen, Limits
from services.mailer.domain.presets import preset_for
from services.mailer.domain.servers import Security, Server
from services.mailer.domain.sign_in import Grant, Provider, SignIn
from services.mailer.models import smtp_configurations, smtp_tests
from shared.database import Reading, Transaction

ACTIVE, PENDING, RETIRED = "active", "pending", "retired"
CANCELLED, REPLACED = "cancelled", "replaced"


def server_of(row: Any) -> Server:
    return Server(
        id=row.id,
        company_id=row.company_id,
        host=row.host,
        port=row.port,
        security=Security(row.security),
        username=row.username,
        sender_address=row.sender_address,
        sender_name=row.sender_name,
        reply_to=row.reply_to,
        sign_in=_sign_in(row) if row.provider else None,
    )


def _sign_in(row: Any) -> SignIn:
    return SignIn(
        provider=Provider(row.provider),
        grant=Grant(row.grant_type),
        client_id=row.client_id,
        tenant=row.tenant,
        token_url=row.token_url,
        scope=row.scope,
    )


async def of_company(reading: Reading, company_id: UUID) -> Mapping[str, Row[Any]]:
    """State → row, for the settings in use and those waiting."""
    rows = await reading.all(
        select(smtp_configurations).where(
            smtp_configurations.c.company_id == company_id, smtp_configurations.c.state.in_((ACTIVE, PENDING))
        )
    )
    return {row.state: row for row in rows}


async def active(reading: Reading, config_id: UUID) -> Row[Any] | None:
    return await reading.first(
        select(smtp_configurations).where(smtp_configurations.c.id == config_id, smtp_configurations.c.state == ACTIVE)
    )


async def kept(reading: Reading, config_id: UUID) -> Row[Any] | None:
    """The settings, in use or waiting."""
    columns = smtp_configurations.c
    return await reading.first(
        select(smtp_configurations).where(columns.id == config_id, columns.state.in_((ACTIVE, PENDING)))
    )


async def sealed(reading: Reading, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    """Settings that hold secrets, by id, behind `after`."""
    columns = smtp_configurations.c
    holds = or_(columns.secret.is_not(None), columns.client_secret.is_not(None), columns.refresh_token.is_not(None))
    behind = true() if after is None else columns.id > after
    return await reading.all(select(smtp_configurations).where(holds, behind).order_by(columns.id).limit(limit))


async def put(tx: Transaction, config_id: UUID, column: str, sealed: str) -> None:
    """Keep a ciphertext in settings that are in use or waiting."""
    columns = smtp_configurations.c
    await tx.execute(
        update(smtp_configurations)
        .where(columns.id == config_id, columns.state.in_((ACTIVE, PENDING)))
        .values({column: sealed})
    )


async def exchange(tx: Transaction, config_id: UUID, column: str, *, old: str, new: str) -> bool:
    """Put another ciphertext in the place of one; False when that was not there any more."""
    secret = smtp_configurations.c[column]
    result = await tx.execute(
        update(smtp_configurations).where(smtp_configurations.c.id == config_id, secret == old).values({column: new})
    )
    return result.rowcount == 1


async def whatever(reading: Reading, config_id: UUID) -> Row[Any] | None:
    """The settings, also those that are not used any more."""
    return await reading.first(select(smtp_configurations).where(smtp_configurations.c.id == config_id))


async def still_active(reading: Reading, ids: Collection[UUID]) -> Mapping[UUID, Row[Any]]:
    """Those of these that are in use, as they are configured now."""
    columns = smtp_configurations.c
    rows = await reading.all(select(smtp_configurations).where(columns.id.in_(ids), columns.state == ACTIVE))
    return {row.id: row for row in rows}


def chosen_of(row: Any) -> Chosen:
    """What the company decided about the limits."""
    return Chosen(
        connections=row.connections,
        per_connection=row.per_connection,
        per_minute=row.per_minute,
        per_hour=row.per_hour,
        per_day=row.per_day,
    )


def limits_of(row: Any) -> Limits:
    """The limits that hold: the preset of the host, where the company did not choose others."""
    return preset_for(row.host).limits.overridden(chosen_of(row))


async def set_limits(tx: Transaction, config_id: UUID, values: Mapping[str, int | None]) -> None:
    await tx.execute(update(smtp_configurations).where(smtp_configurations.c.id == config_id).values(**values))


async def add(tx: Transaction, values: Mapping[str, Any]) -> None:
    await tx.execute(insert(smtp_configurations), values)


async def activate(tx: Transaction, company_id: UUID, config_id: UUID) -> bool:
    """Put the waiting settings to use; False when they were replaced meanwhile."""
    result = await tx.execute(
        update(smtp_configurations)
        .where(
            smtp_configurations.c.id == config_id,
            smtp_configurations.c.company_id == company_id,
            smtp_configurations.c.state == PENDING,
        )
        .values(state=ACTIVE, activated_at=tx.clock.now())
    )
    return result.rowcount == 1


async def retire(tx: Transaction, company_id: UUID, *states: str, by: str, why: str) -> int:
    """Take settings out of use; their secrets are wiped, the rows stay as a record. Returns how many."""
    wiped = {"secret": None, "client_secret": None, "refresh_token": None}
    result = await tx.execute(
        update(smtp_configurations)
        .where(smtp_configurations.c.company_id == company_id, smtp_configurations.c.state.in_(states))
        .values(state=RETIRED, retired_at=tx.clock.now(), retired_by=by, retired_for=why, **wiped)
    )
    return result.rowcount


async def tests_since(reading: Reading, company_id: UUID, since: datetime) -> int:
    columns = smtp_tests.c
    count: int = await reading.scalar(
        select(func.count()).select_from(smtp_tests).where(columns.company_id == company_id, columns.started_at > since)
    )
    return count


async def test_running(reading: Reading, company_id: UUID, longest: timedelta) -> bool:
    columns = smtp_tests.c
    running = await reading.scalar(
        select(func.count())
        .select_from(smtp_tests)
        .where(
            columns.company_id == company_id,
            columns.finished_at.is_(None),
            columns.started_at > reading.clock.now() - longest,
        )
    )
    return bool(running)


async def begin_test(tx: Transaction, test_id: UUID, company_id: UUID, config_id: UUID) -> None:
    await tx.execute(
        insert(smtp_tests),
        {
            "id": test_id,
            "company_id": company_id,
            "configuration_id": config_id,
            "started_at": tx.clock.now(),
            "finding": "",
            "stages": "[]",
        },
    )


async def end_test(tx: Transaction, test_id: UUID, *, finding: str, stages: str) -> None:
    await tx.execute(
        update(smtp_tests)
        .where(smtp_tests.c.id == test_id)
        .values(finished_at=tx.clock.now(), finding=finding, stages=stages)
    )
