"""The folder of journals: begins this process's own, and replays those of processes that are dead.

Several mailers may share a folder: a file whose lock is held belongs to a living one and is left alone. A journal of another
installation or of a newer version is never touched; what is half-written at its end was never known.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import structlog

from services.mailer.dispatch.journal import SUFFIX, Journal
from services.mailer.domain.journal import VERSION, Damaged, Entry, read_heading
from services.mailer.repository import installation
from services.mailer.use_cases.outcomes import Policy
from services.mailer.use_cases.replay import replay
from shared.database import Database
from shared.errors import ConfigurationError

log = structlog.get_logger(__name__)

AT_ONCE = 500


@dataclass(slots=True)
class _Dead:
    """A journal that nobody holds any more; ours as long as `file` is open."""

    path: Path
    file: int
    entries: list[Entry] = field(default_factory=list)
    damaged: bool = False


class Journals:
    """This machine's journals, for one process."""

    def __init__(self, folder: Path, database: Database, policy: Policy) -> None:
        self.mine = Journal(folder)
        self._folder = folder
        self._database = database
        self._policy = policy
        self._installation: UUID | None = None
        self._strangers: set[str] = set()
        self._one_at_a_time = asyncio.Lock()

    async def begin(self) -> None:
        """Replay what was left behind, then begin this process's own. Raises `ConfigurationError` where it may not write."""
        await self.replay()
        try:
            self.mine.open(await self._whose())
        except OSError as error:
            raise ConfigurationError(
                f"MUTABAKAT_MAILER_JOURNAL_DIR={self._folder} cannot be written: {error.strerror or error}. "
                "Replies of mail servers are kept there until the database has them; name a folder on a local disk that the "
                "mailer may write."
            ) from None

    async def problem(self) -> str | None:
        """For the readiness check."""
        return f"journal: {self.mine.problem}; no mail is sent" if self.mine.problem else None

    async def replay(self) -> int:
        """Tell the database what dead processes knew; returns how many replies were news to it."""
        async with self._one_at_a_time:
            whose = await self._whose()
            found = await asyncio.to_thread(self._dead, whose)
            news = 0
            try:
                for dead in found:
                    news += await self._tell(dead)
            finally:
                for dead in found:
                    os.close(dead.file)
            return news

    async def _whose(self) -> UUID:
        if self._installation is None:
            async with self._database.transaction() as tx:
                self._installation = await installation.identity(tx)
        return self._installation

    async def _tell(self, dead: _Dead) -> int:
        news = 0
        for start in range(0, len(dead.entries), AT_ONCE):
            async with self._database.transaction() as tx:
                news += await replay(tx, dead.entries[start : start + AT_ONCE], self._policy)
        if dead.damaged:
            dead.path.rename(dead.path.with_suffix(".damaged"))
        else:
            dead.path.unlink(missing_ok=True)
        log.info("journal.replayed", path=str(dead.path), replies=len(dead.entries), news=news, damaged=dead.damaged)
        return news

    def _dead(self, whose: UUID) -> list[_Dead]:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            paths = sorted(self._folder.glob(f"*{SUFFIX}"))
        except OSError as error:
            log.warning("journal.unreadable", folder=str(self._folder), error=str(error))
            return []
        return [dead for path in paths if (dead := self._take(path, whose)) is not None]

    def _take(self, path: Path, whose: UUID) -> _Dead | None:
        """The journal at `path`, if its process is dead and it is ours to replay."""
        try:
            file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._warn_once(path, f"it cannot be opened: {error.strerror}")
            return None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(file).st_nlink and (dead := self._read(path, file, whose)) is not None:
                return dead
        except OSError:
            # Held by a living process.
            pass
        os.close(file)
        return None

    def _read(self, path: Path, file: int, whose: UUID) -> _Dead | None:
        with os.fdopen(os.dup(file), "rb") as content:
            head, *lines = content.read().splitlines(keepends=True) or [b""]
        dead = _Dead(path, file)
        try:
            version, installation_id = read_heading(head)
        except Damaged:
            # Ended before its first line was whole: nothing was ever noted in it. Anything behind that is not ours to guess.
            dead.damaged = bool(lines)
            return dead
        if version > VERSION or installation_id != whose:
            self._warn_once(
                path, "it belongs to another installation" if version <= VERSION else "it is of a newer version"
            )
            return None
        for number, line in enumerate(lines, start=1):
            try:
                dead.entries.append(Entry.read(line))
            except Damaged as error:
                # The last line may be half-written: then nobody was told of it. In the middle it is a damaged disk.
                dead.damaged |= number < len(lines)
                log.warning("journal.line_left_out", path=str(path), line=number, reason=str(error))
        return dead

    def _warn_once(self, path: Path, reason: str) -> None:
        if path.name not in self._strangers:
            self._strangers.add(path.name)
            log.warning("journal.left_alone", path=str(path), reason=reason)
