"""The companies whose books are kept here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.aggregator.models import books, companies
from shared.database import Reading, Transaction, insert_statement


async def known(reading: Reading, company_ids: Collection[UUID]) -> set[UUID]:
    """Which of these companies have registered."""
    rows = await reading.scalars(select(companies.c.company_id).where(companies.c.company_id.in_(company_ids)))
    return set(rows)


async def keep_newest(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert company cards; one that is there gives way only to a higher revision."""
    insert = insert_statement(tx.dialect, companies)
    changed = {name: insert.excluded[name] for name in ("revision", "title", "tax_number", "updated_at")}
    await tx.execute(
        insert.on_conflict_do_update(
            index_elements=[companies.c.company_id],
            set_=changed,
            where=companies.c.revision < insert.excluded.revision,
        ),
        list(rows),
    )


async def hold_books(tx: Transaction, company_id: UUID) -> int:
    """Let one import or run after another have a company's books, until the commit.

    Returns the new revision of the books: lines written now count from it on (`since`), lines that end now no longer count at it
    (`until`), and a run made now sees the lines with `since <= revision and (until is null or until > revision)`.
    """
    insert = insert_statement(tx.dialect, books)
    raised = insert.on_conflict_do_update(
        index_elements=[books.c.company_id], set_={"revision": books.c.revision + 1}
    ).returning(books.c.revision)
    revision: int = await tx.scalar(raised, {"company_id": company_id, "revision": 1})
    return revision


async def hold_books_as_they_are(tx: Transaction, company_id: UUID) -> int:
    """The same for whoever writes no line, until the commit; returns the revision, which stays as it is."""
    held: int | None = await tx.scalar(
        select(books.c.revision).where(books.c.company_id == company_id).with_for_update()
    )
    return await hold_books(tx, company_id) if held is None else held


async def revision_of(reading: Reading, company_id: UUID) -> int:
    """The books' revision as it is; zero before anything was written."""
    return await reading.scalar(select(books.c.revision).where(books.c.company_id == company_id)) or 0


async def all_ids(reading: Reading) -> list[UUID]:
    """Every company that has registered, the oldest first."""
    return list(await reading.scalars(select(companies.c.company_id).order_by(companies.c.updated_at)))


async def tax_number(reading: Reading, company_id: UUID) -> str:
    """The company's own; empty when it has not registered here yet."""
    found: str | None = await reading.scalar(select(companies.c.tax_number).where(companies.c.company_id == company_id))
    return found or ""
