"""Timed work of the mailer: sending, and finding what was lost or is late."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from uuid import UUID

from services.mailer.dispatch.journals import Journals
from services.mailer.use_cases.outcomes import Policy
from services.mailer.use_cases.sweep import sweep
from shared.database import Database
from shared.supervise import every


async def sweep_once(
    database: Database, policy: Policy, journals: Journals, in_hand: Collection[UUID] = frozenset()
) -> int:
    """What dead processes of this machine knew is told before anything of theirs is judged."""
    await journals.replay()
    async with database.transaction() as tx:
        return await sweep(tx, policy, in_hand)


async def run_sweep(
    database: Database,
    policy: Policy,
    journals: Journals,
    in_hand: Collection[UUID],
    seconds: float,
    stop: asyncio.Event,
) -> None:
    """Sweep now and then until `stop`."""

    async def once() -> None:
        await sweep_once(database, policy, journals, in_hand)

    await every(seconds, once, stop)
