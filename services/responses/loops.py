"""Timed work of the responses service."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from services.responses.use_cases.openings import OpeningBuffer, record_openings
from shared.database import Database
from shared.supervise import every


class OpeningFlush:
    """Writes gathered openings about once a second, and a last time when the process stops."""

    def __init__(self, database: Database, buffer: OpeningBuffer, *, seconds: float, report_every: timedelta) -> None:
        self._database = database
        self._buffer = buffer
        self._seconds = seconds
        self._report_every = report_every

    async def run(self, stop: asyncio.Event) -> None:
        await every(self._seconds, self.flush, stop)
        await self.flush()

    async def flush(self) -> None:
        openings = self._buffer.take()
        if not openings:
            return
        try:
            async with self._database.transaction() as tx:
                await record_openings(tx, openings, report_every=self._report_every)
        except BaseException:
            self._buffer.put_back(openings)
            raise
