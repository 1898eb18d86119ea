"""Rows of the company card, of the codes of the first start, and of running numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update

from services.campaign.domain.people import Company
from services.campaign.models import companies, counters, ledger_imports, setup_codes
from shared.database import Reading, Transaction, insert_statement
from shared.errors import NotFound


async def is_empty(reading: Reading) -> bool:
    """True before the first company was registered."""
    return await reading.scalar(select(companies.c.company_id).limit(1)) is None


async def find_company(reading: Reading, company_id: UUID) -> Company | None:
    row = await reading.first(select(companies).where(companies.c.company_id == company_id))
    return None if row is None else Company(**row._asdict())


async def get_company(reading: Reading, company_id: UUID) -> Company:
    """The company card, or `NotFound`."""
    company = await find_company(reading, company_id)
    if company is None:
        raise NotFound("There is no such company here.", code="company_not_found")
    return company


async def hold(tx: Transaction, company_id: UUID) -> None:
    """Until the commit: changes of what the company has as a whole (its people, a list that is replaced) go one after another."""
    await tx.execute(
        select(companies.c.company_id).where(companies.c.company_id == company_id).with_for_update(key_share=True)
    )


async def known_companies(reading: Reading, company_ids: Sequence[UUID]) -> set[UUID]:
    return set(await reading.scalars(select(companies.c.company_id).where(companies.c.company_id.in_(company_ids))))


async def insert_company(tx: Transaction, values: dict[str, Any]) -> None:
    await tx.execute(insert(companies).values(values))


async def update_company(tx: Transaction, company_id: UUID, revision: int, values: dict[str, Any]) -> bool:
    """Write a new revision; False when somebody else was first."""
    changed = await tx.execute(
        update(companies)
        .where(companies.c.company_id == company_id, companies.c.revision == revision)
        .values(**values, revision=revision + 1)
    )
    return changed.rowcount == 1


async def keep_setup_code(tx: Transaction, code_sha256: str, now: datetime, forget_before: datetime) -> None:
    await tx.execute(delete(setup_codes).where(setup_codes.c.created_at < forget_before))
    await tx.execute(insert(setup_codes).values(code_sha256=code_sha256, created_at=now))


async def take_setup_codes(tx: Transaction) -> set[str]:
    """Remove and return every code: whoever registers at the same time waits here and then finds none."""
    rows = await tx.execute(delete(setup_codes).returning(setup_codes.c.code_sha256))
    return set(rows.scalars().all())


async def take_numbers(tx: Transaction, company_id: UUID, name: str, count: int) -> range:
    """The next `count` running numbers under this name, from 1; nobody else gets them, and a rollback gives them back."""
    insertion = insert_statement(tx.dialect, counters).values(company_id=company_id, name=name, value=count)
    last = await tx.scalar(
        insertion.on_conflict_do_update(
            index_elements=[counters.c.company_id, counters.c.name],
            set_={"value": counters.c.value + insertion.excluded.value},
        ).returning(counters.c.value)
    )
    return range(last - count + 1, last + 1)


async def keep_imports(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    await tx.insert_or_ignore(ledger_imports, rows)


async def last_import_at(reading: Reading, company_id: UUID) -> datetime | None:
    """When the aggregator last took in a file or batch for this company."""
    moment: datetime | None = await reading.scalar(
        select(func.max(ledger_imports.c.imported_at)).where(ledger_imports.c.company_id == company_id)
    )
    return moment
