"""Rows of files that are made in the background, and their content piece by piece."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, delete, insert, or_, select, update

from services.campaign.domain.made_files import FileKind, FileState, MadeFile
from services.campaign.models import made_file_parts, made_files
from shared.database import Database, Reading, Transaction
from shared.errors import NotFound

_OPEN = (FileState.WAITING.value, FileState.WORKING.value)
_COLUMNS = [made_files.c[name] for name in MadeFile.__dataclass_fields__]


def _file(row: Row[Any]) -> MadeFile:
    return MadeFile(**(row._asdict() | {"kind": FileKind(row.kind), "state": FileState(row.state)}))


async def add(tx: Transaction, values: dict[str, Any]) -> None:
    await tx.execute(insert(made_files).values(values))


async def get(reading: Reading, company_id: UUID, file_id: UUID, *, made_by: UUID) -> MadeFile:
    """The file, or `NotFound`: also when somebody else ordered it."""
    row = await reading.first(
        select(*_COLUMNS).where(
            made_files.c.file_id == file_id, made_files.c.company_id == company_id, made_files.c.made_by == made_by
        )
    )
    if row is None:
        raise NotFound(
            "There is no such file. Files are kept for seven days, for whoever ordered them.", code="file_not_found"
        )
    return _file(row)


async def of_person(reading: Reading, company_id: UUID, made_by: UUID, *, limit: int = 200) -> list[MadeFile]:
    """The newest first."""
    rows = await reading.all(
        select(*_COLUMNS)
        .where(made_files.c.company_id == company_id, made_files.c.made_by == made_by)
        .order_by(made_files.c.created_at.desc(), made_files.c.file_id)
        .limit(limit)
    )
    return [_file(row) for row in rows]


async def open_ones(reading: Reading, company_id: UUID) -> list[MadeFile]:
    """Those of a company that are not made yet."""
    rows = await reading.all(
        select(*_COLUMNS).where(made_files.c.company_id == company_id, made_files.c.state.in_(_OPEN))
    )
    return [_file(row) for row in rows]


def _free(now: datetime) -> Any:
    return or_(
        made_files.c.state == FileState.WAITING.value,
        and_(made_files.c.state == FileState.WORKING.value, made_files.c.leased_until < now),
    )


async def is_any_free(reading: Reading, now: datetime) -> bool:
    return await reading.scalar(select(made_files.c.file_id).where(_free(now)).limit(1)) is not None


async def claim(tx: Transaction, now: datetime, lease: UUID, until: datetime) -> MadeFile | None:
    """Take the oldest that nobody is making."""
    oldest = await tx.scalar(
        select(made_files.c.file_id)
        .where(_free(now))
        .order_by(made_files.c.created_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if oldest is None:
        return None
    values = {"state": FileState.WORKING.value, "lease": lease, "leased_until": until, "done": 0}
    await tx.execute(
        update(made_files).where(made_files.c.file_id == oldest).values(**values, attempts=made_files.c.attempts + 1)
    )
    row = await tx.first(select(*_COLUMNS).where(made_files.c.file_id == oldest))
    return _file(row) if row is not None else None


async def change(tx: Transaction, file_id: UUID, lease: UUID, values: dict[str, Any]) -> bool:
    """Change a file that is held with this lease; False when it is not any more."""
    changed = await tx.execute(
        update(made_files).where(made_files.c.file_id == file_id, made_files.c.lease == lease).values(values)
    )
    return changed.rowcount == 1


async def drop_content(tx: Transaction, file_id: UUID) -> None:
    await tx.execute(delete(made_file_parts).where(made_file_parts.c.file_id == file_id))


async def add_part(tx: Transaction, file: MadeFile, part: int, content: bytes) -> None:
    await tx.execute(
        insert(made_file_parts).values(file_id=file.file_id, company_id=file.company_id, part=part, content=content)
    )


async def content(database: Database, file: MadeFile) -> AsyncIterator[bytes]:
    """Piece by piece, each in a reading of its own: a slow reader holds no connection."""
    part = 0
    while True:
        async with database.reading() as reading:
            piece = await reading.scalar(
                select(made_file_parts.c.content).where(
                    made_file_parts.c.file_id == file.file_id,
                    made_file_parts.c.company_id == file.company_id,
                    made_file_parts.c.part == part,
                )
            )
        if piece is None:
            return
        yield bytes(piece)
        part += 1


async def forget(tx: Transaction, now: datetime, *, limit: int = 50) -> int:
    """Delete files whose week is over; how many."""
    due: Sequence[UUID] = await tx.scalars(
        select(made_files.c.file_id).where(made_files.c.forget_at < now).order_by(made_files.c.forget_at).limit(limit)
    )
    if due:
        await tx.execute(delete(made_file_parts).where(made_file_parts.c.file_id.in_(due)))
        await tx.execute(delete(made_files).where(made_files.c.file_id.in_(due)))
    return len(due)
