"""Commits for many connections at once: one transaction for everything that was waiting to be written.

One commit per mail and phase is what limits an honest mailer. Connections wait for their "transmitting", so those are gathered
for a moment only; results are written behind their backs, many at a time, because until then the journal has them.
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
ENOUGH_RESULTS = 200
LONGEST_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class _Start:
    message_id: UUID
    token: UUID
    answer: asyncio.Future[bool]


class Recorder:
    """What is in hand, what is about to be transmitted, what is over."""

    def __init__(
        self, database: Database, journal: Journal, policy: Policy, *, gather: float, gather_results: float
    ) -> None:
        self._database = database
        self._journal = journal
        self._policy = policy
        self._gather = gather
        self._gather_results = gather_results
        self._starts: list[_Start] = []
        self._ended: list[Ended] = []
        self._start_asked = asyncio.Event()
        self._all_ask = asyncio.Event()
        self._result_came = asyncio.Event()
        self._enough_came = asyncio.Event()
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
        self._start_asked.set()
        if len(self._starts) >= self.delivering:
            self._all_ask.set()
        return answer

    def ended(self, one: Ended) -> None:
        """Have the end of an attempt written down; what a server said to a body is on this machine's disk at once."""
        if one.phase is Phase.BODY and one.reply.code:
            self._journal.note(one, self._database.clock.now())
        self._ended.append(one)
        self._result_came.set()
        if len(self._ended) >= ENOUGH_RESULTS:
            self._enough_came.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Commit until `stop` is set and everything is written."""
        await asyncio.gather(self._start_bodies(stop), self._write_results(stop))

    async def _start_bodies(self, stop: asyncio.Event) -> None:
        while not (stop.is_set() and not self._starts):
            if not self._starts:
                await _either(self._start_asked, stop)
            await self._let_gather()
            await self.start()

    async def _let_gather(self) -> None:
        """Wait a moment for the others, and no longer than until every conversation waits for us."""
        self._all_ask.clear()
        if len(self._starts) < self.delivering:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._gather):
                    await self._all_ask.wait()
        self._start_asked.clear()

    async def start(self) -> None:
        """Commit `transmitting` for all that wait for it; who was not granted it is told why."""
        starts, self._starts = self._starts[:LARGEST_COMMIT], self._starts[LARGEST_COMMIT:]
        if not starts:
            return
        try:
            async with self._database.at_once() as tx:
                ids, tokens = [one.message_id for one in starts], {one.token for one in starts}
                granted = await queue.start_transmitting(tx, ids, tokens, tx.clock.now())
        except Exception as error:  # noqa: BLE001  # whatever it was, no body goes out
            log.warning("mail.not_started", waiting=len(starts), error=str(error))
            for one in starts:
                if not one.answer.done():
                    one.answer.set_exception(NotRecorded(str(error)))
            return
        for one in starts:
            if not one.answer.done():
                one.answer.set_result(one.message_id in granted)

    async def _write_results(self, stop: asyncio.Event) -> None:
        pause = 0.1
        while not (stop.is_set() and not self._ended):
            if not self._ended:
                await _either(self._result_came, stop)
            await self._let_results_gather(stop)
            try:
                await self.write()
                pause = 0.1
            except Exception as error:
                # The results are kept, in memory and in the journal. The database comes back.
                log.error("mail.not_recorded", waiting=len(self._ended), error=str(error), exc_info=error)
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await stop.wait()
                    # An orderly stop does not wait for a database that is gone: the journal is there at the next start.
                    return
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _let_results_gather(self, stop: asyncio.Event) -> None:
        """Results are in no hurry, the journal has them: many at once cost little more than one."""
        self._enough_came.clear()
        if self._ended and len(self._ended) < ENOUGH_RESULTS:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._gather_results):
                    await _either(self._enough_came, stop)
        self._result_came.clear()

    async def write(self) -> None:
        """Write down the results that have gathered, in one transaction. What fails is kept."""
        ended = self._ended[:LARGEST_COMMIT]
        if not ended:
            return
        # The disk keeps the replies while the database is told: neither waits for the other, and the commit for both.
        syncing = asyncio.ensure_future(self._journal.sync())
        try:
            async with self._database.transaction() as tx:
                await record(tx, ended, self._policy)
                await syncing
                crashpoint("smtp.journalled")
        finally:
            await syncing
        crashpoint("smtp.recorded")
        del self._ended[: len(ended)]
        self._journal.recorded(ended)
        self.drop(one.message.id for one in ended)


class NotRecorded(Exception):
    """The database did not take `transmitting`, so the body must not be sent."""


async def _either(first: asyncio.Event, second: asyncio.Event) -> None:
    waiting = [asyncio.ensure_future(first.wait()), asyncio.ensure_future(second.wait())]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
