"""Rows of the log of deeds: added and read, nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select

from services.campaign.models import audit_log
from shared.database import Reading, Transaction
from shared.text import fold


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody did something."""

    id: int
    at: datetime
    user_id: UUID | None
    who: str
    deed: str
    subject: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of these deeds, by this person, with these words, in this time."""

    company_id: UUID
    deeds: tuple[str, ...] = ()
    who: str = ""
    q: str = ""
    since: datetime | None = None
    until: datetime | None = None


_COLUMNS = [column for column in audit_log.c if column.name not in ("company_id", "words_folded")]


async def insert_entry(tx: Transaction, values: dict[str, Any]) -> None:
    await tx.execute(insert(audit_log).values(words_folded=fold(f"{values['who']} {values['subject']}"), **values))


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [audit_log.c.company_id == wanted.company_id]
    if wanted.deeds:
        conditions.append(audit_log.c.deed.in_(wanted.deeds))
    if wanted.who:
        conditions.append(audit_log.c.who == wanted.who)
    if wanted.q:
        conditions.append(audit_log.c.words_folded.contains(fold(wanted.q), autoescape=True))
    if wanted.since is not None:
        conditions.append(audit_log.c.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(audit_log.c.at < wanted.until)
    return conditions


async def page_of_entries(reading: Reading, wanted: Wanted, *, before: int | None, limit: int) -> list[Entry]:
    """The newest first; `before` is the id that the last page ended with."""
    conditions = _conditions(wanted)
    if before is not None:
        conditions.append(audit_log.c.id < before)
    rows = await reading.all(select(*_COLUMNS).where(*conditions).order_by(audit_log.c.id.desc()).limit(limit))
    return [Entry(**row._asdict()) for row in rows]


async def all_entries(reading: Reading, wanted: Wanted) -> AsyncIterator[Entry]:
    """Every entry that is wanted, the newest first, without holding them all."""
    async for row in reading.stream(select(*_COLUMNS).where(*_conditions(wanted)).order_by(audit_log.c.id.desc())):
        yield Entry(**row._asdict())


async def people_in(reading: Reading, company_id: UUID) -> list[str]:
    """Whose deeds there are, by name."""
    query = select(audit_log.c.who).where(audit_log.c.company_id == company_id, audit_log.c.who != "").distinct()
    return sorted(await reading.scalars(query), key=fold)
