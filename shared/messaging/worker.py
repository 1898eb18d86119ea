"""Runs handlers from the inbox: attempts are committed before a handler runs, `done` commits with what it wrote.

A handler gets a list of events of one type in one transaction. When the list fails, it is halved until the event that
fails stands alone, so that a poisoned event never blocks the rest; an event that keeps failing, or keeps killing the
process, is buried with its reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

import structlog
from pydantic import ValidationError
from structlog.contextvars import bound_contextvars

from shared.contracts.event import Event, envelope_of
from shared.crashpoint import crashpoint
from shared.database import Transaction
from shared.errors import DomainError, NotYet, Permanent
from shared.messaging import leases
from shared.messaging.inbox import Inbox
from shared.messaging.leases import Claim, Claimed, Pick
from shared.messaging.retry import Backoff
from shared.messaging.subscriptions import Subscription, Verdict

log = structlog.get_logger(__name__)

BATCH = 1000
LINGER = 0.03
"""Seconds in which a burst may gather: one transaction for many events is what makes the difference under load, and nobody
notices the wait."""
SMALL = 250
"""A claim below this means that events are still trickling in."""
TRICKLE = 0.1
"""Seconds until the next look while they do: what costs is the claim and the commit, not the events in them. A single event never
waits for it."""
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
        while not stop.is_set():
            claimed = await self.step()
            if claimed == 0:
                await self._inbox.wakeup.wait(self._poll, linger=LINGER)
            elif 1 < claimed < SMALL:
                await asyncio.sleep(TRICKLE)

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
        return len(claim.rows)

    async def _claim(self, pick: Pick) -> Claim:
        async with self._inbox.database.transaction() as tx:
            return await leases.claim(
                tx, self._inbox.table, limit=BATCH, now=tx.clock.now(), lease=self._lease, pick=pick
            )

    async def _handle_type(self, event_type: str, claim: Claim, rows: list[Claimed]) -> None:
        subscription = self._inbox.subscriptions.get(event_type)
        if subscription is None:
            await self._give_up(claim, dict.fromkeys(rows, f"unknown event type {event_type!r}"))
            return
        events, unreadable = _decode(subscription, rows)
        await self._give_up(claim, unreadable)
        exhausted = [row for row, _ in events if row.attempts > self._bury_after]
        await self._give_up(
            claim,
            {row: f"the process ended {row.attempts - 1} times while handling this event" for row in exhausted},
        )
        alive = [(row, event) for row, event in events if row.attempts <= self._bury_after]
        for start in range(0, len(alive), subscription.batch):
            await self._handle_batch(subscription, claim, alive[start : start + subscription.batch])

    async def _handle_batch(
        self, subscription: Subscription, claim: Claim, batch: list[tuple[Claimed, Event[Any]]]
    ) -> None:
        try:
            await self._apply(subscription, claim, batch)
        except LeaseLost:
            log.warning("inbox.lease_lost", type=subscription.event.TYPE, count=len(batch))
        except Exception as error:  # noqa: BLE001  # whatever a handler raises becomes the event's reason
            if len(batch) == 1:
                await self._failed(claim, batch[0][0], error)
                return
            # In halves, down to the single event: the good ones go through in few transactions, the poisoned one ends alone.
            log.info("inbox.batch_split", type=subscription.event.TYPE, count=len(batch), error=_describe(error))
            middle = len(batch) // 2
            await self._handle_batch(subscription, claim, batch[:middle])
            await self._handle_batch(subscription, claim, batch[middle:])

    async def _apply(self, subscription: Subscription, claim: Claim, batch: list[tuple[Claimed, Event[Any]]]) -> None:
        context: dict[str, Any] = {"event_type": subscription.event.TYPE, "events": len(batch)}
        if len(batch) == 1:
            context["event_id"] = str(batch[0][1].id)
        with bound_contextvars(**context):
            async with self._inbox.database.transaction() as tx:
                verdict = await subscription.handler(tx, [event for _, event in batch]) or Verdict()
                crashpoint("inbox.handled")
                await self._mark(tx, claim, [row for row, _ in batch], verdict)
        crashpoint("inbox.done")

    async def _mark(self, tx: Transaction, claim: Claim, rows: Sequence[Claimed], verdict: Verdict) -> None:
        now = tx.clock.now()
        table = self._inbox.table
        by_id = {row.event_id: row for row in rows}
        refused = dict(_of(verdict.refused, by_id))
        waiting: dict[int, tuple[Any, str]] = {}
        for row, reason in _of(verdict.postponed, by_id):
            if row.attempts >= self._bury_after:
                refused[row] = reason
            else:
                waiting[row.id] = (now + self._backoff.after(row.attempts), reason)
        await leases.postpone(tx, table, claim.token, waiting)
        await leases.bury(tx, table, claim.token, now, {row.id: reason for row, reason in refused.items()})
        aside = waiting.keys() | {row.id for row in refused}
        done = [row.id for row in rows if row.id not in aside]
        if done and await leases.finish(tx, table, claim.token, now, done) != len(done):
            raise LeaseLost
        for row, reason in refused.items():
            log.error(
                "inbox.buried",
                event_id=str(row.event_id),
                type=row.type,
                attempts=row.attempts,
                reason=reason,
            )

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
            log.error(
                "inbox.buried",
                event_id=str(row.event_id),
                type=row.type,
                attempts=row.attempts,
                reason=reason,
            )


def _decode(
    subscription: Subscription, rows: Iterable[Claimed]
) -> tuple[list[tuple[Claimed, Event[Any]]], dict[Claimed, str]]:
    events: list[tuple[Claimed, Event[Any]]] = []
    unreadable: dict[Claimed, str] = {}
    envelope_class = envelope_of(subscription.event)
    for row in rows:
        try:
            envelope = envelope_class.model_validate_json(row.body)
            events.append((row, Event(envelope, envelope.data)))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"]).removeprefix("data.")
            unreadable[row] = f"not a {subscription.event.TYPE}: {place}: {first['msg']}"
    return events, unreadable


def _of(reasons: Any, by_id: dict[UUID, Claimed]) -> Iterable[tuple[Claimed, str]]:
    return [(by_id[event_id], reason) for event_id, reason in reasons.items() if event_id in by_id]


def _describe(error: BaseException) -> str:
    text = str(error) or error.__class__.__name__
    return text if isinstance(error, (Permanent, NotYet, DomainError)) else f"{error.__class__.__name__}: {text}"[:2000]
