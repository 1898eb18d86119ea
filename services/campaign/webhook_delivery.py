"""Sends what programs are to be told, each receiver by itself, so that a slow one holds up nobody else.

A message goes out at least once: whoever dies between the receiver's answer and the note of it sends it again, under the same
`webhook-id`, when the lease has ended.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from services.campaign.domain.webhooks import LONGEST_ANSWER, DeliveryState, Off, headers, next_try
from services.campaign.repository import webhook_queue as queue
from services.campaign.repository.webhook_queue import Due, Taken
from services.campaign.use_cases.webhooks import order_test, secrets_of
from services.campaign.webhook_sender import Line, Outcome, Result, Sender
from shared.crashpoint import crashpoint
from shared.database import Database
from shared.sealing import Sealer, SecretUnreadable

log = structlog.get_logger(__name__)

AT_ONCE = 8
"""Messages on their way to one receiver."""
RECEIVERS_AT_ONCE = 64
LEASE = timedelta(seconds=90)
"""Longer than the slowest batch may take."""
NOTHING_THROUGH = timedelta(days=2)
"""How long nothing got through when a message that is given up switches its receiver off."""
NO_ANSWER = frozenset({Outcome.NO_NAME, Outcome.BLOCKED, Outcome.UNREACHABLE, Outcome.TLS, Outcome.TIMEOUT})


@dataclass(frozen=True, slots=True)
class Webhooks:
    """What sending webhooks takes."""

    database: Database
    sender: Sender
    sealer: Sealer

    @property
    def plain_allowed(self) -> bool:
        """http:// is good enough where the deployment knows networks of its own."""
        return bool(self.sender.networks)

    async def run(self, stop: asyncio.Event, poll: float) -> None:
        """Until asked to stop; what is on its way is finished."""
        busy: dict[UUID, asyncio.Task[None]] = {}
        try:
            while not stop.is_set():
                async with self.database.reading() as reading:
                    due = await queue.due_endpoints(reading, reading.clock.now())
                for endpoint in due:
                    if endpoint.endpoint_id not in busy and len(busy) < RECEIVERS_AT_ONCE:
                        busy[endpoint.endpoint_id] = asyncio.create_task(self.serve(endpoint, stop))
                with suppress(TimeoutError):
                    async with asyncio.timeout(poll):
                        await stop.wait()
                for endpoint_id in [one for one, task in busy.items() if task.done()]:
                    # A failure is ours (the database, say): it ends this loop, which is then started again.
                    await busy.pop(endpoint_id)
        finally:
            await asyncio.gather(*busy.values(), return_exceptions=True)

    async def serve(self, endpoint: Due, stop: asyncio.Event) -> None:
        """Send to one receiver what is due for it, until nothing is or nothing gets through."""
        async with self.sender.line(endpoint.url) as line:
            while not stop.is_set():
                async with self.database.transaction() as tx:
                    batch = await queue.take(tx, endpoint, limit=AT_ONCE, lease=LEASE)
                if not batch.rows:
                    return
                results = await asyncio.gather(
                    *(self._send(line, endpoint.endpoint_id, batch.token, one) for one in batch.rows)
                )
                if all(result.outcome in NO_ANSWER or result.outcome is Outcome.GONE for result in results):
                    return

    async def test(self, company_id: UUID, endpoint_id: UUID, url: str) -> Result:
        """Send a test message now and say what came of it; it is not tried again."""
        async with self.database.transaction() as tx:
            delivery_id = await order_test(tx, company_id, endpoint_id)
            # In the transaction that makes it, so that nobody else takes it.
            batch = await queue.take_one(tx, endpoint_id, delivery_id, lease=LEASE)
        async with self.sender.line(url) as line:
            return await self._send(line, endpoint_id, batch.token, batch.rows[0], test=True)

    async def _send(self, line: Line, endpoint_id: UUID, token: UUID, one: Taken, *, test: bool = False) -> Result:
        async with self.database.reading() as reading:
            now = reading.clock.now()
            try:
                signing: Sequence[str] = await secrets_of(reading, endpoint_id, self.sealer)
            except SecretUnreadable:
                signing = ()
        if signing:
            result = await line.post(one.body, headers(one.message_id, now, one.body, signing))
        else:
            result = Result(Outcome.SECRET)
        crashpoint("webhook.answered")
        await self._note(endpoint_id, token, one, result, test=test)
        return result

    async def _note(self, endpoint_id: UUID, token: UUID, one: Taken, result: Result, *, test: bool) -> None:
        """Write what became of it. Locks go from deliveries to endpoints."""
        async with self.database.transaction() as tx:
            now = tx.clock.now()
            wait = None if test else next_try(one.attempts, random.uniform(-1, 1), result.wait)  # noqa: S311  # spread, not secrecy
            state = (
                DeliveryState.DELIVERED
                if result.delivered
                else DeliveryState.FAILED
                if wait is None or result.outcome is Outcome.GONE
                else DeliveryState.WAITING
            )
            mine = await queue.settle(
                tx,
                one.delivery_id,
                token,
                state=state.value,
                tried_at=now,
                available_at=now + (wait or timedelta()),
                outcome=result.outcome.value,
                status=result.status,
                answer=result.answer[:LONGEST_ANSWER],
                milliseconds=result.milliseconds,
                delivered_at=now if result.delivered else None,
            )
            if not mine:
                return
            if result.delivered:
                await queue.note_success(tx, endpoint_id, now)
                return
            if test:
                return
            await queue.note_failure(tx, endpoint_id, now)
            if result.outcome is Outcome.GONE:
                turned_off = await queue.turn_off(tx, endpoint_id, Off.GONE.value, now)
            else:
                turned_off = wait is None and await queue.turn_off(
                    tx, endpoint_id, Off.FAILING.value, now, failing_before=now - NOTHING_THROUGH
                )
        if turned_off:
            log.warning("webhook.switched_off", endpoint_id=str(endpoint_id), outcome=result.outcome.value)
