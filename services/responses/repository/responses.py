"""Answers: only ever added, each behind the one before it in its company's chain."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select, update

from services.responses.domain.entries import FIRST_PREVIOUS, Entry
from services.responses.models import chain_heads, responses, statements
from shared.bulk import insert_rows
from shared.database import Reading, Transaction
from shared.often_asked import OftenAsked


def entry_of(values: Mapping[str, Any]) -> Entry:
    return Entry(**values)


def _entry(row: Any) -> Entry:
    return entry_of(row._mapping)  # noqa: SLF001  # SQLAlchemy's documented way to a row by name


async def links_of_forms(reading: Reading, form_ids: Collection[UUID]) -> dict[UUID, str]:
    """From which link each of these forms was stored, of those that were."""
    rows = await _FORMS.all(reading, {"forms": list(form_ids)})
    return {row[0]: row[1] for row in rows}


_FORMS = OftenAsked(select(responses.c.form_id, responses.c.link_id), {"forms": responses.c.form_id})


async def answered(reading: Reading, reconciliation_ids: Collection[UUID]) -> set[UUID]:
    """Those of these reconciliations that have an answer."""
    columns = responses.c
    query = select(columns.reconciliation_id).where(reading.among(columns.reconciliation_id, reconciliation_ids))
    return set(await reading.scalars(query.distinct()))


@dataclass(frozen=True, slots=True)
class Coded:
    """The entry of a verification code, with what was shown as canonical JSON and the newest version of its reconciliation."""

    entry: Entry
    company: str
    head: str
    newest: int


async def by_code(reading: Reading, code: str) -> Coded | None:
    """The entry whose receipt has this code."""
    row = await reading.first(select(responses).where(responses.c.verification_code == code))
    if row is None:
        return None
    entry = _entry(row)
    newest = (
        select(func.max(responses.c.version))
        .where(responses.c.reconciliation_id == entry.reconciliation_id)
        .scalar_subquery()
    )
    about = await reading.first(
        select(statements.c.company, statements.c.head, newest.label("newest")).where(
            statements.c.reconciliation_id == entry.reconciliation_id
        )
    )
    return Coded(entry, about.company, about.head, about.newest) if about is not None else None


async def versions(reading: Reading, reconciliation_id: UUID) -> list[Entry]:
    """All versions of one reconciliation's answer, oldest first."""
    return (await versions_of_each(reading, [reconciliation_id]))[reconciliation_id]


async def versions_of_each(reading: Reading, reconciliation_ids: Collection[UUID]) -> dict[UUID, list[Entry]]:
    """The same of several reconciliations."""
    found: dict[UUID, list[Entry]] = {id_: [] for id_ in reconciliation_ids}
    if found:
        query = select(responses).where(reading.among(responses.c.reconciliation_id, found.keys()))
        for row in await reading.all(query.order_by(responses.c.version)):
            found[row.reconciliation_id].append(_entry(row))
    return found


async def hold_chain(tx: Transaction, company_id: UUID) -> tuple[int, str]:
    """Position and hash of the last entry of the company's chain, held until the commit."""
    beginning = {"company_id": company_id, "position": 0, "entry_sha256": FIRST_PREVIOUS}
    row = await tx.first(_HELD, {"company": company_id})
    if row is None:
        await tx.insert_or_ignore(chain_heads, [beginning])
        row = await tx.first(_HELD, {"company": company_id})
    if row is None:
        raise RuntimeError("the head of the answer chain vanished inside its own transaction")
    return row.position, row.entry_sha256


_HELD = select(chain_heads).where(chain_heads.c.company_id == bindparam("company")).with_for_update()


async def append(tx: Transaction, entries: Sequence[Entry]) -> None:
    """Add entries of one company, in the order of its chain, and move the chain's head, which `hold_chain` holds."""
    await insert_rows(tx, responses, [_values(entry) for entry in entries])
    last = entries[-1]
    await tx.execute(_MOVED, {"company": last.company_id, "to_position": last.position, "to_entry": last.entry_sha256})


_MOVED = (
    update(chain_heads)
    .where(chain_heads.c.company_id == bindparam("company"))
    .values(position=bindparam("to_position"), entry_sha256=bindparam("to_entry"))
)


def _values(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _COLUMNS}


_COLUMNS = tuple(column.name for column in responses.c)


async def head(reading: Reading, company_id: UUID) -> tuple[int, str]:
    row = await reading.first(select(chain_heads).where(chain_heads.c.company_id == company_id))
    return (row.position, row.entry_sha256) if row is not None else (0, FIRST_PREVIOUS)


async def chain(reading: Reading, company_id: UUID) -> AsyncIterator[Entry]:
    """Every entry of a company, in the order of its chain, and any that stands to one of its reconciliations without it."""
    ours = select(statements.c.reconciliation_id).where(statements.c.company_id == company_id)
    mine = or_(responses.c.company_id == company_id, responses.c.reconciliation_id.in_(ours))
    query = select(responses).where(mine).order_by(responses.c.position, responses.c.company_id)
    async for row in reading.stream(query):
        yield _entry(row)


async def listing(
    reading: Reading,
    company_id: UUID,
    *,
    campaign_id: UUID | None,
    reconciliation_id: UUID | None,
    after: int,
    limit: int,
) -> Sequence[Entry]:
    """All versions in the order in which they were given, `limit` of them behind the position `after`."""
    query = select(responses).where(responses.c.company_id == company_id, responses.c.position > after)
    if campaign_id is not None:
        query = query.where(responses.c.campaign_id == campaign_id)
    if reconciliation_id is not None:
        query = query.where(responses.c.reconciliation_id == reconciliation_id)
    return [_entry(row) for row in await reading.all(query.order_by(responses.c.position).limit(limit))]


async def get(reading: Reading, company_id: UUID, response_id: UUID) -> Entry | None:
    row = await reading.first(
        select(responses).where(responses.c.company_id == company_id, responses.c.response_id == response_id)
    )
    return _entry(row) if row is not None else None
