"""Movements: how an import's lines get into the books as a whole, and how they are read.

Lines are staged beside the books, compared document by document, and only documents that are new or say something else are
exchanged, all in the import's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, delete, func, insert, select

from services.aggregator.models import accounts, movements, staged_movements
from shared.database import Reading, Transaction

AT_ONCE = 2000
_COPIED = [column.name for column in staged_movements.columns]


@dataclass(frozen=True, slots=True)
class Touched:
    """What an import changed: documents, and the accounts and periods (as 202610) whose sums may differ now."""

    documents: int
    places: frozenset[tuple[int, int]]


async def stage(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        await tx.execute(staged_movements.insert(), rows[start : start + AT_ONCE])


async def compare(tx: Transaction, company_id: UUID, import_id: UUID) -> Touched:
    """Leave in the staging only documents that are new or say something else than the books; returns where they lie."""
    staged, kept = staged_movements.c, movements.c
    mine = staged.import_id == import_id
    said_now = (
        select(staged.document_id, func.count().label("lines"), func.sum(staged.fingerprint).label("content"))
        .where(mine)
        .group_by(staged.document_id)
        .subquery("said_now")
    )
    said_before = (
        select(kept.document_id, func.count().label("lines"), func.sum(kept.fingerprint).label("content"))
        .where(kept.company_id == company_id, kept.document_id.in_(select(staged.document_id).where(mine)))
        .group_by(kept.document_id)
        .subquery("said_before")
    )
    same = select(said_now.c.document_id).join(
        said_before,
        and_(
            said_now.c.document_id == said_before.c.document_id,
            said_now.c.lines == said_before.c.lines,
            said_now.c.content == said_before.c.content,
        ),
    )
    await tx.execute(delete(staged_movements).where(mine, staged.document_id.in_(same)))
    left = select(staged.document_id).where(mine)
    gone = select(kept.account_id, kept.period).where(kept.company_id == company_id, kept.document_id.in_(left))
    come = select(staged.account_id, staged.period).where(mine)
    places = await tx.all(gone.union(come))
    documents = await tx.scalar(select(func.count(staged.document_id.distinct())).where(mine))
    return Touched(documents or 0, frozenset((row.account_id, row.period) for row in places))


async def exchange(tx: Transaction, company_id: UUID, import_id: UUID) -> None:
    """Put what is left in the staging into the books, in place of the same documents' earlier lines."""
    staged, kept = staged_movements.c, movements.c
    mine = staged.import_id == import_id
    left = select(staged.document_id).where(mine)
    await tx.execute(delete(movements).where(kept.company_id == company_id, kept.document_id.in_(left)))
    # As the file has them: lists show movements in the order they were taken in.
    lines = select(*[staged[name] for name in _COPIED]).where(mine).order_by(staged.line_no)
    await tx.execute(insert(movements).from_select(_COPIED, lines))
    await tx.execute(delete(staged_movements).where(mine))


async def page(
    reading: Reading, company_id: UUID, *, account_code: str | None, period: int | None, after: int | None, limit: int
) -> Sequence[Row[Any]]:
    """Lines in the order they were taken in, `limit` + 1 of them, each with its account's code."""
    statement = (
        select(movements, accounts.c.code.label("account_code"))
        .join(accounts, accounts.c.id == movements.c.account_id)
        .where(movements.c.company_id == company_id)
    )
    if account_code is not None:
        statement = statement.where(accounts.c.code == account_code)
    if period is not None:
        statement = statement.where(movements.c.period == period)
    if after is not None:
        statement = statement.where(movements.c.id > after)
    return await reading.all(statement.order_by(movements.c.id).limit(limit + 1))
