"""Account cards as lists show them: filtered, in order, page by page, and counted over the whole filter."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, func, not_, select, tuple_

from services.aggregator.domain.ledger import HOME_COUNTRY
from services.aggregator.models import accounts, contacts
from shared.database import Reading
from shared.text import fold

AT_ONCE = 2000
BRANCHES_SHOWN = 200
SORTED_BY = MappingProxyType(
    {"title": "title_folded", "code": "code", "branch": "branch", "tax_number": "tax_number", "country": "country"}
)
"""What a list may be sorted by; the code decides among equals."""
_AS_IT_IS = ("branch", "country", "language", "never_mail", "never_merge")


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """What is None (or empty) does not matter. `codes` are at most some ten thousand."""

    company_id: UUID
    search: str = ""
    codes: tuple[str, ...] | None = None
    address: str | None = None
    tax_number: str | None = None
    contacts: str | None = None
    branch: str | None = None
    country: str | None = None
    language: str | None = None
    never_mail: bool | None = None
    never_merge: bool | None = None
    counterparty: str | None = None


async def page(
    reading: Reading, wanted: AccountFilter, *, sort: str, descending: bool, after: tuple[str, str] | None, limit: int
) -> Sequence[Row[Any]]:
    """`limit` + 1 cards after the given one."""
    column = accounts.c[SORTED_BY[sort]]
    place = tuple_(column, accounts.c.code)
    statement = select(accounts).where(*_conditions(wanted))
    if after is not None:
        statement = statement.where(place < after if descending else place > after)
    order = [column.desc(), accounts.c.code.desc()] if descending else [column, accounts.c.code]
    return await reading.all(statement.order_by(*order).limit(limit + 1))


async def every_page(
    reading: Reading, wanted: AccountFilter, *, sort: str = "title", descending: bool = False
) -> AsyncIterator[Sequence[Row[Any]]]:
    """All cards of the filter, some thousand at a time."""
    after: tuple[str, str] | None = None
    while True:
        rows = await page(reading, wanted, sort=sort, descending=descending, after=after, limit=AT_ONCE)
        if rows[:AT_ONCE]:
            yield rows[:AT_ONCE]
        if len(rows) <= AT_ONCE:
            return
        last = rows[AT_ONCE - 1]
        after = (getattr(last, SORTED_BY[sort]), last.code)


async def totals(reading: Reading, wanted: AccountFilter) -> dict[str, Any]:
    """How many cards there are, of them some kinds, and the contacts that they have."""
    conditions = _conditions(wanted)
    of_cards = select(
        func.count().label("accounts"),
        func.count().filter(accounts.c.email_is_valid).label("with_valid_address"),
        func.count().filter(accounts.c.reconciliation_email == "").label("without_address"),
        func.count().filter(accounts.c.never_mail).label("never_mail"),
    ).where(*conditions)
    of_contacts = (
        select(
            func.count().label("contacts"),
            func.count().filter(contacts.c.receives_reconciliations).label("receiving_contacts"),
        )
        .select_from(contacts.join(accounts, accounts.c.id == contacts.c.account_id))
        .where(*conditions)
    )
    branches = (
        select(accounts.c.branch)
        .where(accounts.c.company_id == wanted.company_id, accounts.c.branch != "")
        .group_by(accounts.c.branch)
        .order_by(accounts.c.branch)
        .limit(BRANCHES_SHOWN)
    )
    found = (await reading.mappings(of_cards))[0] | (await reading.mappings(of_contacts))[0]
    return found | {"branches": list(await reading.scalars(branches))}


def _conditions(wanted: AccountFilter) -> list[ColumnElement[bool]]:
    columns = accounts.c
    found = [columns.company_id == wanted.company_id]
    if wanted.search:
        found.append(columns.search_folded.contains(fold(wanted.search), autoescape=True))
    if wanted.codes is not None:
        found.append(columns.code.in_(wanted.codes))
    found += [columns[name] == value for name in _AS_IT_IS if (value := getattr(wanted, name)) is not None]
    if wanted.counterparty is not None:
        alone = columns.code == wanted.counterparty.removeprefix("a:")
        merged = and_(columns.merge_key == wanted.counterparty, ~columns.never_merge)
        found.append(alone if wanted.counterparty.startswith("a:") else merged)
    if wanted.address is not None:
        found.append(_ADDRESS[wanted.address])
    if wanted.contacts is not None:
        found.append(_CONTACTS[wanted.contacts])
    if wanted.tax_number is not None:
        found.append(_TAX_NUMBER[wanted.tax_number])
    return found


_ADDRESS = MappingProxyType(
    {
        "valid": accounts.c.email_is_valid,
        "invalid": and_(~accounts.c.email_is_valid, accounts.c.reconciliation_email != ""),
        "missing": accounts.c.reconciliation_email == "",
    }
)
# A Turkish number has a merge key exactly when it identifies somebody.
_SUSPICIOUS = and_(accounts.c.tax_number != "", accounts.c.country == HOME_COUNTRY, accounts.c.merge_key.is_(None))
_TAX_NUMBER = MappingProxyType(
    {
        "suspicious": _SUSPICIOUS,
        "valid": and_(accounts.c.tax_number != "", not_(_SUSPICIOUS)),
        "missing": accounts.c.tax_number == "",
    }
)
_theirs = contacts.alias("theirs")
_HAS_CONTACT = exists().where(_theirs.c.account_id == accounts.c.id)
_CONTACTS = MappingProxyType(
    {"some": _HAS_CONTACT, "none": ~_HAS_CONTACT, "receiving": _HAS_CONTACT.where(_theirs.c.receives_reconciliations)}
)
