"""The account cards of counterparties: which account belongs to whom, under a run's way of merging."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select, true

from services.aggregator.domain.recipients import Card, CardContact
from services.aggregator.domain.rules import RunRules
from services.aggregator.models import accounts, contacts, period_sums
from services.aggregator.repository.behind import in_portions
from services.aggregator.repository.months import rows_of_month
from services.aggregator.repository.sums import key_of
from shared.database import Reading

CardsByKey = Mapping[str, Sequence[Card]]
"""By counterparty, in order of their codes; contacts are those that receive reconciliations."""


async def of_month(reading: Reading, company_id: UUID, rules: RunRules) -> CardsByKey:
    """Every card of the counterparties that moved in the month, also those cards that did not."""
    moved = rows_of_month(period_sums, [period_sums.c.account_id], company_id, rules, period_sums.c.documents > 0)
    of_month: ColumnElement[bool] = accounts.c.id.in_(moved)
    if rules.merge_by_tax_number:
        merges = and_(accounts.c.merge_key.is_not(None), accounts.c.never_merge.is_not(true()))
        keys = select(accounts.c.merge_key).where(accounts.c.company_id == company_id, of_month, merges)
        of_month = or_(of_month, and_(merges, accounts.c.merge_key.in_(keys)))
    return await _read(reading, company_id, rules.merge_by_tax_number, of_month)


async def of_keys(reading: Reading, company_id: UUID, keys: Collection[str], *, merge: bool) -> CardsByKey:
    """The cards of these counterparties as they are now."""
    found: dict[str, Sequence[Card]] = {}
    for some in in_portions(sorted(keys)):
        found |= await _read(reading, company_id, merge, _under(some, merge=merge))
    return found


async def whole_cards(reading: Reading, company_id: UUID, key: str, *, merge: bool) -> list[Row[Any]]:
    """The cards of this counterparty with everything on them, by code."""
    rows = await reading.all(select(accounts).where(accounts.c.company_id == company_id, _under([key], merge=merge)))
    return sorted(rows, key=lambda row: row.code)


async def ids_of_keys(
    reading: Reading, company_id: UUID, keys: Collection[str], *, merge: bool
) -> Mapping[str, Sequence[int]]:
    """The account ids of these counterparties as they are now."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for some in in_portions(sorted(keys)):
        statement = select(key_of(merge).label("key"), accounts.c.id).where(
            accounts.c.company_id == company_id, _under(some, merge=merge)
        )
        for row in await reading.all(statement):
            found[row.key].append(row.id)
    return found


async def keys_of_accounts(
    reading: Reading, company_id: UUID, account_ids: Collection[int], *, merge: bool
) -> set[str]:
    """The counterparties that these accounts belong to now."""
    found: set[str] = set()
    for some in in_portions(sorted(account_ids)):
        statement = select(key_of(merge)).where(accounts.c.company_id == company_id, accounts.c.id.in_(some))
        found |= set(await reading.scalars(statement))
    return found


def _under(keys: Sequence[str], *, merge: bool) -> ColumnElement[bool]:
    """Accounts under these keys, said of columns that have an index."""
    codes = [key.removeprefix("a:") for key in keys if key.startswith("a:")]
    numbers = [key for key in keys if not key.startswith("a:")]
    apart = or_(accounts.c.merge_key.is_(None), accounts.c.never_merge) if merge else true()
    alone = and_(accounts.c.code.in_(codes), apart)
    return (
        or_(alone, and_(accounts.c.merge_key.in_(numbers), accounts.c.never_merge.is_not(true()))) if merge else alone
    )


async def _read(reading: Reading, company_id: UUID, merge: bool, which: ColumnElement[bool]) -> CardsByKey:
    mine = and_(accounts.c.company_id == company_id, which)
    contacts_of: defaultdict[int, tuple[CardContact, ...]] = defaultdict(tuple)
    for row in await reading.all(_ticked(company_id, mine)):
        contact = CardContact(row.name, row.email, row.email_is_valid, receives_reconciliations=True)
        contacts_of[row.account_id] += (contact,)
    found: defaultdict[str, list[Card]] = defaultdict(list)
    # By place and not by name: there may be tens of thousands. The order is that of `Card`.
    for row in await reading.all(_cards(merge, mine)):
        values: tuple[Any, ...] = tuple(row)
        key, account_id = values[:2]
        said = (*values[2:9], contacts_of.get(account_id, ()), *values[9:11], account_id, *values[11:])
        found[key].append(Card(*said))
    for cards in found.values():
        # Not by the database: its collation is not the same everywhere, and the first card gives the counterparty its title.
        cards.sort(key=attrgetter("code"))
    return found


def _cards(merge: bool, mine: ColumnElement[bool]) -> Select[Any]:
    of = accounts.c
    columns: list[ColumnElement[Any]] = [
        key_of(merge), of.id, of.code, of.title, of.tax_number, of.country, of.language, of.reconciliation_email,
        of.email_is_valid, of.never_mail, of.merge_key.is_not(None), of.title_folded, of.search_folded,
    ]  # fmt: skip
    return select(*columns).where(mine)


def _ticked(company_id: UUID, mine: ColumnElement[bool]) -> Select[Any]:
    of = contacts.c
    return (
        select(of.account_id, of.name, of.email, of.email_is_valid)
        .join(accounts, accounts.c.id == of.account_id)
        .where(of.company_id == company_id, of.receives_reconciliations, mine)
        .order_by(of.id)
    )
