"""SMTP settings of companies: at most one in use, at most one waiting for its test. Secrets are ciphertext only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update

from services.mailer.domain.servers import Security, Server
from services.mailer.models import smtp_configurations, smtp_tests
from shared.database import Reading, Transaction

ACTIVE, PENDING, RETIRED = "active", "pending", "retired"


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


async def still_active(reading: Reading, ids: Collection[UUID]) -> set[UUID]:
    columns = smtp_configurations.c
    return set(await reading.scalars(select(columns.id).where(columns.id.in_(ids), columns.state == ACTIVE)))


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


async def retire(tx: Transaction, company_id: UUID, *states: str) -> int:
    """Take settings out of use; their secrets are wiped, the rows stay as a record. Returns how many."""
    result = await tx.execute(
        update(smtp_configurations)
        .where(smtp_configurations.c.company_id == company_id, smtp_configurations.c.state.in_(states))
        .values(state=RETIRED, secret=None, retired_at=tx.clock.now())
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
