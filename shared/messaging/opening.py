"""Rows of many events, opened into rows of one when they cannot be handled as a whole.

Protects the promise that a poisoned event blocks nobody: whatever waits, fails or kills the process does so alone, with its own
attempts and its own reason. The opened row stays, done, under its id: delivered again it is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from shared.database import Transaction
from shared.messaging import leases
from shared.messaging.inbox import Inbox, row_of
from shared.messaging.leases import Claim, Claimed
from shared.messaging.packing import events_in


class Aside(NamedTuple):
    """What becomes of an event that was not handled with its neighbours."""

    reason: str
    again_at: datetime | None
    """None: it is buried."""


async def open_rows(tx: Transaction, inbox: Inbox, claim: Claim, rows: Iterable[Claimed]) -> int:
    """Replace rows by one row for each of their events, to be claimed at once. The attempt that is under way is not counted for
    the single events, since their own follows. Returns how many rows were still ours."""
    now = tx.clock.now()
    ours = 0
    for row in rows:
        if await leases.finish(tx, inbox.table, claim.token, now, [row.id]):
            ours += 1
            singles = [
                row_of(event.encode(), now) | {"attempts": max(row.attempts - 1, 0)} for event in events_in(row.body)
            ]
            await tx.insert_or_ignore(inbox.table, singles)
    if ours:
        tx.after_commit(inbox.wakeup.set)
    return ours


async def set_aside(tx: Transaction, inbox: Inbox, row: Claimed, aside: Mapping[UUID, Aside]) -> None:
    """Rows of their own for events of a row whose other events are handled in this transaction."""
    if not aside:
        return
    now = tx.clock.now()
    singles: list[dict[str, Any]] = []
    for event in events_in(row.body):
        single = row_of(event.encode(), now)
        found = aside.get(single["event_id"])
        if found is not None:
            singles.append(
                single
                | {
                    "attempts": row.attempts,
                    "available_at": found.again_at or now,
                    "failed_at": None if found.again_at else now,
                    "error": found.reason,
                }
            )
    await tx.insert_or_ignore(inbox.table, singles)
