"""The rows that an answer rests on: as they are sealed with it, and as they are now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, and_, exists, select

from services.responses.domain.evidence_columns import EVIDENCE, KEYS
from services.responses.domain.seals import Row, Rows
from services.responses.models import invitations, links, statement_parts, statements
from shared.database import Reading
from shared.often_asked import OftenAsked

_TABLES: Mapping[str, Table] = {"statements": statements, "links": links, "invitations": invitations}


def _columns(table: Table) -> Any:
    return select(*(table.c[name] for name in EVIDENCE[table.name]))


_IDS = "ids"
_STATEMENTS = OftenAsked(_columns(statements), {_IDS: statements.c.reconciliation_id})
_SENT = select(
    *(links.c[name].label(f"l_{name}") for name in EVIDENCE["links"]),
    *(invitations.c[name].label(f"i_{name}") for name in EVIDENCE["invitations"]),
).outerjoin(
    invitations,
    # Both: the first is what there is an index for.
    and_(
        invitations.c.reconciliation_id == links.c.reconciliation_id,
        invitations.c.link_id == links.c.link_id,
    ),
)
# Links with their invitations at once: this is asked for with every answer.
_WRITTEN_TO = OftenAsked(_SENT, {_IDS: links.c.reconciliation_id})


async def rows_of_each(reading: Reading, reconciliation_ids: Collection[UUID]) -> dict[UUID, Rows]:
    """What answers to these reconciliations rest on: the statement of each, its links and the invitations sent for it."""
    found: dict[UUID, dict[str, dict[str, Row]]] = {id_: {name: {} for name in KEYS} for id_ in reconciliation_ids}
    if not found:
        return {}
    ids = {_IDS: list(found)}
    for values in await _STATEMENTS.all(reading, ids):
        statement = dict(zip(EVIDENCE["statements"], values, strict=True))
        id_ = statement["reconciliation_id"]
        found[id_]["statements"][str(id_)] = statement
    split, place = len(EVIDENCE["links"]), EVIDENCE["links"].index("reconciliation_id")
    for row in await _WRITTEN_TO.all(reading, ids):
        for name, columns in (("links", row[:split]), ("invitations", row[split:])):
            one = dict(zip(EVIDENCE[name], columns, strict=True))
            if one[KEYS[name]] is not None:
                found[row[place]][name][str(one[KEYS[name]])] = one
    return dict(found)


async def now(reading: Reading, keys: Mapping[str, Collection[str]]) -> Rows:
    """These rows as they are now; those that are gone are left out. `keys`: by table."""
    found: dict[str, dict[str, Row]] = {}
    for name, wanted in keys.items():
        table = _TABLES[name]
        column = table.c[KEYS[name]]
        values: Sequence[Any] = sorted(wanted) if name == "links" else [UUID(one) for one in sorted(wanted)]
        rows = await reading.all(_columns(table).where(column.in_(values)))
        found[name] = {str(getattr(row, KEYS[name])): row._asdict() for row in rows}
    return found


async def parts_of(reading: Reading, reconciliation_ids: Collection[UUID]) -> dict[UUID, list[Row]]:
    """The parts of these statements, in order."""
    query = (
        select(statement_parts)
        .where(statement_parts.c.reconciliation_id.in_(reconciliation_ids))
        .order_by(statement_parts.c.reconciliation_id, statement_parts.c.part)
    )
    found: dict[UUID, list[Row]] = {}
    for row in await reading.all(query):
        found.setdefault(row.reconciliation_id, []).append(row._asdict())
    return found


async def stray_parts(reading: Reading, company_id: UUID) -> Sequence[Row]:
    """Parts that belong to no statement."""
    columns = statement_parts.c
    known = exists().where(statements.c.reconciliation_id == columns.reconciliation_id)
    query = select(columns.reconciliation_id, columns.part).where(columns.company_id == company_id, ~known)
    return [row._asdict() for row in await reading.all(query)]


async def written_to(reading: Reading, reconciliation_ids: Collection[UUID]) -> dict[str, list[Row]]:
    """Links and invitations of these reconciliations."""
    found: dict[str, list[Row]] = {}
    for name in ("links", "invitations"):
        table = _TABLES[name]
        query = _columns(table).where(table.c.reconciliation_id.in_(reconciliation_ids))
        rows = await reading.all(query.order_by(table.c.reconciliation_id, table.c[KEYS[name]]))
        found[name] = [row._asdict() for row in rows]
    return found


async def statement_batch(
    reading: Reading,
    company_id: UUID,
    after: UUID | None,
    limit: int,
    *,
    campaign_id: UUID | None = None,
    reconciliation_id: UUID | None = None,
) -> Sequence[Row]:
    """Complete statements of a company in the order of their ids."""
    columns = statements.c
    query = _columns(statements).where(columns.company_id == company_id, columns.snapshot_sha256.is_not(None))
    if campaign_id is not None:
        query = query.where(columns.campaign_id == campaign_id)
    if reconciliation_id is not None:
        query = query.where(columns.reconciliation_id == reconciliation_id)
    if after is not None:
        query = query.where(columns.reconciliation_id > after)
    rows = await reading.all(query.order_by(columns.reconciliation_id).limit(limit))
    return [row._asdict() for row in rows]
