"""Gathers single deliveries into batches, so that storing a thousand events costs a few statements, not a thousand.

A delivery waits here only until its batch is committed; while the database does not answer, deliveries stay unacknowledged
at the broker and the prefetch limit bounds how many.
"""

from __future__ import annotations

import asyncio
from collections import deque
from itertools import islice

import structlog

from shared.messaging.inbox import Inbox, NoEnvelope
from shared.wakeup import Wakeup

log = structlog.get_logger(__name__)

BATCH = 500
LINGER = 0.02
"""Seconds in which deliveries may gather into one insert."""


class Collector:
    """Deliveries of one service on their way into its inbox."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._waiting: deque[tuple[list[bytes], asyncio.Future[list[NoEnvelope | None]]]] = deque()
        self._wakeup = Wakeup()

    async def put(self, bodies: list[bytes]) -> list[NoEnvelope | None]:
        """Return once the bodies of a delivery are stored durably; then, and only then, it may be acknowledged."""
        stored: asyncio.Future[list[NoEnvelope | None]] = asyncio.get_running_loop().create_future()
        self._waiting.append((bodies, stored))
        self._wakeup.set()
        return await stored

    async def run(self) -> None:
        """Store batches until cancelled."""
        while True:
            if not self._waiting:
                await self._wakeup.wait(60.0, linger=LINGER)
                continue
            batch = [self._waiting.popleft()]
            count = len(batch[0][0])
            while self._waiting and count + len(self._waiting[0][0]) <= BATCH:
                batch.append(self._waiting.popleft())
                count += len(batch[-1][0])
            answers = iter(await self._store([body for bodies, _ in batch for body in bodies]))
            for bodies, stored in batch:
                mine = list(islice(answers, len(bodies)))
                if not stored.done():
                    stored.set_result(mine)
            if not self._waiting:
                await asyncio.sleep(LINGER)

    async def _store(self, bodies: list[bytes]) -> list[NoEnvelope | None]:
        wait = 1.0
        while True:
            try:
                return await self._inbox.accept(bodies)
            except Exception as error:  # noqa: BLE001  # an outage of the database: keep the batch, it is not acknowledged yet
                log.warning("collector.not_stored", service=self._inbox.service, count=len(bodies), error=str(error))
                await asyncio.sleep(wait)
                wait = min(wait * 2, 5.0)
