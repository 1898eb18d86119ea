"""Commits for many connections at once: one transaction for everything that was waiting to be written.

One commit per mail and phase is what limits an honest mailer; here whatever gathers while a commit is running becomes the next
one. A connection waits for its "transmitting"; results are written behind its back and kept, in memory and in the journal, until
the database took them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import structlog

from services.mailer.dispatch.journal import Journal
from services.mailer.domain.states import Phase
from services.mailer.repository import queue
from services.mailer.use_cases.outcomes import Ended, Policy, record
from shared.crashpoint import crashpoint
from shared.database import Database

log = structlog.get_logger(__name__)

LARGEST_COMMIT = 500
LONGEST_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class _Start:
    message_id: UUID
    token: UUID
    answer: asyncio.Future[bool]


class Recorder:
    """What is in hand, what is about to be transmitted, what is over."""

    def __init__(self, database: Database, journal: Journal, policy: Policy, *, gather: float) -> None:
        self._database = database
        self._journal = journal
        self._policy = policy
        self._gather = gather
        self._starts: list[_Start] = []
        self._ended: list[Ended] = []
        self._wake = asyncio.Event()
        self.delivering = 0
        """Conversations that are under way."""
        self.in_hand: dict[UUID, UUID] = {}
        """Message → lease token of everything claimed and not yet given back or written down: whose lease is kept alive."""

    def take(self, claimed: Iterable[tuple[UUID, UUID]]) -> None:
        self.in_hand.update(claimed)

    def drop(self, messages: Iterable[UUID]) -> None:
        for message in messages:
            self.in_hand.pop(message, None)

    def transmitting(self, message_id: UUID, token: UUID) -> asyncio.Future[bool]:
        """Becomes True once `transmitting` is committed, False when the message is not ours to send any more."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        if not self._journal.usable:
            # A body whose reply could not be kept must not go out.
            answer.set_exception(NotRecorded(self._journal.problem))
            return answer
        self._starts.append(_Start(message_id, token, answer))
        self._wake.set()
        return answer

    def ended(self, one: Ended) -> None:
        """Have the end of an attempt written down; what a server said to a body is on this machine's disk at once."""
        if one.phase is Phase.BODY and one.reply.code:
            self._journal.note(one, self._database.clock.now())
        self._ended.append(one)
        self._wake.set()

    @property
    def idle(self) -> bool:
        return not (self._starts or self._ended)

    async def run(self, stop: asyncio.Event) -> None:
        """Commit until `stop` is set and everything is written."""
        pause = 0.1
        while not (stop.is_set() and self.idle):
            if self.idle:
                await _either(self._wake, stop)
            await self._let_gather()
            try:
                await self.step()
                pause = 0.1
            except Exception as error:
                # The results are kept; what waited for a start was told. The database comes back or the lease ends.
                log.error("mail.not_recorded", waiting=len(self._ended), error=str(error), exc_info=error)
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await stop.wait()
                    # An orderly stop does not wait for a database that is gone: the sweep calls these uncertain.
                    return
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _let_gather(self) -> None:
        """Wait a few milliseconds for the others, and no longer than until every conversation waits for us."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._gather):
                while len(self._starts) < self.delivering:
                    self._wake.clear()
                    await self._wake.wait()
        self._wake.clear()

    async def step(self) -> None:
        """One transaction for all that waits."""
        starts, self._starts = self._starts[:LARGEST_COMMIT], self._starts[LARGEST_COMMIT:]
        ended = self._ended[:LARGEST_COMMIT]
        if not starts and not ended:
            return
        # The disk keeps the replies while the database is told: neither waits for the other, and the commit for both.
        syncing = asyncio.ensure_future(self._journal.sync()) if ended else None
        try:
            async with self._database.transaction() as tx:
                granted: set[UUID] = set()
                if starts:
                    ids, tokens = [one.message_id for one in starts], {one.token for one in starts}
                    granted = await queue.start_transmitting(tx, ids, tokens, tx.clock.now())
                if syncing is not None:
                    await record(tx, ended, self._policy)
                    await syncing
                    crashpoint("smtp.journalled")
        except Exception as error:
            if syncing is not None:
                await syncing
            for start in starts:
                if not start.answer.done():
                    start.answer.set_exception(NotRecorded(str(error)))
            raise
        if ended:
            crashpoint("smtp.recorded")
            del self._ended[: len(ended)]
            self._journal.recorded(ended)
            self.drop(one.message.id for one in ended)
        for start in starts:
            if not start.answer.done():
                start.answer.set_result(start.message_id in granted)


class NotRecorded(Exception):
    """The database did not take `transmitting`, so the body must not be sent."""


async def _either(first: asyncio.Event, second: asyncio.Event) -> None:
    waiting = [asyncio.ensure_future(first.wait()), asyncio.ensure_future(second.wait())]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
