"""Whoever asks for a page while others are being looked for is looked for with all who came meanwhile, in one query.

A query costs the driver and the database about the same for one page as for ten. Nobody waits longer than for the one that is on
its way; where nobody else comes, each is looked for at once.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from services.responses.repository import pages
from services.responses.repository.pages import Page
from shared.database import Database

TOGETHER = 50
STALLED = 0.25
"""Seconds after which a query is no longer waited for by those who came after it."""

Found = tuple[Page, datetime]


class Lookups:
    """The pages that this process is asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[str, int, asyncio.Future[Found | None]]] = []
        self._working: asyncio.Task[None] | None = None

    async def find(self, link_id: str, part: int) -> Found | None:
        """The page of a link, with the documents of one part and the database's time; None for a link that opens nothing."""
        found: asyncio.Future[Found | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((link_id, part, found))
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return await found

    async def _work(self) -> None:
        try:
            while self._waiting:
                looking = asyncio.create_task(self._look(self._waiting[:TOGETHER]))
                del self._waiting[:TOGETHER]
                await asyncio.wait({looking}, timeout=STALLED)
        finally:
            # Nobody comes in between: there is no await from the last look at who waits.
            self._working = None

    async def _look(self, asked: list[tuple[str, int, asyncio.Future[Found | None]]]) -> None:
        try:
            pages_now = await pages.find_now(self._database, {(link_id, part) for link_id, part, _ in asked})
        except Exception as error:  # noqa: BLE001  # whatever it was, it is told to whoever waits for it
            for _, _, found in asked:
                if not found.done():
                    found.set_exception(error)
            return
        except BaseException:
            for _, _, found in asked:
                found.cancel()
            raise
        for link_id, part, found in asked:
            if not found.done():
                found.set_result(pages_now.get((link_id, part)))
