"""Runs handlers from the inbox: attempts are committed before a handler runs, `done` commits with what it wrote.

A handler gets a list of events of one type in one transaction. When the list fails, it is halved, and rows of many events are
opened, until the event that fails stands alone, so that a poisoned event never blocks the rest; an event that keeps failing, or
keeps killing the process, is buried with its reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

import structlog
from structlog.contextvars import bound_contextvars

from shared.crashpoint import crashpoint
from shared.database import Transaction
from shared.errors import DomainError, NotYet, Permanent
from shared.messaging import leases
from shared.messaging.decoding import Readable, decode
from shared.messaging.inbox import Inbox
from shared.messaging.leases import Claim, Claimed, Pick
from shared.messaging.opening import Aside, open_rows, set_aside
from shared.messaging.retry import Backoff
from shared.messaging.subscriptions import Subscription, Verdict

log = structlog.get_logger(__name__)

BATCH = 1000
"""Events in one claim, about."""
LINGER = 0.03
"""Seconds in which a burst may gather: one transaction for many events is what makes the difference under load, and nobody
notices the wait."""
SMALL = 250
"""A claim below this means that events are still trickling in."""
TRICKLE, LONGEST_TRICKLE = 0.1, 0.4
"""Seconds until the next look while they do, the first time and after several: what costs is the claim and the commit, not the
events in them. A single event never waits for it."""
SUSPECTS_EVERY = 8
"""Every so many rounds a suspect is tried even while fresh events keep coming."""


class LeaseLost(Exception):
    """Somebody else owns these rows by now; what we wrote for them must not count."""


class InboxWorker:
    """Claims, handles and marks the events of one service."""

    def __init__(self, inbox: Inbox, *, lease: timedelta, poll: float, bury_after: int, backoff: Backoff) -> None:
        self._inbox = inbox
        self._lease = lease
        self._poll = poll
        self._bury_after = bury_after
        self._backoff = backoff
        self._round = 0

    async def run(self, stop: asyncio.Event) -> None:
        pause = TRICKLE
        while not stop.is_set():
            claimed = await self.step()
            if claimed == 0:
                pause = TRICKLE
                await self._inbox.wakeup.wait(self._poll, linger=LINGER)
            elif 1 < claimed < SMALL:
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_TRICKLE)

    async def step(self) -> int:
        """Handle one claim; returns how many events it held."""
        self._round += 1
        first = Pick.SUSPECT if self._round % SUSPECTS_EVERY == 0 else Pick.FRESH
        claim = await self._claim(first)
        if not claim.rows:
            claim = await self._claim(Pick.SUSPECT if first is Pick.FRESH else Pick.FRESH)
        if not claim.rows:
            return 0
        crashpoint("inbox.claimed")
        for event_type, rows in groupby(sorted(claim.rows, key=lambda row: (row.type, row.id)), lambda row: row.type):
            await self._handle_type(event_type, claim, list(rows))
        return claim.events

    async def _claim(self, pick: Pick) -> Claim:
        async with self._inbox.database.at_once() as tx:
            return await leases.claim(
                tx, self._inbox.table, limit=BATCH, now=tx.clock.now(), lease=self._lease, pick=pick
            )

    async def _handle_type(self, event_type: str, claim: Claim, rows: list[Claimed]) -> None:
        subscription = self._inbox.subscriptions.get(event_type)
        if subscription is None:
            await self._give_up(claim, dict.fromkeys(rows, f"unknown event type {event_type!r}"))
            return
        # What was claimed before has failed, or was in hands that died: its events are tried apart from each other.
        await self._open(claim, [row for row in rows if row.events > 1 and row.attempts > 1])
        tried = [row for row in rows if row.events == 1 or row.attempts == 1]
        readable, unreadable = decode(subscription, tried)
        await self._open(claim, [row for row in unreadable if row.events > 1])
        await self._give_up(claim, {row: reason for row, reason in unreadable.items() if row.events == 1})
        exhausted = [item.row for item in readable if item.row.attempts > self._bury_after]
        await self._give_up(
            claim,
            {row: f"the process ended {row.attempts - 1} times while handling this event" for row in exhausted},
        )
        alive = [item for item in readable if item.row.attempts <= self._bury_after]
        for batch in _batches(alive, subscription.batch):
            await self._handle_batch(subscription, claim, batch)

    async def _handle_batch(self, subscription: Subscription, claim: Claim, batch: list[Readable]) -> None:
        try:
            await self._apply(subscription, claim, batch)
        except LeaseLost:
            log.warning("inbox.lease_lost", type=subscription.event.TYPE, count=len(batch))
        except Exception as error:  # noqa: BLE001  # whatever a handler raises becomes the event's reason
            if len(batch) == 1:
                (item,) = batch
                if item.row.events == 1:
                    await self._failed(claim, item.row, error)
                else:
                    await self._open(claim, [item.row])
                return
            # In halves, down to the single event: the good ones go through in few transactions, the poisoned one ends alone.
            log.info("inbox.batch_split", type=subscription.event.TYPE, count=len(batch), error=_describe(error))
            middle = len(batch) // 2
            await self._handle_batch(subscription, claim, batch[:middle])
            await self._handle_batch(subscription, claim, batch[middle:])

    async def _apply(self, subscription: Subscription, claim: Claim, batch: list[Readable]) -> None:
        events = [event for item in batch for event in item.events]
        context: dict[str, Any] = {"event_type": subscription.event.TYPE, "events": len(events)}
        if len(events) == 1:
            context["event_id"] = str(events[0].id)
        with bound_contextvars(**context):
            async with self._inbox.database.transaction() as tx:
                verdict = await subscription.handler(tx, events) or Verdict()
                crashpoint("inbox.handled")
                await self._mark(tx, claim, batch, verdict)
        crashpoint("inbox.done")

    async def _mark(self, tx: Transaction, claim: Claim, batch: Sequence[Readable], verdict: Verdict) -> None:
        now = tx.clock.now()
        table = self._inbox.table
        done: list[int] = []
        waiting: dict[int, tuple[datetime, str]] = {}
        refused: dict[int, str] = {}
        buried: list[tuple[UUID, Claimed, str]] = []
        for item in batch:
            row, aside = item.row, self._aside(item, verdict, now)
            if row.events > 1 or not aside:
                await set_aside(tx, self._inbox, row, aside)
                done.append(row.id)
            for event_id, (reason, again_at) in aside.items():
                if again_at is None:
                    buried.append((event_id, row, reason))
                if row.events == 1 and again_at is None:
                    refused[row.id] = reason
                elif row.events == 1 and again_at is not None:
                    waiting[row.id] = (again_at, reason)
        await leases.postpone(tx, table, claim.token, waiting)
        await leases.bury(tx, table, claim.token, now, refused)
        if done and await leases.finish(tx, table, claim.token, now, done) != len(done):
            raise LeaseLost
        for event_id, row, reason in buried:
            _log_buried(event_id, row, reason)

    def _aside(self, item: Readable, verdict: Verdict, now: datetime) -> dict[UUID, Aside]:
        """Those of a row's events that its handler could not apply."""
        if not verdict.postponed and not verdict.refused:
            return {}
        aside: dict[UUID, Aside] = {}
        attempts = item.row.attempts
        for event in item.events:
            if event.id in verdict.refused:
                aside[event.id] = Aside(verdict.refused[event.id], None)
            elif event.id in verdict.postponed:
                again_at = None if attempts >= self._bury_after else now + self._backoff.after(attempts)
                aside[event.id] = Aside(verdict.postponed[event.id], again_at)
        return aside

    async def _open(self, claim: Claim, rows: Sequence[Claimed]) -> None:
        if rows:
            async with self._inbox.database.transaction() as tx:
                await open_rows(tx, self._inbox, claim, rows)

    async def _failed(self, claim: Claim, row: Claimed, error: Exception) -> None:
        reason = _describe(error)
        if isinstance(error, (Permanent, DomainError)) or row.attempts >= self._bury_after:
            await self._give_up(claim, {row: reason})
            return
        if not isinstance(error, NotYet):
            log.warning("inbox.postponed", event_id=str(row.event_id), type=row.type, error=reason, exc_info=error)
        async with self._inbox.database.transaction() as tx:
            at = tx.clock.now() + self._backoff.after(row.attempts)
            await leases.postpone(tx, self._inbox.table, claim.token, {row.id: (at, reason)})

    async def _give_up(self, claim: Claim, reasons: dict[Claimed, str]) -> None:
        if not reasons:
            return
        async with self._inbox.database.transaction() as tx:
            await leases.bury(
                tx,
                self._inbox.table,
                claim.token,
                tx.clock.now(),
                {row.id: why for row, why in reasons.items()},
            )
        for row, reason in reasons.items():
            _log_buried(row.event_id, row, reason)


def _batches(items: Sequence[Readable], most: int) -> Iterator[list[Readable]]:
    """Whole rows, together of at most `most` events, unless one row alone holds more."""
    batch: list[Readable] = []
    count = 0
    for item in items:
        if batch and count + item.row.events > most:
            yield batch
            batch, count = [], 0
        batch.append(item)
        count += item.row.events
    if batch:
        yield batch


def _log_buried(event_id: UUID, row: Claimed, reason: str) -> None:
    log.error("inbox.buried", event_id=str(event_id), type=row.type, attempts=row.attempts, reason=reason)


def _describe(error: BaseException) -> str:
    text = str(error) or error.__class__.__name__
    return text if isinstance(error, (Permanent, NotYet, DomainError)) else f"{error.__class__.__name__}: {text}"[:2000]
