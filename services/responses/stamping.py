"""Has the ends of chains stamped by an independent authority, where the settings name one."""

from __future__ import annotations

import asyncio
from datetime import datetime

import httpx
import structlog

from services.responses.repository import timestamps
from shared.database import Database
from shared.evidence.timestamps import CONTENT_TYPE, LARGEST_ANSWER, NoStamp, read_answer, request_for
from shared.supervise import every

log = structlog.get_logger(__name__)


class Stamping:
    """Asks for one stamp per chain that has grown. An authority that does not answer is asked again the next time."""

    def __init__(self, database: Database, url: str, seconds: float) -> None:
        self._database = database
        self._url = url
        self._seconds = seconds

    async def run(self, stop: asyncio.Event) -> None:
        await every(self._seconds, self.stamp, stop)

    async def stamp(self) -> None:
        async with self._database.reading() as reading:
            waiting = await timestamps.unstamped(reading)
        if not waiting:
            return
        async with httpx.AsyncClient(timeout=30, follow_redirects=False) as client:
            for company_id, position, entry_sha256 in waiting:
                try:
                    token, at = await self._asked(client, entry_sha256)
                except (httpx.HTTPError, NoStamp) as error:
                    log.warning("timestamp.failed", company_id=str(company_id), position=position, reason=str(error))
                    continue
                async with self._database.transaction() as tx:
                    await timestamps.add(tx, company_id, position, entry_sha256, token, at)
                log.info("timestamp.kept", company_id=str(company_id), position=position)

    async def _asked(self, client: httpx.AsyncClient, entry_sha256: str) -> tuple[str, datetime]:
        headers = {"Content-Type": CONTENT_TYPE}
        answer = await client.post(self._url, content=request_for(entry_sha256), headers=headers)
        answer.raise_for_status()
        if len(answer.content) > LARGEST_ANSWER:
            raise NoStamp("the answer is too large")
        return read_answer(answer.content, entry_sha256)
