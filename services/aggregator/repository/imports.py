"""Imports: the jobs, the files they wait with, their reports, and how files of a source were last read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, delete, exists, func, or_, select, tuple_, update

from services.aggregator.models import cancellations, import_files, imports, mappings, staged_accounts
from shared.database import Reading, Transaction, insert_statement

OPEN = ("received", "reading", "switching")
"""States in which somebody works on an import, or will."""
_FIRST_OF_ITS_COMPANY = imports.alias("earlier")


async def add(tx: Transaction, row: Mapping[str, Any]) -> None:
    await tx.execute(imports.insert(), row)


async def add_part(tx: Transaction, import_id: UUID, part: int, content: bytes) -> None:
    await tx.execute(import_files.insert(), {"import_id": import_id, "part": part, "content": content})


async def parts(reading: Reading, import_id: UUID) -> AsyncIterator[bytes]:
    """The file as it was sent, piece by piece."""
    part = 0
    while True:
        here = and_(import_files.c.import_id == import_id, import_files.c.part == part)
        content = await reading.scalar(select(import_files.c.content).where(here))
        if content is None:
            return
        yield content
        part += 1


async def drop_file(tx: Transaction, import_id: UUID) -> None:
    await tx.execute(delete(import_files).where(import_files.c.import_id == import_id))
    await tx.execute(delete(staged_accounts).where(staged_accounts.c.import_id == import_id))


async def forget(tx: Transaction, import_id: UUID) -> None:
    """Leave no trace of a rehearsal."""
    await drop_file(tx, import_id)
    await tx.execute(delete(imports).where(imports.c.id == import_id))


async def claim(tx: Transaction, lease: UUID, now: datetime, until: datetime, only: UUID | None) -> Row[Any] | None:
    """Take the oldest import that nobody works on. A company's files are read one after another, in the order they came."""
    columns, earlier = imports.c, _FIRST_OF_ITS_COMPANY.c
    waits_for_another = exists().where(
        earlier.company_id == columns.company_id,
        earlier.state.in_(OPEN),
        tuple_(earlier.created_at, earlier.id) < tuple_(columns.created_at, columns.id),
    )
    free = select(columns.id).where(
        columns.state.in_(OPEN),
        or_(columns.leased_until.is_(None), columns.leased_until <= now),
        ~waits_for_another,
    )
    if only is not None:
        free = free.where(columns.id == only)
    oldest = free.order_by(columns.created_at, columns.id).limit(1).with_for_update(skip_locked=True)
    taken = (
        update(imports)
        .where(columns.id.in_(oldest.scalar_subquery()))
        .values(state="reading", lease=lease, leased_until=until, attempts=columns.attempts + 1)
        .returning(*columns)
    )
    return await tx.first(taken)


async def is_any_free(reading: Reading, now: datetime) -> bool:
    """Whether there may be something to claim; asked often, so it writes nothing."""
    free = or_(imports.c.leased_until.is_(None), imports.c.leased_until <= now)
    return bool(await reading.scalar(select(exists().where(imports.c.state.in_(OPEN), free))))


async def change(tx: Transaction, import_id: UUID, lease: UUID, values: Mapping[str, Any]) -> bool:
    """Change an import that is still ours; False when somebody else has it by now, or it was cancelled."""
    mine = and_(imports.c.id == import_id, imports.c.lease == lease, imports.c.cancel_asked.is_(False))
    return (await tx.execute(update(imports).where(mine).values(**values))).rowcount == 1


async def finish(tx: Transaction, import_id: UUID, values: Mapping[str, Any]) -> None:
    """Bring it to its end, or back to where somebody takes it up again."""
    given_back = {"lease": None, "leased_until": None, **values}
    await tx.execute(update(imports).where(imports.c.id == import_id).values(**given_back))


async def ask_to_cancel(tx: Transaction, company_id: UUID, import_id: UUID) -> None:
    here = and_(imports.c.company_id == company_id, imports.c.id == import_id)
    await tx.execute(update(imports).where(here).values(cancel_asked=True))


async def same_file(reading: Reading, row: Row[Any]) -> Row[Any] | None:
    """The newest import that took the very same file in completely, with the same wishes."""
    columns = imports.c
    statement = select(imports).where(
        columns.company_id == row.company_id,
        columns.sha256 == row.sha256,
        columns.state == "done",
        columns.rejected == 0,
        columns.same_as.is_(None),
    )
    found = await reading.first(statement.order_by(columns.created_at.desc()).limit(1))
    return found if found is not None and _wishes(found) == _wishes(row) else None


def _wishes(row: Row[Any]) -> dict[str, Any]:
    return {name: value for name, value in row.options.items() if name not in ("skip_rejected", "confirm")}


async def newest_done(reading: Reading, company_id: UUID, kinds: Sequence[str]) -> UUID | None:
    """The last import of such a kind that changed the books or might have."""
    columns = imports.c
    statement = select(columns.id).where(
        columns.company_id == company_id,
        columns.kind.in_(kinds),
        columns.state == "done",
        columns.same_as.is_(None),
    )
    found: UUID | None = await reading.scalar(
        statement.order_by(columns.finished_at.desc(), columns.created_at.desc(), columns.id.desc()).limit(1)
    )
    return found


async def one(reading: Reading, company_id: UUID, import_id: UUID) -> Row[Any] | None:
    return await reading.first(select(imports).where(imports.c.company_id == company_id, imports.c.id == import_id))


async def page(
    reading: Reading, company_id: UUID, *, before: tuple[Any, UUID] | None, limit: int
) -> Sequence[Row[Any]]:
    """Newest first, `limit` + 1 of them."""
    statement = select(imports).where(imports.c.company_id == company_id)
    if before is not None:
        statement = statement.where(tuple_(imports.c.created_at, imports.c.id) < before)
    return await reading.all(statement.order_by(imports.c.created_at.desc(), imports.c.id.desc()).limit(limit + 1))


async def ended_with_a_file(reading: Reading) -> Sequence[UUID]:
    """Imports that need their file and their staged lines no more, but still have them."""
    left = select(import_files.c.import_id).where(import_files.c.import_id == imports.c.id)
    ended = imports.c.state.not_in((*OPEN, "waiting"))
    return list(await reading.scalars(select(imports.c.id).where(ended, left.exists()).limit(100)))


async def remembered_mappings(reading: Reading, company_id: UUID) -> dict[str, Any]:
    """How the company's files were last read, by source."""
    rows = await reading.all(select(mappings).where(mappings.c.company_id == company_id))
    return {row.source: row.mapping for row in rows}


async def remember_mapping(tx: Transaction, company_id: UUID, source: str, mapping: Mapping[str, Any]) -> None:
    insert = insert_statement(tx.dialect, mappings)
    statement = insert.on_conflict_do_update(
        index_elements=[mappings.c.company_id, mappings.c.source],
        set_={"mapping": insert.excluded.mapping, "updated_at": insert.excluded.updated_at},
    )
    row = {"company_id": company_id, "source": source, "mapping": dict(mapping), "updated_at": tx.clock.now()}
    await tx.execute(statement, row)


async def add_cancellations(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    await tx.insert_or_ignore(cancellations, rows)


async def has_cancellations(reading: Reading, company_id: UUID) -> bool:
    counted = select(func.count()).where(cancellations.c.company_id == company_id)
    return bool(await reading.scalar(counted))
