"""Last days that were moved. Whoever takes statements in and whoever moves their day wait for each other: none is missed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, column, func, select, update, values

from services.responses.models import extensions, statements
from shared.clock import end_of_day
from shared.database import Transaction


async def enter(tx: Transaction, campaign_ids: Collection[UUID]) -> dict[UUID, date]:
    """Before statements of these campaigns are added: the days they have by now. Nobody moves them until the commit."""
    await _lock(tx, campaign_ids, shared=True)
    of = extensions.c
    rows = await tx.all(select(of.campaign_id, of.valid_until).where(tx.among(of.campaign_id, campaign_ids)))
    return {row.campaign_id: row.valid_until for row in rows}


async def extend(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep the latest day of each of these campaigns (one row each), and move their statements to it."""
    await _lock(tx, {row["campaign_id"] for row in rows}, shared=False)
    insertion, given = tx.insertion(extensions, list(rows))
    later = insertion.excluded["valid_until"]
    await tx.execute(
        insertion.on_conflict_do_update(
            index_elements=["campaign_id", "company_id"],
            set_={"valid_until": later, "extended_at": insertion.excluded["extended_at"]},
            where=extensions.c.valid_until < later,
        ),
        given,
    )
    for row in rows:
        to = end_of_day(row["valid_until"])
        await tx.execute(
            update(statements)
            .where(
                statements.c.campaign_id == row["campaign_id"],
                statements.c.company_id == row["company_id"],
                func.coalesce(statements.c.extended_to, statements.c.closes_at) < to,
            )
            .values(extended_to=to)
        )


async def _lock(tx: Transaction, campaign_ids: Collection[UUID], *, shared: bool) -> None:
    """Until the commit, in one order; of the transaction, since a campaign has no row here. SQLite has one writer."""
    if tx.dialect != "postgresql" or not campaign_ids:
        return
    lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
    given = values(column("id", Text), name="given").data([(f"extension:{id_}",) for id_ in sorted(campaign_ids)])
    keys = select(func.hashtextextended(cast(given.c.id, Text), 0).label("key")).distinct().order_by("key").subquery()
    await tx.all(select(lock(keys.c.key)))
