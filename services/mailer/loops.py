"""Timed work of the mailer: sending, and finding what was lost or is late."""

from __future__ import annotations

import asyncio
from functools import partial

from services.mailer.use_cases.outcomes import Policy
from services.mailer.use_cases.sweep import sweep
from shared.database import Database
from shared.supervise import every


async def sweep_once(database: Database, policy: Policy) -> int:
    async with database.transaction() as tx:
        return await sweep(tx, policy)


async def run_sweep(database: Database, policy: Policy, seconds: float, stop: asyncio.Event) -> None:
    """Sweep now and then until `stop`."""
    await every(seconds, partial(sweep_once, database, policy), stop)
