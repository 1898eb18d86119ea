"""Permits for one lane: asked for right before MAIL, used at once or never, many connections in one commit."""

from __future__ import annotations

import asyncio
import time
from uuid import UUID

from services.mailer.domain.limits import USE_WITHIN, Limits, Room, room
from services.mailer.repository import allowance
from shared.database import Database


class Meter:
    """The allowance of the mail account behind a lane."""

    def __init__(self, database: Database, account_id: UUID, limits: Limits) -> None:
        self._database = database
        self._account_id = account_id
        self.limits = limits
        self._waiting: list[asyncio.Future[Room]] = []
        self._giving: asyncio.Task[None] | None = None

    async def room(self) -> Room:
        """What may be sent right now."""
        async with self._database.reading() as reading:
            now = await reading.database_time()
            used = await allowance.usage(reading, self._account_id, now)
        return room(self.limits, used, now)

    async def permit(self) -> Room:
        """A permit for one mail, fresh enough to be used; or none, and when again."""
        while True:
            asked = time.monotonic()
            answer = await self._ask()
            if not answer.mails or time.monotonic() - asked < USE_WITHIN.total_seconds():
                return answer

    async def _ask(self) -> Room:
        answer: asyncio.Future[Room] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        if self._giving is None or self._giving.done():
            self._giving = asyncio.create_task(self._give())
        return await answer

    async def _give(self) -> None:
        while self._waiting:
            asking, self._waiting = self._waiting, []
            try:
                async with self._database.transaction() as tx:
                    given = await allowance.grant(tx, self._account_id, self.limits, len(asking))
            except BaseException as error:
                for answer in asking:
                    if not answer.done():
                        answer.set_exception(NotPermitted(str(error)))
                if not isinstance(error, Exception):
                    raise
                continue
            for place, answer in enumerate(asking):
                if not answer.done():
                    answer.set_result(Room(1) if place < given.mails else Room(0, given.again_at))


class NotPermitted(Exception):
    """The database did not write the permit down, so nothing may be sent."""
