"""Forget personal data: what is old by itself, one person's on request. What a person may read about itself stands here too."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import structlog

from services.responses.domain.entries import Entry
from services.responses.domain.forgetting import Place, columns_of, erased_row, forget
from services.responses.domain.seals import Group
from services.responses.repository import conversation, notices, persons
from shared.database import Reading, Transaction
from shared.evidence.leaves import plain

log = structlog.get_logger(__name__)

BATCH = 200
EVERYTHING = (Group.PERSON, Group.TRACE)
RETENTION = "retention"
_TOLD = frozenset({"seal", "salts", "salt", "form_id"})
"""Columns of an answer that say nothing about a person."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did. `kept`: reconciliations that are still open, whose links the person needs."""

    reconciliations: int
    values: int
    kept: tuple[UUID, ...] = ()


async def forget_traces(tx: Transaction, before: datetime) -> int:
    """IP addresses and browsers of one batch of answers whose reconciliations closed before then; returns how many."""
    entries = await persons.with_traces(tx, before, BATCH)
    values: dict[UUID, int] = {}
    for entry in entries:
        values[entry.company_id] = values.get(entry.company_id, 0) + await _forget(tx, entry, None, (Group.TRACE,))
    for company_id, count in values.items():
        await _record(tx, company_id, RETENTION, sum(one.company_id == company_id for one in entries), count)
    return len(entries)


async def forget_persons(tx: Transaction, before: datetime) -> int:
    """Names and addresses of one batch of reconciliations that closed before then; returns how many."""
    found = await persons.with_persons(tx, before, BATCH)
    for company_id in {company_id for company_id, _ in found}:
        ids = [id_ for owner, id_ in found if owner == company_id]
        values = await _forget_rows(tx, ids, await persons.links_to(tx, ids), None)
        await persons.drop_files(tx, ids)
        await _record(tx, company_id, RETENTION, len(ids), values)
    return len(found)


async def erase_person(tx: Transaction, company_id: UUID, address: str, by: str) -> Erasure:
    """Forget who is behind an address, in every reconciliation that is closed."""
    now = await tx.database_time()
    links = await persons.links_of(tx, company_id, address)
    closed = [link for link in links if link["closes_at"] <= now]
    ids = list({link["reconciliation_id"] for link in closed})
    values = await _forget_rows(tx, ids, [link["link_id"] for link in closed], address)
    if closed:
        await _record(tx, company_id, by, len(ids), values)
    kept = tuple({link["reconciliation_id"] for link in links if link["closes_at"] > now})
    return Erasure(len(ids), values, kept)


async def person_data(reading: Reading, company_id: UUID, address: str) -> dict[str, Any]:
    """All that is kept about who is behind an address, as plain values."""
    links = await persons.links_of(reading, company_id, address)
    mine = {link["link_id"] for link in links}
    entries = await persons.entries_of(reading, {link["reconciliation_id"] for link in links})
    return {
        "address": address,
        "links": [_told(link) for link in links],
        "ledgers": [_told(row) for row in await persons.ledgers_of(reading, mine)],
        "invitations": [_told(row) for row in await persons.invitations_of(reading, mine)],
        "answers": [_told(asdict(entry)) for entry in entries if entry.link_id in mine],
        "messages": [_told(asdict(one)) for one in await conversation.about(reading, mine)],
        "notices": [_told(asdict(one)) for one in await notices.about(reading, mine, address)],
    }


def _told(row: Any) -> dict[str, Any]:
    return {name: plain(value) for name, value in row.items() if name not in _TOLD}


async def _forget_rows(
    tx: Transaction, reconciliation_ids: Sequence[UUID], link_ids: Sequence[str], address: str | None
) -> int:
    """Forget these links and their statements' lists of recipients; with an address the answers that were given from it, else all
    answers."""
    places: list[Place] = [("links", id_) for id_ in link_ids]
    places += [("statements", str(id_)) for id_ in reconciliation_ids]
    values = 0
    for entry in await persons.entries_of(tx, reconciliation_ids):
        own: Place = ("responses", str(entry.response_id))
        mine = address is None or entry.address.lower() == address.lower()
        values += await _forget(tx, entry, [*places, own] if mine else places, EVERYTHING)
    for id_ in link_ids:
        await persons.write_link(tx, id_, erased_row("links", id_, EVERYTHING))
    for reconciliation_id in reconciliation_ids:
        written = erased_row("statements", str(reconciliation_id), EVERYTHING)
        await persons.write_statement(tx, reconciliation_id, written)
    values += await conversation.forget(tx, reconciliation_ids, link_ids, address)
    return values + await notices.forget(tx, reconciliation_ids, link_ids, address)


async def _forget(tx: Transaction, entry: Entry, places: Collection[Place] | None, groups: Collection[Group]) -> int:
    forgotten = forget(entry, places, groups)
    columns = [column for group in groups for column in columns_of("responses", group)]
    await persons.write_entry(tx, forgotten.entry, columns)
    return forgotten.values


async def _record(tx: Transaction, company_id: UUID, by: str, rows: int, values: int) -> None:
    await persons.record(
        tx,
        {
            "erasure_id": uuid4(),
            "company_id": company_id,
            "erased_at": tx.clock.now(),
            "erased_by": by,
            "row_count": rows,
            "value_count": values,
        },
    )
    log.info("privacy.erased", company_id=str(company_id), rows=rows, values=values)
