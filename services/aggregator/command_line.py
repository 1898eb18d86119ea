"""Imports from the command line: the same steps as `POST /imports`, on files that lie on this machine."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from services.aggregator.domain.problems import RowProblem
from services.aggregator.repository import accounts, companies
from services.aggregator.use_cases.imports import ImportFile, import_file
from services.aggregator.use_cases.reading import ImportRefused, ReadFile, read_file
from shared.database import Database
from shared.errors import Conflict

NOBODY = UUID(int=0)
"""Stands in reports for whoever may use the machine's command line."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    file: Path
    summary: str
    problems: Sequence[RowProblem]
    refused: bool = False


async def take_files(
    database: Database, files: Sequence[Path], company: UUID | None, *, skip_rejected: bool, dry_run: bool
) -> AsyncIterator[Outcome]:
    """Take the files in one after another, each as a whole. Errors: `company_unclear`."""
    company_id = await _company(database, company)
    for path in files:
        async with database.reading() as reading:
            known = await accounts.ids_by_code(reading, company_id)
        with tempfile.TemporaryDirectory(prefix="mutabakat-import-") as folder:
            read = await asyncio.to_thread(read_file, path, path.name, company_id, known, Path(folder))
            try:
                read.check(skip_rejected=skip_rejected)
            except ImportRefused as refusal:
                yield Outcome(path, str(refusal), read.problems, refused=True)
                continue
            if dry_run:
                yield Outcome(path, f"would take {_described(read)}; nothing was changed", read.problems)
                continue
            async with database.transaction() as tx:
                await import_file(tx, ImportFile(company_id, NOBODY, read))
        yield Outcome(path, f"took {_described(read)}", read.problems)


def _described(read: ReadFile) -> str:
    rejected = f", {read.rejected} rows rejected" if read.rejected else ""
    if read.movements.count:
        return f"{read.movements.count} movements{rejected}"
    return f"{len(read.accounts)} account cards and {len(read.contacts)} contacts{rejected}"


async def _company(database: Database, company: UUID | None) -> UUID:
    async with database.reading() as reading:
        known = await companies.all_ids(reading)
    if company is None and len(known) == 1:
        return known[0]
    if company is None or company not in known:
        raise Conflict(
            "Say whose books with --company; registered here: {known}.",
            code="company_unclear",
            known=", ".join(map(str, known)) or "none, so register one first",
        )
    return company
