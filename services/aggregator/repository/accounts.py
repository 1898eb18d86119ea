"""Account cards and their contacts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from services.aggregator.models import accounts, contacts
from shared.database import Reading, Transaction, insert_statement

AT_ONCE = 5000


async def ids_by_code(reading: Reading, company_id: UUID) -> dict[str, int]:
    """Every account of the company."""
    rows = await reading.all(select(accounts.c.code, accounts.c.id).where(accounts.c.company_id == company_id))
    return {row.code: row.id for row in rows}


async def identities(reading: Reading, company_id: UUID) -> Sequence[Row[Any]]:
    """By what each account of the company is found: id, code, title, tax number and country."""
    columns = accounts.c
    statement = select(columns.id, columns.code, columns.title, columns.tax_number, columns.country)
    return await reading.all(statement.where(columns.company_id == company_id))


async def by_code(reading: Reading, company_id: UUID, codes: Collection[str]) -> dict[str, Row[Any]]:
    """Those of these cards that there are."""
    ordered = sorted(codes)
    found: dict[str, Row[Any]] = {}
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        statement = select(accounts).where(accounts.c.company_id == company_id, accounts.c.code.in_(some))
        found |= {row.code: row for row in await reading.all(statement)}
    return found


async def changed_since(reading: Reading, company_id: UUID, moment: datetime) -> bool:
    """Whether any card was written after this moment."""
    newest = await reading.scalar(select(func.max(accounts.c.updated_at)).where(accounts.c.company_id == company_id))
    return newest is not None and newest > moment


async def upsert(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert or replace cards by company and code."""
    if not rows:
        return
    insert = insert_statement(tx.dialect, accounts)
    statement = insert.on_conflict_do_update(
        index_elements=[accounts.c.company_id, accounts.c.code],
        set_={name: insert.excluded[name] for name in rows[0] if name not in ("company_id", "code")},
    )
    for start in range(0, len(rows), AT_ONCE):
        await tx.execute(statement, rows[start : start + AT_ONCE])


async def replace_contacts(
    tx: Transaction, company_id: UUID, account_ids: Collection[int], rows: Sequence[Mapping[str, Any]]
) -> None:
    """The contacts of these accounts are these, and no others."""
    ids = sorted(account_ids)
    for start in range(0, len(ids), AT_ONCE):
        chunk = ids[start : start + AT_ONCE]
        await tx.execute(delete(contacts).where(contacts.c.company_id == company_id, contacts.c.account_id.in_(chunk)))
    if rows:
        await tx.execute(contacts.insert(), list(rows))


async def one(reading: Reading, company_id: UUID, code: str) -> Row[Any] | None:
    return await reading.first(select(accounts).where(accounts.c.company_id == company_id, accounts.c.code == code))


async def contacts_of(reading: Reading, company_id: UUID, account_ids: Collection[int]) -> dict[int, list[Row[Any]]]:
    """Contacts by account, in the order they were given."""
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    ids = sorted(account_ids)
    for start in range(0, len(ids), AT_ONCE):
        chunk = ids[start : start + AT_ONCE]
        statement = select(contacts).where(contacts.c.company_id == company_id, contacts.c.account_id.in_(chunk))
        for row in await reading.all(statement.order_by(contacts.c.id)):
            found[row.account_id].append(row)
    return found


async def contact(reading: Reading, company_id: UUID, account_id: int, contact_id: int) -> Row[Any] | None:
    return await reading.first(select(contacts).where(*_contact(company_id, account_id, contact_id)))


async def add_contact(tx: Transaction, row: Mapping[str, Any]) -> int:
    """Returns its id."""
    added: int = await tx.scalar(insert(contacts).returning(contacts.c.id), row)
    return added


async def change_contact(
    tx: Transaction, company_id: UUID, account_id: int, contact_id: int, changes: Mapping[str, Any]
) -> None:
    await tx.execute(update(contacts).where(*_contact(company_id, account_id, contact_id)).values(**changes))


async def remove_contact(tx: Transaction, company_id: UUID, account_id: int, contact_id: int) -> bool:
    """Whether it was there."""
    done = await tx.execute(delete(contacts).where(*_contact(company_id, account_id, contact_id)))
    return bool(done.rowcount)


async def touch(tx: Transaction, company_id: UUID, account_id: int) -> None:
    """The card says something new: whoever asks what changed since must find it."""
    mine = (accounts.c.company_id == company_id, accounts.c.id == account_id)
    await tx.execute(update(accounts).where(*mine).values(updated_at=tx.clock.now()))


def _contact(company_id: UUID, account_id: int, contact_id: int) -> list[ColumnElement[bool]]:
    return [contacts.c.company_id == company_id, contacts.c.account_id == account_id, contacts.c.id == contact_id]
