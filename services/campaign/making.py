"""Makes the files that were ordered, one at a time in this process; other processes of the service take others.

Whatever is killed in between, somebody begins anew: a file is there as a whole or not at all.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

import structlog

from services.campaign.domain.made_files import PART, FileKind, MadeFile
from services.campaign.repository import made_files
from services.campaign.use_cases.made_files import (
    FileLost,
    claim_file,
    fail_file,
    finish_file,
    give_file_back,
    hold_file,
    tell_progress,
)
from shared.crashpoint import crashpoint
from shared.database import Database
from shared.errors import DomainError
from shared.wakeup import Wakeup

log = structlog.get_logger(__name__)

WORKPLACE = "mutabakat-made-"
"""How the temporary folders begin in which files are made."""
LEFT_BEHIND_SECONDS = 24 * 3600
TOLD_EVERY = 0.5
Progress = Callable[[int, int], Awaitable[None]]
Maker = Callable[[MadeFile, Path, Progress], Awaitable[Path]]
"""Makes a file inside the folder. A `DomainError` is a reason that its orderer can be told."""


@dataclass(slots=True)
class FileWorker:
    database: Database
    makers: Mapping[FileKind, Maker]
    wake: Wakeup = field(default_factory=Wakeup)
    poll: float = 2.0

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`; a file in the middle is given back."""
        await asyncio.to_thread(clear_old_workplaces)
        stopping = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                working = asyncio.ensure_future(self.step())
                await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
                if not working.done():
                    working.cancel()
                did_something = False
                with suppress(asyncio.CancelledError):
                    did_something = await working
                if not did_something and not stop.is_set():
                    await self._rest(stopping)
        finally:
            stopping.cancel()

    async def _rest(self, stopping: asyncio.Future[Literal[True]]) -> None:
        waiting = asyncio.ensure_future(self.wake.wait(self.poll))
        await asyncio.wait((waiting, stopping), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting

    async def step(self) -> bool:
        """Make the next file; False when there was none."""
        async with self.database.reading() as reading:
            if not await made_files.is_any_free(reading, reading.clock.now()):
                return False
        lease = uuid4()
        async with self.database.transaction() as tx:
            file = await claim_file(tx, lease)
        if file is None:
            return True
        crashpoint("file.claimed")
        log.info("file.claimed", file_id=str(file.file_id), kind=file.kind.value, attempt=file.attempts)
        await self._work(file, lease)
        return True

    async def _work(self, file: MadeFile, lease: UUID) -> None:
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix=WORKPLACE))
        started = time.monotonic()
        try:
            path = await self.makers[file.kind](file, folder, self._progress(file, lease))
            size = await self._keep(file, lease, path)
            log.info("file.made", file_id=str(file.file_id), size=size, seconds=round(time.monotonic() - started, 2))
        except FileLost:
            log.warning("file.lost", file_id=str(file.file_id))
        except asyncio.CancelledError:
            async with self.database.transaction() as tx:
                await give_file_back(tx, file, lease)
            raise
        except DomainError as error:
            log.warning("file.refused", file_id=str(file.file_id), code=error.code)
            async with self.database.transaction() as tx:
                await fail_file(tx, file, lease, str(error))
        except Exception as error:  # whatever a maker stumbles over must not stop the other files
            log.error("file.failed", file_id=str(file.file_id), error=type(error).__name__, exc_info=error)
            async with self.database.transaction() as tx:
                await fail_file(tx, file, lease, "")
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    def _progress(self, file: MadeFile, lease: UUID) -> Progress:
        told = 0.0

        async def tell(done: int, total: int) -> None:
            nonlocal told
            now = time.monotonic()
            # The first and the last word always; those between only as often as somebody may look.
            if 0 < done < total and now - told < TOLD_EVERY:
                return
            told = now
            async with self.database.transaction() as tx:
                await tell_progress(tx, file, lease, done, total)

        return tell

    async def _keep(self, file: MadeFile, lease: UUID, path: Path) -> int:
        """Store the content piece by piece, each in a transaction of its own, and say last that it is there."""
        async with self.database.transaction() as tx:
            await hold_file(tx, file, lease)
            await made_files.drop_content(tx, file.file_id)
        digest, size, part = sha256(), 0, 0
        with path.open("rb") as opened:  # a mebibyte at a time, from a file just written
            while piece := await asyncio.to_thread(opened.read, PART):
                digest.update(piece)
                async with self.database.transaction() as tx:
                    await hold_file(tx, file, lease)
                    await made_files.add_part(tx, file, part, piece)
                size, part = size + len(piece), part + 1
        crashpoint("file.kept")
        async with self.database.transaction() as tx:
            await finish_file(tx, file, lease, size, digest.hexdigest())
        return size


def clear_old_workplaces() -> None:
    """Folders of processes that were killed long ago."""
    oldest = time.time() - LEFT_BEHIND_SECONDS
    for folder in Path(tempfile.gettempdir()).glob(f"{WORKPLACE}*"):
        with suppress(OSError):
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)
