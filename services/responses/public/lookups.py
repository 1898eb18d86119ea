"""Whoever asks for a page while others are being looked for is looked for with all who came meanwhile, in one query.

A query costs the driver and the database about the same for one page as for ten. Where nobody else comes, each is looked for at
once; whoever comes right behind another one is looked for a moment later, with all who have come by then.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from services.responses.repository import pages
from services.responses.repository.pages import Page
from shared.database import Database

AT_ONCE = 2
"""Queries on their way."""
TOGETHER = 50
"""Pages in one query at most."""
APART = 0.005
"""Seconds from one query to the next, unless"""
ENOUGH = 8
"""so many pages wait for it: what is saved by one more is little then."""
_SOON = 0.001
"""Less than what a loop's clock can tell apart."""
STALLED = 0.25
"""Seconds after which a query no longer counts: whoever came after it is not to wait for a connection that has gone silent."""

Found = tuple[Page, datetime]
_Asked = list[tuple[str, int, asyncio.Future[Found | None]]]


class Lookups:
    """The pages that this process is asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: _Asked = []
        self._looking: set[asyncio.Task[None]] = set()
        self._stalled: set[asyncio.Task[None]] = set()
        self._next = 0.0
        """When the next query may be sent, by the loop's time."""

    async def find(self, link_id: str, part: int) -> Found | None:
        """The page of a link, with the documents of one part and the database's time; None for a link that opens nothing."""
        found: asyncio.Future[Found | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((link_id, part, found))
        if len(self._waiting) == 1:
            # What has arrived at the same time goes along, even where nobody came before.
            asyncio.get_running_loop().call_at(self._next, self._look_on)
        elif len(self._waiting) == ENOUGH:
            asyncio.get_running_loop().call_soon(self._look_on)
        return await found

    def _look_on(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting and len(self._looking) < AT_ONCE:
            if len(self._waiting) < ENOUGH and self._next - loop.time() > _SOON:
                loop.call_at(self._next, self._look_on)
                return
            self._next = loop.time() + APART
            asked, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            looking = asyncio.create_task(self._look(asked))
            self._looking.add(looking)
            stalls = asyncio.get_running_loop().call_later(STALLED, self._stalls, looking)
            looking.add_done_callback(lambda _, stalls=stalls: stalls.cancel())  # type: ignore[misc]  # bound now
            looking.add_done_callback(self._looked)

    def _looked(self, looking: asyncio.Task[None]) -> None:
        self._looking.discard(looking)
        self._stalled.discard(looking)
        self._look_on()

    def _stalls(self, looking: asyncio.Task[None]) -> None:
        self._looking.discard(looking)
        self._stalled.add(looking)
        self._look_on()

    async def _look(self, asked: _Asked) -> None:
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
