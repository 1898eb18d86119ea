"""When a company wants its mail to leave, and what becomes of its uncertain ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import time
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from services.mailer.domain.window import ALWAYS, Window
from services.mailer.models import mail_policies
from shared.database import Reading, Transaction, insert_statement


def window_of(row: Any) -> Window | None:
    """The window of a row with the policy's columns; None where there is none."""
    if row is None or row.days is None:
        return None
    window = Window(
        frozenset(int(day) for day in row.days), time.fromisoformat(row.opens), time.fromisoformat(row.closes)
    )
    return None if window == ALWAYS else window


async def of(reading: Reading, company_id: UUID) -> Row[Any] | None:
    return await reading.first(select(mail_policies).where(mail_policies.c.company_id == company_id))


async def holding_uncertain(reading: Reading, companies: Collection[UUID]) -> set[UUID]:
    """Those of these companies that want to decide themselves about every uncertain mail."""
    if not companies:
        return set()
    return set(
        await reading.scalars(
            select(mail_policies.c.company_id).where(
                mail_policies.c.company_id.in_(list(companies)), mail_policies.c.hold_uncertain
            )
        )
    )


async def keep(tx: Transaction, company_id: UUID, values: Mapping[str, Any]) -> None:
    statement = insert_statement(tx.dialect, mail_policies)
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["company_id"], set_=dict(values)),
        {"company_id": company_id, **values},
    )
