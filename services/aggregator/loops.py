"""Reads imports: claims one, has its file read in a process of its own, stages what comes out, and switches the books over.

Protects the promise of an import: whatever is killed in between, the file waits in the database and somebody begins anew; the
books change in one transaction at the end or not at all.
"""

from __future__ import annotations

import asyncio
import pickle
import shutil
import tempfile
import time
from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import structlog
from sqlalchemy import Row

from services.aggregator.domain.imports import ImportOptions, ImportState
from services.aggregator.domain.problems import RowProblem, error
from services.aggregator.intake.known_accounts import KnownAccount
from services.aggregator.intake.lines import ENTRY_COLUMNS, MOVEMENT_COLUMNS
from services.aggregator.intake.task import ENTRIES as ENTRY_SHELF
from services.aggregator.intake.task import MOVEMENTS as MOVEMENT_SHELF
from services.aggregator.intake.task import ReadingResult, ReadingTask, read_answer
from services.aggregator.models import idempotency_keys
from services.aggregator.repository import accounts, companies, exchange, imports
from services.aggregator.repository.exchange import ENTRIES, MOVEMENTS
from services.aggregator.settings import AggregatorSettings
from services.aggregator.use_cases import jobs, switching
from services.aggregator.use_cases.jobs import ClaimImport, ImportLost
from services.aggregator.use_cases.movements import may_begin_at_once
from shared.crashpoint import crashpoint
from shared.database import Database, Transaction
from shared.files.confined import ConfinedLimits, OnProgress, run_confined
from shared.files.problems import FileProblem, ReadingFailed
from shared.idempotency import forget_old_keys
from shared.service import Loop
from shared.supervise import every
from shared.wakeup import Wakeup

log = structlog.get_logger(__name__)

HOUSEKEEPING_SECONDS = 600.0
WORKPLACE = "mutabakat-import-"
"""How the temporary folders begin in which files are read."""
LEFT_BEHIND_SECONDS = 24 * 3600
MIB = 1024 * 1024
READ_IMPORT = "services.aggregator.intake.reading:read_import"
_STAGED = {
    ENTRY_SHELF: (ENTRIES, ENTRY_COLUMNS),
    MOVEMENT_SHELF: (MOVEMENTS, MOVEMENT_COLUMNS),
}


class ReadConfined(Protocol):
    """How a file is read: in a process of its own, as `run_confined` does it."""

    def __call__(
        self, target: str, argument: Awaitable[object], *, limits: ConfinedLimits, on_progress: OnProgress
    ) -> Coroutine[Any, Any, Any]: ...


@dataclass(slots=True)
class _Begun:
    """The transaction in which movements begin while they are read, the revision of the books from which they count, and how far
    it is: told once a second, because a commit beside it would make the disk wait for all that is not committed yet."""

    tx: Transaction
    revision: int
    rows_read: int = 0
    bytes_read: int = 0


class _NotTaken(Exception):
    """What was read must not change the books: whatever began in them is rolled back."""

    def __init__(self, result: ReadingResult) -> None:
        super().__init__()
        self.result = result


@dataclass(slots=True)
class ImportWorker:
    """One import at a time in this process; other processes take others."""

    database: Database
    lease: timedelta
    limits: ConfinedLimits
    wake: Wakeup
    poll: float = 1.0
    read: ReadConfined = run_confined

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`; an import in the middle is given back."""
        await asyncio.to_thread(clear_old_workplaces)
        stopping = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                working = asyncio.ensure_future(self.step())
                await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
                if not working.done():
                    working.cancel()
                if not await _outcome(working):
                    await self.wake.wait(self.poll)
        finally:
            stopping.cancel()

    async def step(self, only: UUID | None = None) -> bool:
        """Bring the next import to its end, or the one named; False when there was nothing to do."""
        job = None
        async with self.database.reading() as reading:
            is_any_free = await imports.is_any_free(reading, await reading.database_time())
        if is_any_free:
            async with self.database.transaction() as tx:
                job = await jobs.claim_import(tx, ClaimImport(self.lease, only))
        if job is None:
            await self._sweep()
            return False
        crashpoint("import.claimed")
        log.info("import.claimed", import_id=str(job.id), company_id=str(job.company_id), attempt=job.attempts)
        try:
            await self._work(job)
        except ImportLost:
            async with self.database.transaction() as tx:
                await jobs.lose_import(tx, job)
        except asyncio.CancelledError:
            async with self.database.transaction() as tx:
                await jobs.give_back(tx, job)
            raise
        finally:
            await self._sweep()
        return True

    async def _work(self, job: Row[Any]) -> None:
        async with self.database.transaction() as tx:
            if await switching.pass_over_if_same(tx, job):
                return
        options = ImportOptions.of(job.options)
        if await self._may_begin_at_once(job, options) and await self._read_into_the_books(job, options):
            return
        result = await self._read(job, options)
        crashpoint("import.staged")
        async with self.database.transaction() as tx:
            if options.confirm:
                # Whoever sees its columns can still say how they are to be read.
                is_hopeless = result.is_unusable and not result.preview.get("columns")
                state = ImportState.REFUSED if is_hopeless else ImportState.WAITING
                await jobs.end_without_change(tx, job, result, state)
            elif result.may_be_taken(skip_rejected=options.skip_rejected):
                await switching.switch_import(tx, job, result)
            else:
                await jobs.end_without_change(tx, job, result, ImportState.REFUSED)

    async def _may_begin_at_once(self, job: Row[Any], options: ImportOptions) -> bool:
        if options.confirm or not self.database.lets_many_write:
            return False
        async with self.database.reading() as reading:
            return await may_begin_at_once(reading, job.company_id)

    async def _read_into_the_books(self, job: Row[Any], options: ImportOptions) -> bool:
        """Write a company's first movements into its books while they are read, in one transaction that takes as long as that.
        False when somebody changed the books meanwhile, by another file: then they have to be compared after all."""
        # A revision of its own, so that no line of another import can meet one of these before they count.
        async with self.database.transaction() as tx:
            revision = await companies.hold_books(tx, job.company_id)
        try:
            async with self.database.transaction() as tx:
                await tx.take_the_time_it_needs()
                begun = _Begun(tx, revision)
                result = await self._read(job, options, begun)
                crashpoint("import.staged")
                if not result.may_be_taken(skip_rejected=options.skip_rejected):
                    raise _NotTaken(result)
                await switching.switch_import(tx, job, result, begun_at=begun.revision)
        except switching.BooksMoved:
            log.info("import.books_moved", import_id=str(job.id), company_id=str(job.company_id))
            async with self.database.transaction() as tx:
                await exchange.unstage(tx, job.id)
                return await switching.pass_over_if_same(tx, job)
        except _NotTaken as refused:
            async with self.database.transaction() as tx:
                await jobs.end_without_change(tx, job, refused.result, ImportState.REFUSED)
        return True

    async def _read(self, job: Row[Any], options: ImportOptions, begun: _Begun | None = None) -> ReadingResult:
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix=WORKPLACE))
        try:
            return await self._read_in(folder, job, options, begun)
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _read_in(
        self, folder: Path, job: Row[Any], options: ImportOptions, begun: _Begun | None
    ) -> ReadingResult:
        aside, answer = folder / "aside", folder / "answer"
        aside.mkdir()
        portions: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        # The process starts while the file is fetched.
        task = asyncio.ensure_future(self._prepare(job, options, folder, aside, answer))
        reading = asyncio.ensure_future(
            self.read(READ_IMPORT, task, limits=self.limits, on_progress=portions.put_nowait)
        )
        # Neither ends by itself but by failing: the database may be away, or the import no longer ours.
        beside = [
            asyncio.ensure_future(self._stage_all(job, aside, portions, begun)),
            asyncio.ensure_future(self._hold_on(job, begun)),
        ]
        staged: asyncio.Future[None] | None = None
        try:
            await _first(reading, beside)
            result = await _result(reading, answer)
            staged = asyncio.ensure_future(portions.join())
            await _first(staged, beside)
        finally:
            for task_beside in (task, reading, *beside, *filter(None, (staged,))):
                task_beside.cancel()
            await asyncio.gather(task, reading, *beside, return_exceptions=True)
        return result

    async def _prepare(
        self, job: Row[Any], options: ImportOptions, folder: Path, aside: Path, answer: Path
    ) -> ReadingTask:
        """Put the file and what must be known about the company where the reading process finds them."""
        path, cards = folder / "file", folder / "accounts"
        async with self.database.reading() as reading:
            with path.open("wb") as file:
                async for part in imports.parts(reading, job.id):
                    await asyncio.to_thread(file.write, part)
            known = [
                KnownAccount(row.id, row.code, row.title, row.tax_number, row.country)
                for row in await accounts.identities(reading, job.company_id)
            ]
            remembered = await imports.remembered_mappings(reading, job.company_id)
            own = await companies.tax_number(reading, job.company_id)
        await asyncio.to_thread(cards.write_bytes, pickle.dumps(known, pickle.HIGHEST_PROTOCOL))
        return ReadingTask(
            path=path,
            name=job.file_name,
            company_id=job.company_id,
            import_id=job.id,
            own_tax_number=own,
            options=options,
            remembered=remembered,
            accounts=cards,
            aside=aside,
            answer=answer,
            write=not options.confirm,
        )

    async def _stage_all(
        self, job: Row[Any], aside: Path, portions: asyncio.Queue[Mapping[str, Any]], begun: _Begun | None
    ) -> None:
        head = f"{job.company_id.hex}\t{job.id.hex}\t".encode()
        while True:
            told = await portions.get()
            shelf, columns = _STAGED[told["shelf"]]
            path = aside / Path(told["portion"]).name
            lines = await asyncio.to_thread(path.read_bytes)
            # What comes from the reading process is not trusted with other companies' books, nor with other imports.
            if not lines.startswith(head) or lines.count(b"\n" + head) + 1 != lines.count(b"\n"):
                raise ReadingFailed(reason="Portion")
            # Accounts below zero have no card yet: their lines wait until they do.
            waits = (
                begun is None or shelf is not MOVEMENTS or lines.startswith(head + b"-") or b"\n" + head + b"-" in lines
            )
            rows_read, bytes_read = int(told["rows_read"]), int(told["bytes_read"])
            if begun is not None and not waits:
                await exchange.begin_at_once(begun.tx, shelf, columns, lines, begun.revision)
                begun.rows_read, begun.bytes_read = rows_read, bytes_read
            else:
                async with self.database.transaction() as tx:
                    await jobs.note_progress(tx, job, self.lease, rows_read=rows_read, bytes_read=bytes_read)
                    await exchange.stage(tx, shelf, columns, lines)
            path.unlink(missing_ok=True)
            portions.task_done()

    async def _hold_on(self, job: Row[Any], begun: _Begun | None) -> None:
        """Keep the lease while the file is read; raises `ImportLost` when the import was cancelled."""
        while True:
            await asyncio.sleep(min(1.0, self.lease.total_seconds() / 3))
            async with self.database.transaction() as tx:
                if begun is not None and begun.rows_read:
                    rows_read, bytes_read = begun.rows_read, begun.bytes_read
                    await jobs.note_progress(tx, job, self.lease, rows_read=rows_read, bytes_read=bytes_read)
                else:
                    await jobs.note_progress(tx, job, self.lease)

    async def _sweep(self) -> None:
        """Drop the files and staged lines of imports that have ended."""
        async with self.database.reading() as reading:
            ended = await imports.ended_with_a_file(reading)
        for import_id in ended:
            async with self.database.transaction() as tx:
                await tx.take_the_time_it_needs()
                await exchange.unstage(tx, import_id)
                await imports.drop_file(tx, import_id)


def clear_old_workplaces() -> None:
    """Remove the folders of processes that were killed long ago; nothing reads a file for a day."""
    for folder in Path(tempfile.gettempdir()).glob(f"{WORKPLACE}*"):
        # Of another process, which may be done with it by now.
        with suppress(FileNotFoundError):
            if folder.stat().st_mtime < time.time() - LEFT_BEHIND_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


async def _first(wanted: asyncio.Future[Any], beside: Sequence[asyncio.Future[None]]) -> None:
    """Wait for `wanted`, or raise what ended one of the others."""
    await asyncio.wait((wanted, *beside), return_when=asyncio.FIRST_COMPLETED)
    for one in beside:
        if one.done():
            one.result()


async def _result(reading: asyncio.Future[Any], answer: Path) -> ReadingResult:
    """What was read; a file that cannot be read at all is a result too."""
    try:
        await reading
        return await asyncio.to_thread(read_answer, answer)
    except FileProblem as problem:
        result = ReadingResult(is_unusable=True)
        result.note(_whole_file(problem))
        return result


def _whole_file(problem: FileProblem) -> RowProblem:
    return error(0, "", problem.code, **problem.params)


async def _outcome(working: asyncio.Future[bool]) -> bool:
    try:
        return await working
    except asyncio.CancelledError:
        return False


def import_worker(database: Database, settings: AggregatorSettings) -> ImportWorker:
    """The worker of this process."""
    limits = ConfinedLimits(
        memory=settings.import_memory_mb * MIB,
        cpu_seconds=settings.import_cpu_seconds,
        wall_seconds=settings.import_seconds,
    )
    lease = timedelta(seconds=settings.lease_seconds)
    return ImportWorker(database, lease, limits, Wakeup(), settings.poll_seconds)


def loops(database: Database, worker: ImportWorker) -> tuple[Loop, ...]:
    """What the aggregator does by itself."""

    async def tidy() -> None:
        async with database.transaction() as tx:
            await forget_old_keys(tx, idempotency_keys)

    async def housekeeping(stop: asyncio.Event) -> None:
        await every(HOUSEKEEPING_SECONDS, tidy, stop)

    return (Loop("imports", worker.run), Loop("housekeeping", housekeeping))
