"""How an import's lines get into the books as a whole: staged beside them, compared document by document, exchanged.

Protects the history: a line in the books is never changed or removed. What a later import says differently ends the document's
earlier lines at this revision of the books and begins new ones at it; what it says again changes nothing.

Where there is nothing to compare with, lines may begin at once (`begin_at_once`): nobody sees them before the commit.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    tuple_,
    union,
    update,
)

from services.aggregator.models import entries, movements, staged_entries, staged_movements
from shared.bulk import copy_lines
from shared.database import Reading, Transaction

REMOVED_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """A table of the books and the one in which its lines wait."""

    kept: Table
    staged: Table
    copied: tuple[str, ...]


MOVEMENTS = Shelf(movements, staged_movements, tuple(column.name for column in staged_movements.columns))
ENTRIES = Shelf(entries, staged_entries, tuple(column.name for column in staged_entries.columns))
SHELVES = (MOVEMENTS, ENTRIES)


async def stage(tx: Transaction, shelf: Shelf, columns: tuple[str, ...], lines: bytes) -> None:
    """Put lines of COPY text beside the books."""
    await copy_lines(tx, shelf.staged, columns, lines)


async def begin_at_once(tx: Transaction, shelf: Shelf, columns: tuple[str, ...], lines: bytes, revision: int) -> None:
    """Put lines of COPY text into the books, in force from this revision."""
    # A line feed ends a line and is nowhere else in COPY text.
    await copy_lines(tx, shelf.kept, (*columns, "since"), lines.replace(b"\n", b"\t%d\n" % revision))


async def unstage(tx: Transaction, import_id: UUID) -> None:
    """Forget what was staged, as before a new attempt."""
    for shelf in SHELVES:
        await tx.execute(delete(shelf.staged).where(shelf.staged.c.import_id == import_id))


async def drop_unchanged(tx: Transaction, shelf: Shelf, company_id: UUID, import_id: UUID) -> None:
    """Leave in the staging only documents that are new or say something else than the books."""
    staged, kept = shelf.staged.c, shelf.kept.c
    if await is_empty(tx, shelf, company_id):
        return  # the first import has nothing to be compared with
    mine = staged.import_id == import_id
    said_now = (
        select(staged.document_id, func.count().label("lines"), func.sum(staged.fingerprint).label("content"))
        .where(mine)
        .group_by(staged.document_id)
        .subquery("said_now")
    )
    before = and_(kept.company_id == company_id, kept.document_id == said_now.c.document_id, kept.until.is_(None))
    # Looked up one by one: an index leads to each document, however many others there are.
    said_before = select(func.count(), func.coalesce(func.sum(kept.fingerprint), 0)).where(before).correlate(said_now)
    same = select(said_now.c.document_id).where(tuple_(said_now.c.lines, said_now.c.content).in_(said_before))
    await tx.join_by_hashing(True)
    await tx.execute(delete(shelf.staged).where(mine, staged.document_id.in_(same)))
    await tx.join_by_hashing(False)


async def end_replaced(tx: Transaction, shelf: Shelf, company_id: UUID, import_id: UUID, revision: int) -> int:
    """End the earlier lines of documents that are in the staging; returns how many lines."""
    staged, kept = shelf.staged.c, shelf.kept.c
    left = select(staged.document_id).where(staged.import_id == import_id)
    statement = update(shelf.kept).where(
        kept.company_id == company_id, kept.until.is_(None), kept.document_id.in_(left)
    )
    return (await tx.execute(statement.values(until=revision))).rowcount


async def begin_staged(tx: Transaction, shelf: Shelf, import_id: UUID, revision: int) -> None:
    """Put what is left in the staging into the books, in force from this revision."""
    staged = shelf.staged.c
    lines = (
        select(*[staged[name] for name in shelf.copied], literal(revision))
        .where(staged.import_id == import_id)
        # In the order of the index of documents, whose keys are hashes: it then grows from end to end instead of everywhere.
        .order_by(staged.document_id)
    )
    await tx.execute(insert(shelf.kept).from_select([*shelf.copied, "since"], lines))


@dataclass(frozen=True, slots=True)
class Come:
    """How much an import brings."""

    lines: int
    documents: int

    @property
    def is_line_by_line(self) -> bool:
        """Whether every document is a single line, as in most exports."""
        return self.lines == self.documents


async def measure(reading: Reading, shelf: Shelf, import_id: UUID) -> Come:
    """What the staging holds."""
    return await _measured(reading, shelf.staged.c.document_id, shelf.staged.c.import_id == import_id)


async def measure_begun(reading: Reading, shelf: Shelf, company_id: UUID, revision: int) -> Come:
    """What begins at this revision."""
    kept = shelf.kept.c
    return await _measured(reading, kept.document_id, and_(kept.company_id == company_id, kept.since == revision))


async def _measured(reading: Reading, document_id: ColumnElement[UUID], which: ColumnElement[bool]) -> Come:
    lines = select(func.count().label("lines")).where(which).group_by(document_id).subquery("document").c.lines
    counted = select(func.coalesce(func.sum(lines), 0).label("lines"), func.count(lines).label("documents"))
    row = await reading.first(counted)
    return Come(0, 0) if row is None else Come(int(row.lines), int(row.documents))


async def is_empty(reading: Reading, shelf: Shelf, company_id: UUID) -> bool:
    """Whether the company never had a line there."""
    return not await reading.scalar(select(exists().where(shelf.kept.c.company_id == company_id)))


async def changed_places(
    reading: Reading, company_id: UUID, import_id: UUID, revision: int, periods: Collection[int]
) -> frozenset[tuple[int, int]]:
    """The accounts and months, of these months only, whose movements this import ends or begins."""
    staged, kept = staged_movements.c, movements.c
    selects: list[Select[Any]] = []
    for name in ("period", "recorded_period"):
        come = select(staged.account_id, staged[name].label("period"))
        selects.append(come.where(staged.import_id == import_id, staged[name].in_(periods)))
        # Found by what is staged, so that the index of documents leads there.
        left = select(staged.document_id).where(staged.import_id == import_id)
        gone = select(kept.account_id, kept[name].label("period"))
        selects.append(
            gone.where(
                kept.company_id == company_id,
                kept.document_id.in_(left),
                kept.until == revision,
                kept[name].in_(periods),
            )
        )
    return frozenset((row.account_id, row.period) for row in await reading.all(union(*selects)))
