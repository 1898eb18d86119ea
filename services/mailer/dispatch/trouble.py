"""What is wrong with a lane, until when it rests for it, and what that does to the messages it holds.

A paused lane waits for a person: its login or sender was refused, and another try could lock the account. A resting lane tries
again by itself: after 1, 5, 15 minutes when the server does not answer, after a minute when it is busy (mailer.md §4.3).
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from services.mailer.domain.schedule import Steps
from services.mailer.domain.servers import Server
from services.mailer.repository import attempts, lanes, queue
from services.mailer.use_cases.outcomes import Ended, attempt_row
from shared.database import Database, Transaction

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    paused: bool = False
    reason: str = ""
    detail: str = ""
    retry_at: datetime | None = None
    failures: int = 0

    def rests(self, now: datetime) -> bool:
        return self.paused or (self.retry_at is not None and self.retry_at > now)


FINE = Trouble()


class LaneState:
    """The trouble of one lane, in memory and in the database."""

    def __init__(self, server: Server, database: Database, breaker: Steps) -> None:
        self._server = server
        self._database = database
        self._breaker = breaker
        self._one_at_a_time = asyncio.Lock()
        """A look at the database while a decision is being written would bring back what was before it."""
        self.now_is = FINE

    def rests(self) -> bool:
        return self.now_is.rests(self._database.clock.now())

    @property
    def is_over(self) -> bool:
        """There was trouble, and the lane does not rest for it any more."""
        return self.now_is is not FINE and not self.rests()

    async def read(self) -> None:
        """Learn what other processes, or a person, decided."""
        async with self._one_at_a_time:
            async with self._database.reading() as reading:
                row = await lanes.get(reading, self._server.id)
            self.now_is = (
                FINE if row is None else Trouble(row.paused, row.reason, row.detail, row.retry_at, row.failures)
            )

    async def recovered(self) -> None:
        """A connection was made, or a mail taken: forget the trouble, and none that came meanwhile."""
        trouble = self.now_is
        if trouble is FINE:
            return
        async with self._one_at_a_time:
            async with self._database.transaction() as tx:
                await lanes.clear(tx, self._server.id)
            log.info("lane.recovered", server=self._server.name, reason=trouble.reason)
            if self.now_is is trouble:
                self.now_is = FINE

    async def unreachable(
        self, reason: str, detail: str, claimed: Mapping[UUID, UUID], ended: Ended | None, *, wait: datetime | None
    ) -> None:
        """Rest, longer each time unless `wait` says until when; give everything back with the reason."""
        failures = self.now_is.failures + (wait is None)
        retry_at = wait or self._database.clock.now() + self._breaker.after(failures)
        self.now_is = Trouble(False, reason, detail, retry_at, failures)
        async with self._one_at_a_time, self._database.transaction() as tx:
            await self._save(tx)
            await queue.give_back(tx, claimed, due_at=retry_at, reason=reason, detail=detail)
            await attempts.write(tx, [attempt_row(ended)] if ended else [])
        log.warning("lane.rests", server=self._server.name, reason=reason, detail=detail, until=retry_at.isoformat())

    async def pause(
        self,
        reason: str,
        detail: str,
        claimed: Mapping[UUID, UUID],
        ended: Ended | None,
        companies: Collection[UUID],
    ) -> None:
        """Stop until a person has changed something; everything that waits for this lane is held with the reason."""
        self.now_is = Trouble(True, reason, detail, None, self.now_is.failures + 1)
        async with self._one_at_a_time, self._database.transaction() as tx:
            await self._save(tx)
            await queue.give_back(tx, claimed, due_at=tx.clock.now(), reason=reason, detail=detail)
            await queue.hold(tx, self._server.id, companies, reason=reason, detail=detail)
            await attempts.write(tx, [attempt_row(ended)] if ended else [])
        log.error("lane.paused", server=self._server.name, reason=reason, detail=detail)

    async def hold(self, companies: Collection[UUID]) -> None:
        """Hold what has come in since the pause."""
        if companies:
            async with self._database.transaction() as tx:
                trouble = self.now_is
                await queue.hold(tx, self._server.id, companies, reason=trouble.reason, detail=trouble.detail)

    async def _save(self, tx: Transaction) -> None:
        trouble = self.now_is
        await lanes.trouble(
            tx,
            self._server.id,
            self._server.company_id,
            paused=trouble.paused,
            reason=trouble.reason,
            detail=trouble.detail,
            retry_at=trouble.retry_at,
            failures=trouble.failures,
        )
