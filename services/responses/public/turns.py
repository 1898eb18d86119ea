"""Whoever answers the same company at the same time waits here, in order, and what waited together is stored together.

Answers are chained per company, so they are stored one after the other anyway. One that waited for its turn in the database
would hold a connection meanwhile, and with some dozen of them nobody could open a page; and each would pay for a transaction of
its own. Other processes wait for each other in the database as before: this decides nothing.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import structlog

from services.responses.repository.pages import Page
from services.responses.use_cases.answer import SendAnswer, Taken

log = structlog.get_logger(__name__)

TOGETHER = 40
"""Answers in one transaction at most: one that comes now waits for these, and then for its own."""


class Answered(NamedTuple):
    """What became of an answer, and the database's time at which that was so."""

    taken: Taken
    now: datetime


Store = Callable[[Sequence[SendAnswer]], Awaitable[Sequence[Answered]]]
"""Stores answers to different reconciliations of one company in one transaction, all or none."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    reconciliation_id: UUID
    command: SendAnswer
    answered: asyncio.Future[Answered]


class Turns:
    """The turns of this process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: defaultdict[UUID, deque[_Waiting]] = defaultdict(deque)
        self._working: dict[UUID, asyncio.Task[None]] = {}

    async def take(self, page: Page, command: SendAnswer) -> Answered:
        """Return once it is stored, or refused. Whoever goes away meanwhile has sent it all the same."""
        answered: asyncio.Future[Answered] = asyncio.get_running_loop().create_future()
        self._waiting[page.company_id].append(_Waiting(page.reconciliation_id, command, answered))
        if page.company_id not in self._working:
            self._working[page.company_id] = asyncio.create_task(self._work(page.company_id))
        return await answered

    async def _work(self, company_id: UUID) -> None:
        waiting = self._waiting[company_id]
        try:
            while waiting:
                await self._answer(_next(waiting))
        finally:
            # Nobody comes in between: there is no await from the last look at who waits.
            for one in waiting:
                one.answered.cancel()
            del self._working[company_id], self._waiting[company_id]

    async def _answer(self, batch: Sequence[_Waiting]) -> None:
        try:
            results = await self._store([one.command for one in batch])
        except Exception as error:  # noqa: BLE001  # whatever it was, it is told to whoever waits for it
            if len(batch) > 1:
                # One that cannot be stored keeps nobody else's from being.
                log.warning("answers.stored_singly", count=len(batch), error=type(error).__name__)
                for one in batch:
                    await self._answer([one])
                return
            _tell(batch[0].answered, error)
            return
        except BaseException:
            for one in batch:
                one.answered.cancel()
            raise
        for one, result in zip(batch, results, strict=True):
            if not one.answered.done():
                one.answered.set_result(result)


def _tell(answered: asyncio.Future[Answered], error: Exception) -> None:
    if not answered.done():
        answered.set_exception(error)


def _next(waiting: deque[_Waiting]) -> list[_Waiting]:
    """Those whose turn it is, in order: of several answers to one reconciliation the first, because the others learn of it."""
    batch: dict[UUID, _Waiting] = {}
    later: list[_Waiting] = []
    while waiting and len(batch) < TOGETHER:
        one = waiting.popleft()
        if one.reconciliation_id in batch:
            later.append(one)
        else:
            batch[one.reconciliation_id] = one
    waiting.extendleft(reversed(later))
    return list(batch.values())
