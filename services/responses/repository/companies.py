"""Companies as this service needs them: the card that a page is headed with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.responses.domain.snapshot import CompanyCard
from services.responses.models import companies
from shared.database import Reading, Transaction, insert_statement


async def cards(reading: Reading, ids: Iterable[UUID]) -> dict[UUID, CompanyCard]:
    """The cards of those companies that are known here."""
    rows = await reading.all(select(companies).where(companies.c.company_id.in_(set(ids))))
    return {
        row.company_id: CompanyCard(
            title=row.title,
            tax_number=row.tax_number,
            tax_office=row.tax_office,
            address=row.address,
            phone=row.phone,
            email=row.email,
        )
        for row in rows
    }


async def known(reading: Reading) -> list[tuple[UUID, str]]:
    """Every company with its title."""
    rows = await reading.all(select(companies.c.company_id, companies.c.title).order_by(companies.c.title))
    return [(row.company_id, row.title) for row in rows]


async def keep_newest(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store each card unless a higher revision of it is here already."""
    insert = insert_statement(tx.dialect, companies)
    newer = insert.excluded.revision > companies.c.revision
    values = {column.name: insert.excluded[column.name] for column in companies.c if not column.primary_key}
    upsert = insert.on_conflict_do_update(index_elements=[companies.c.company_id], set_=values, where=newer)
    await tx.execute(upsert, sorted(rows, key=lambda row: row["company_id"]))
