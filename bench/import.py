# ruff: noqa: N999  # it is run as `python -m bench.import`, never imported
"""How fast ledger files get into the books, against the bare limits of what is underneath.

    python -m bench.import [--rows 1000000] [--sheet-rows 100000] [--invoices 5000]

CSV against bare COPY (PostgreSQL) and executemany (SQLite) of the very rows that were stored, twice: into a table without an
index, and into one with the indexes that the books have; each round in new books with its own bare runs right after it, and the
median of the rounds counts, because other work on a machine comes and goes. XLSX against python-calamine reading alone, UBL-TR
against lxml parsing alone. Own PostgreSQL; everything on this machine. A run takes the whole way: upload into the database,
confined reading process, staging, switch.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import resource
import tempfile
import time
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

from lxml import etree
from pydantic import SecretStr
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text

from bench.ledgers import write_cards, write_invoices, write_movements, write_workbook_of_movements
from bench.results import store
from services.aggregator import build as aggregator
from services.aggregator.domain.imports import ImportState
from services.aggregator.loops import ImportWorker, import_worker
from services.aggregator.models import movements
from services.aggregator.repository import companies, imports
from services.aggregator.use_cases.jobs import ReceiveImport, receive_import
from shared import migrations
from shared.bulk import copy_lines
from shared.clock import SystemClock
from shared.database import Database
from shared.keys import create_keys
from shared.telemetry import Metrics
from tests.servers.postgres import PostgresServer

MIB = 1024 * 1024
COUNTERPARTIES = 20_000
OWN_TAX_NUMBER = "4540536920"


@dataclass
class Books:
    """An aggregator with one company, as it runs."""

    database: Database
    worker: ImportWorker
    company: UUID
    child_megabytes: float = 0.0
    """The largest that a reading process was."""

    async def take(self, path: Path) -> float:
        """Seconds from the first byte of a file to the end of its import."""
        started = time.perf_counter()
        # Its hash is a random one, so that the same file is compared document by document and not just recognised.
        command = ReceiveImport(self.company, UUID(int=0), path.name, 0, uuid4().hex, _parts(path))
        async with self.database.transaction() as tx:
            import_id = await receive_import(tx, command)
        working = asyncio.ensure_future(self.worker.step(only=import_id))
        while True:  # the end is when it is done: what is swept away afterwards nobody waits for
            async with self.database.reading() as reading:
                row = await imports.one(reading, self.company, import_id)
            assert row is not None
            if not ImportState(row.state).is_open:
                seconds = time.perf_counter() - started
                await working
                assert row.state == "done", (row.state, row.problems[:3])
                return seconds
            self.child_megabytes = max(self.child_megabytes, *_children_megabytes(), 0.0)
            await asyncio.sleep(0.2)  # looked at seldom: what asks shares the two cores with what is measured


async def _parts(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while part := await asyncio.to_thread(file.read, MIB):
            yield part


async def open_books(folder: Path, url: str) -> Books:
    create_keys(folder / "keys")
    settings = aggregator.AggregatorSettings(data_dir=folder, database_url=SecretStr(url), lease_seconds=60)
    service = aggregator.build(settings, clock=SystemClock(), metrics=Metrics())
    await migrations.upgrade(service.database, service.migrations)
    books = Books(service.database, import_worker(service.database, settings), uuid4())
    company = {
        "company_id": books.company,
        "revision": 1,
        "title": "Deniz Makina A.Ş.",
        "tax_number": OWN_TAX_NUMBER,
        "updated_at": service.database.clock.now(),
    }
    async with service.database.transaction() as tx:
        await companies.keep_newest(tx, [company])
    return books


async def bare(books: Books, *, indexed: bool) -> float:
    """Seconds to put the rows that are in the books into another table, by COPY or executemany."""
    columns = [column.name for column in movements.columns if column.name not in ("id", "until")]
    async with books.database.reading() as reading:
        rows = await reading.all(select(*[movements.c[name] for name in columns]))
    lines = _as_copy_text(rows)
    async with books.database.transaction() as tx:
        await tx.execute(text("CREATE TABLE bare AS SELECT * FROM movements WHERE 1 = 0"))
        if indexed:
            await tx.execute(text("CREATE UNIQUE INDEX bare_u ON bare (company_id, document_id, line_no, since)"))
            await tx.execute(text("CREATE INDEX bare_p ON bare (company_id, period, account_id)"))
    target = movements.to_metadata(type(movements.metadata)(), name="bare")
    started = time.perf_counter()
    async with books.database.transaction() as tx:
        await tx.take_the_time_it_needs()
        await copy_lines(tx, target, columns, lines)
    seconds = time.perf_counter() - started
    async with books.database.transaction() as tx:
        await tx.execute(text("DROP TABLE bare"))
    return seconds


def _as_copy_text(rows: Any) -> bytes:
    def field(value: Any) -> str:
        if value is None:
            return "\\N"
        if isinstance(value, UUID):
            return value.hex
        if isinstance(value, bool):
            return "1" if value else "0"
        return str(value)

    return "".join("\t".join(map(field, row)) + "\n" for row in rows).encode()


def _children_megabytes() -> Iterator[float]:
    """High-water marks of the processes that we have started."""
    for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        with suppress(OSError):
            status = Path(f"/proc/{pid}/status").read_text()
            if found := re.search(r"VmHWM:\s+(\d+) kB", status):
                yield int(found[1]) / 1024


def own_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds, and megabytes of the reading process and what the service grew by."""

    ours: float
    again: float
    plain: float
    indexed: float
    child: float
    service: float


async def measure_csv(folder: Path, name: str, new_url: Callable[[], str], rows: int, rounds: int) -> list[str]:
    cards, ledger = folder / "cards.csv", folder / "movements.csv"
    write_cards(cards, COUNTERPARTIES)
    write_movements(ledger, rows, COUNTERPARTIES)
    done = [await _round(folder / f"{name}-{number}", new_url(), cards, ledger) for number in range(rounds)]

    def ratio(bare: Callable[[Round], float], ours: Callable[[Round], float]) -> str:
        ratios = [bare(one) / ours(one) for one in done]
        of_each = f" ({', '.join(f'{one:.2f}' for one in ratios)})" if rounds > 1 else ""
        return f"{median(ratios):.2f} ×{of_each}"

    def rate(seconds: Callable[[Round], float]) -> str:
        return f"{rows / median(map(seconds, done)):,.0f}"

    child, service = max(one.child for one in done), max(one.service for one in done)
    first = (
        f"| CSV, {rows:,} rows, {name} | {ratio(lambda one: one.plain, lambda one: one.ours)} | "
        f"{ratio(lambda one: one.indexed, lambda one: one.ours)} | {rate(lambda one: one.ours)} rows/s | "
        f"{rate(lambda one: one.plain)} and {rate(lambda one: one.indexed)} rows/s | "
        f"reading process {child:.0f} MB, service + {service:.0f} MB |"
    )
    second = (
        f"| the same file once more, every document the same, {name} | {ratio(lambda one: one.plain, lambda one: one.again)} "
        f"| {ratio(lambda one: one.indexed, lambda one: one.again)} | {rate(lambda one: one.again)} rows/s | | |"
    )
    return [first, second]


async def _round(folder: Path, url: str, cards: Path, ledger: Path) -> Round:
    books = await open_books(folder, url)
    await books.take(cards)
    before = own_megabytes()
    ours = await books.take(ledger)
    service = own_megabytes() - before
    plain = await bare(books, indexed=False)
    indexed = await bare(books, indexed=True)
    again = await books.take(ledger)
    await books.database.dispose()
    return Round(ours, again, plain, indexed, books.child_megabytes, service)


async def measure_workbook(folder: Path, name: str, url: str, rows: int) -> str:
    books = await open_books(folder / f"{name}-xlsx", url)
    cards, sheet = folder / "cards.csv", folder / "movements.xlsx"
    write_cards(cards, COUNTERPARTIES)
    write_workbook_of_movements(sheet, rows, COUNTERPARTIES)
    await books.take(cards)
    alone = _timed(lambda: list(CalamineWorkbook.from_path(str(sheet)).get_sheet_by_index(0).to_python()))
    seconds = await books.take(sheet)
    await books.database.dispose()
    return f"| XLSX, {rows:,} × 10, {name} | {seconds / alone:.1f} × the time | {seconds:.1f} s | {alone:.1f} s |"


async def measure_invoices(folder: Path, name: str, url: str, number: int) -> str:
    books = await open_books(folder / f"{name}-ubl", url)
    archive = folder / "invoices.zip"
    write_invoices(archive, number, OWN_TAX_NUMBER)
    with zipfile.ZipFile(archive) as opened:
        documents = [opened.read(member) for member in opened.namelist()]
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    alone = _timed(lambda: [etree.fromstring(document, parser) for document in documents])
    seconds = await books.take(archive)
    await books.database.dispose()
    rates = f"{number / seconds:,.0f}/s | {number / alone:,.0f}/s"
    return f"| UBL-TR, {number:,} invoices, {name} | {alone / seconds:.2f} × | {rates} |"


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


async def measure(rows: int, sheet_rows: int, invoices: int, rounds: int) -> None:
    postgres = PostgresServer()
    postgres.start()
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)

            def url(kind: str, what: str) -> str:
                if kind == "SQLite":
                    return f"sqlite+aiosqlite:///{folder}/{what}.db"
                postgres.client.sql(f"create database {what}")
                return f"{postgres.client.url.replace('postgresql://', 'postgresql+asyncpg://')}/{what}"

            kinds, numbers = ("PostgreSQL", "SQLite"), count()
            csv = await measure_csv(
                folder, "PostgreSQL", lambda: url("PostgreSQL", f"csv_{next(numbers)}"), rows, rounds
            )
            csv += await measure_csv(folder, "SQLite", lambda: url("SQLite", f"csv_{next(numbers)}"), rows, 1)
            sheets = [await measure_workbook(folder, kind, url(kind, "xlsx"), sheet_rows) for kind in kinds]
            documents = [await measure_invoices(folder, kind, url(kind, "ubl"), invoices) for kind in kinds]
    finally:
        postgres.stop()
    store(
        "import",
        "Upload, confined reading, staging, switch; own PostgreSQL, everything on one machine",
        [
            "| table | against bare rows | against bare rows with the books' indexes | ours | bare | memory |",
            "|---|---|---|---|---|---|",
            *csv,
            "",
            "| workbook | against python-calamine reading alone | ours | calamine |",
            "|---|---|---|---|",
            *sheets,
            "",
            "| documents | against lxml parsing alone | ours | lxml |",
            "|---|---|---|---|",
            *documents,
        ],
        WHERE_TIME_GOES,
    )


WHERE_TIME_GOES = (
    "of about 27 µs a row on PostgreSQL the upload takes 1 and fetching it, while the reading process starts, another; "
    "then 15 to 19 in which the process reads (a row costs it 10 to 14: text 2, columns 3, hashes and lines 3, writing "
    "and telling 2) beside PostgreSQL's COPY into the indexed books (11 to 15), one core each; then 1 to see that each "
    "document is one line, and 5 for the sums of some 450,000 months of counterparties, half of it their index. COPY "
    "into a table with the books' indexes alone takes 9 to 15."
)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--sheet-rows", type=int, default=100_000)
    parser.add_argument("--invoices", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3, help="of the CSV on PostgreSQL")
    asked = parser.parse_args()
    asyncio.run(measure(asked.rows, asked.sheet_rows, asked.invoices, asked.rounds))
