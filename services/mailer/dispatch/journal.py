"""The journal of replies: what servers said to bodies, on this machine's disk before it counts as known.

Protects what a server accepted while the database was away, or right before this process died. Each process writes files of its
own and holds a lock on them; a file that nobody holds belongs to a process that is dead, and whoever comes next replays it
(`journals.py`). A file is removed once the database has everything that is in it, so what is kept is what is in flight.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import structlog

from services.mailer.domain.journal import Entry, heading
from services.mailer.use_cases.outcomes import Ended

log = structlog.get_logger(__name__)

SUFFIX = ".journal"
SEGMENT_BYTES = 1024 * 1024
"""From this size on a new file is begun."""
AGAIN_AFTER = 1.0
"""Seconds between two tries to begin a file where that failed."""


class Segment:
    """One file, locked as long as this process lives."""

    def __init__(self, folder: Path, installation: UUID) -> None:
        self.path = folder / f"{uuid4().hex}{SUFFIX}"
        self.waiting = 0
        """Lines that the database does not have yet."""
        self.unsynced = False
        self.size = 0
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(self._file).st_nlink == 0:
                raise FileNotFoundError("taken for an empty journal of a dead process, and removed")
            self.write(heading(installation))
            self.sync()
            _sync_folder(folder)
        except BaseException:
            self.remove()
            raise

    def write(self, line: bytes) -> None:
        if os.write(self._file, line) != len(line):
            raise OSError("the disk took only a part of a line")
        self.size += len(line)
        self.unsynced = True

    def sync(self) -> None:
        # Before the call: what is written while it runs needs the next one.
        self.unsynced = False
        os.fdatasync(self._file)

    def leave(self) -> None:
        """Let go of the file; whoever comes next replays it."""
        os.close(self._file)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        os.close(self._file)


class Journal:
    """What this process was told and the database does not have yet. `sync` and `recorded` belong to one task."""

    def __init__(self, folder: Path, *, segment_bytes: int = SEGMENT_BYTES) -> None:
        self.folder = folder
        self._segment_bytes = segment_bytes
        self._installation: UUID | None = None
        self._current: Segment | None = None
        self._older: list[Segment] = []
        self._where: dict[tuple[UUID, UUID], Segment] = {}
        self._tried_at = 0.0
        self.problem = ""
        """Why replies cannot be kept; while there is one, no body goes out."""

    def open(self, installation: UUID) -> None:
        """Begin the first file. Raises `OSError`."""
        self._installation = installation
        if self._current is None:
            self._current = Segment(self.folder, installation)
        self.problem = ""

    @property
    def usable(self) -> bool:
        """Whether a reply could be kept; tries again where it could not."""
        if self._current is None and self._installation is not None and time.monotonic() > self._tried_at + AGAIN_AFTER:
            self._tried_at = time.monotonic()
            try:
                self.open(self._installation)
            except OSError as error:
                self._broken(error)
            else:
                log.info("journal.usable_again", folder=str(self.folder))
        return self._current is not None

    def note(self, ended: Ended, now: datetime) -> None:
        """Write a line. From here on the end of this process does not lose it, and after `sync` no power cut does."""
        segment = self._current
        if segment is None:
            return
        try:
            segment.write(entry_of(ended, now).line())
        except OSError as error:
            # The reply is still in memory and on its way into the database; no further body goes out until there is a journal.
            self._broken(error)
            return
        segment.waiting += 1
        self._where[_key(ended)] = segment

    async def sync(self) -> None:
        """Have the disk keep what was noted: one call for all lines that have gathered."""
        if self._full or any(segment.unsynced for segment in self._segments):
            await asyncio.get_running_loop().run_in_executor(None, self._sync)

    def recorded(self, ended: Iterable[Ended]) -> None:
        """The database has these."""
        for one in ended:
            segment = self._where.pop(_key(one), None)
            if segment is not None:
                segment.waiting -= 1
        for segment in [one for one in self._older if one.waiting == 0]:
            self._older.remove(segment)
            segment.remove()

    def close(self) -> None:
        """Remove what the database has; what it does not have is left for the next start."""
        for segment in self._segments:
            if segment.waiting == 0:
                segment.remove()
            else:
                log.warning("journal.left", path=str(segment.path), replies=segment.waiting)
                segment.leave()
        self._current, self._older = None, []
        self._where.clear()

    @property
    def _segments(self) -> list[Segment]:
        return [*self._older, *([self._current] if self._current is not None else [])]

    @property
    def _full(self) -> bool:
        return self._current is not None and self._current.size >= self._segment_bytes

    def _sync(self) -> None:
        """In a thread, while the loop goes on noting."""
        try:
            for segment in self._segments:
                if segment.unsynced:
                    segment.sync()
            if self._full and self._installation is not None:
                self._begin(Segment(self.folder, self._installation))
        except OSError as error:
            self._broken(error)

    def _begin(self, fresh: Segment | None) -> None:
        if self._current is not None:
            self._older.append(self._current)
        self._current = fresh

    def _broken(self, error: OSError) -> None:
        self._begin(None)
        self.problem = f"{self.folder}: {error.strerror or error}"
        log.error(
            "journal.broken", folder=str(self.folder), error=str(error), hint="no mail is sent until it can be written"
        )


def _key(ended: Ended) -> tuple[UUID, UUID]:
    return ended.message.id, ended.message.lease_token


def entry_of(ended: Ended, now: datetime) -> Entry:
    return Entry(
        message_id=ended.message.id,
        token=ended.message.lease_token,
        number=ended.number,
        lane_id=ended.server.id,
        host=ended.server.host,
        port=ended.server.port,
        sender=ended.sender,
        outcome=ended.outcome,
        reason=ended.reason,
        code=ended.reply.code,
        text=ended.reply.text,
        queue_id=ended.reply.queue_id,
        tls=ended.tls,
        started_at=ended.started_at,
        replied_at=now,
        duration_ms=ended.duration_ms,
        retry_at=ended.retry_at,
    )


def _sync_folder(folder: Path) -> None:
    """A file that the folder forgets in a power cut would be no journal."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
