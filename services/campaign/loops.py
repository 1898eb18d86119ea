"""What the campaign service does by itself: closes what has run out, forgets what nobody may use any more."""

from __future__ import annotations

import asyncio
from functools import partial

import structlog

from services.campaign.domain import webhooks as webhook_rules
from services.campaign.domain.credentials import ATTEMPTS_KEPT
from services.campaign.models import idempotency_keys
from services.campaign.repository import made_files, sessions, tallies, webhooks
from services.campaign.use_cases.reconciliations import EXPIRED_AT_ONCE, expire_due
from services.campaign.use_cases.reminding import remind_due
from shared.database import Database
from shared.idempotency import forget_old_keys
from shared.service import Loop
from shared.supervise import every

log = structlog.get_logger(__name__)

HOUSEKEEPING_SECONDS = 600.0
TALLY_SECONDS = 20.0


async def expire(database: Database) -> int:
    """Close everything that is due, a bounded batch per transaction; returns how many were closed."""
    closed = 0
    while True:
        async with database.transaction() as tx:
            batch = await expire_due(tx)
        closed += batch
        if batch < EXPIRED_AT_ONCE:
            break
    if closed:
        log.info("reconciliations.expired", count=closed)
    return closed


async def remind(database: Database) -> int:
    """Send the reminders whose day and hour have come."""
    sent = await remind_due(database)
    if sent:
        log.info("reconciliations.reminded", count=sent)
    return sent


async def tidy(database: Database) -> None:
    """Drop ended sessions, old counting windows and old idempotency keys."""
    async with database.transaction() as tx:
        now = tx.clock.now()
        await sessions.forget_old(tx, now, now - ATTEMPTS_KEPT)
        await forget_old_keys(tx, idempotency_keys)
        await made_files.forget(tx, now)
        await webhooks.forget(tx, now - webhook_rules.KEPT)


def loops(database: Database, expiry_seconds: float, reminder_seconds: float) -> tuple[Loop, ...]:
    async def expiry(stop: asyncio.Event) -> None:
        await every(expiry_seconds, partial(expire, database), stop)

    async def reminding(stop: asyncio.Event) -> None:
        await every(reminder_seconds, partial(remind, database), stop)

    async def housekeeping(stop: asyncio.Event) -> None:
        await every(HOUSEKEEPING_SECONDS, partial(tidy, database), stop)

    async def tallying(stop: asyncio.Event) -> None:
        await every(TALLY_SECONDS, partial(tallies.add_up, database), stop)

    return (
        Loop("expiry", expiry),
        Loop("reminders", reminding),
        Loop("tallies", tallying),
        Loop("housekeeping", housekeeping),
    )
