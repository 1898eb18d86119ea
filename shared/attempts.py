"""Attempts, counted before they are looked at, in fixed windows of time: per subject, per network, in all.

Protects secrets that are short enough to be guessed. A count is one upsert that returns the new number, so that parallel guesses
cannot share one, and replicas count together because the database does. Subjects are kept as SHA-256 only: the table names
nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Column, Integer, MetaData, String, Table, delete, update

from shared.database import Transaction, UtcDateTime, insert_statement
from shared.limits import Limit, Subject


def attempts_table(metadata: MetaData, name: str, *, scope_length: int = 20) -> Table:
    return Table(
        name,
        metadata,
        Column("scope", String(scope_length), primary_key=True),
        Column("subject_sha256", String(64), primary_key=True),
        Column("window_at", UtcDateTime, primary_key=True),
        Column("count", Integer, nullable=False),
    )


async def count(tx: Transaction, table: Table, subjects: Sequence[Subject]) -> int:
    """Count one attempt of each subject; the seconds to wait when one of them had too many, else 0.

    Raise what follows from it *after* the commit, so that the count is kept. Name subjects in one order everywhere: two attempts
    at once then wait for each other instead of deadlocking.
    """
    now, wait = tx.clock.now(), 0
    for limit, subject in subjects:
        if await _add(tx, table, limit, subject, limit.window_at(now), 1) > limit.most:
            wait = max(wait, limit.wait(now))
    return wait


async def uncount(tx: Transaction, table: Table, subjects: Sequence[Subject]) -> None:
    """Take an attempt that succeeded out of the counts again."""
    now = tx.clock.now()
    for limit, subject in subjects:
        await tx.execute(
            update(table)
            .where(
                table.c.scope == limit.scope,
                table.c.subject_sha256 == _hidden(subject),
                table.c.window_at == limit.window_at(now),
                table.c.count > 0,
            )
            .values(count=table.c.count - 1)
        )


async def add(tx: Transaction, table: Table, counts: Sequence[tuple[Limit, str, datetime, int]]) -> list[int]:
    """Add what was counted elsewhere (limit, subject, window, how many); the sums, in the same order."""
    ordered = sorted(range(len(counts)), key=lambda place: (counts[place][0].scope, _hidden(counts[place][1])))
    sums = [0] * len(counts)
    for place in ordered:
        limit, subject, window_at, many = counts[place]
        sums[place] = await _add(tx, table, limit, subject, window_at, many)
    return sums


async def forget(tx: Transaction, table: Table, before: datetime) -> None:
    """Housekeeping: windows that nobody counts in any more."""
    await tx.execute(delete(table).where(table.c.window_at < before))


async def _add(tx: Transaction, table: Table, limit: Limit, subject: str, window_at: datetime, many: int) -> int:
    insertion = insert_statement(tx.dialect, table).values(
        scope=limit.scope, subject_sha256=_hidden(subject), window_at=window_at, count=many
    )
    total: int = await tx.scalar(
        insertion.on_conflict_do_update(
            index_elements=list(table.primary_key.columns), set_={"count": table.c.count + many}
        ).returning(table.c.count)
    )
    return total


def _hidden(subject: str) -> str:
    return sha256(subject.encode("utf-8", "replace")).hexdigest()
