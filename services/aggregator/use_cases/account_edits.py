"""Editing cards and contacts by hand: one card, many at once, one contact. Doing the same twice changes nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row

from services.aggregator.domain.countries import check_country
from services.aggregator.repository import account_lists, accounts, companies
from services.aggregator.repository.account_lists import AccountFilter
from services.aggregator.use_cases.accounts import card, contact_row, tell_of_moved
from shared.database import Transaction
from shared.errors import Conflict, Invalid, NotFound
from shared.tax_number import TaxNumber

MOST_CONTACTS = 50
_KEPT = (
    "company_id", "code", "title", "tax_number", "tax_office", "country", "reconciliation_email", "phone", "address", "language",
    "branch", "never_mail", "never_merge",
)  # fmt: skip
_SAID_OF_A_CONTACT = ("name", "email", "receives_reconciliations")


@dataclass(frozen=True, slots=True)
class ChangeAccounts:
    """Give all cards of the filter these values; `changes` maps a field of a card to its new value."""

    wanted: AccountFilter
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AccountsChanged:
    """`count` cards were meant; `changed` of them said something else before."""

    count: int
    changed: int


async def change_accounts(tx: Transaction, command: ChangeAccounts) -> AccountsChanged:
    """Change many cards; those that say it already stay untouched."""
    # A run reads sums, cards and contacts one after the other: a card must not change its number in between.
    await companies.hold_books(tx, command.wanted.company_id)
    # Read before the first change: what is changed may be what the filter looks at.
    meant = [row async for rows in account_lists.every_page(tx, command.wanted, sort="code") for row in rows]
    changed = [row for row in (_changed(row, command.changes) for row in meant) if row is not None]
    now = tx.clock.now()
    await accounts.upsert(tx, [row | {"updated_at": now} for row in changed])
    await tell_of_moved(tx, command.wanted.company_id, changed, {row.code: row for row in meant}, uuid4())
    return AccountsChanged(len(meant), len(changed))


async def check_written(tx: Transaction, company_id: UUID, code: str, country: str) -> None:
    """Of a card that is written as a whole. Raises `Invalid` (`country_unknown`)."""
    before = await accounts.one(tx, company_id, code)
    check_country(country, before.country if before is not None else "")


async def change_account(tx: Transaction, company_id: UUID, code: str, changes: Mapping[str, Any]) -> None:
    """Change one card."""
    done = await change_accounts(tx, ChangeAccounts(AccountFilter(company_id, codes=(code,)), changes))
    if not done.count:
        raise account_not_found(code)


def _changed(before: Row[Any], changes: Mapping[str, Any]) -> dict[str, Any] | None:
    said = {name: getattr(before, name) for name in _KEPT} | dict(changes)
    check_country(said["country"], before.country)
    number = TaxNumber.parse(said["tax_number"])
    row = card(said | {"tax_number": number.text if number else ""})
    return row if any(getattr(before, name) != value for name, value in row.items()) else None


@dataclass(frozen=True, slots=True)
class ContactPlace:
    """A contact of a card; without `contact_id`, one that is to be added."""

    company_id: UUID
    code: str
    contact_id: int = 0


async def add_contact(tx: Transaction, place: ContactPlace, said: Mapping[str, Any]) -> int:
    """Add a contact to a card; returns its id. The same contact again is the one that is there."""
    await companies.hold_books(tx, place.company_id)
    account = await _account(tx, place)
    row = contact_row(place.company_id, account.id, **said)
    there = (await accounts.contacts_of(tx, place.company_id, [account.id])).get(account.id, [])
    same = next((one for one in there if all(getattr(one, name) == row[name] for name in _SAID_OF_A_CONTACT)), None)
    if same is not None:
        return int(same.id)
    if len(there) >= MOST_CONTACTS:
        raise Conflict(
            "The account {account_code} has {most} contacts already. Remove one first.",
            code="too_many_contacts",
            account_code=place.code,
            most=MOST_CONTACTS,
        )
    await accounts.touch(tx, place.company_id, account.id)
    return await accounts.add_contact(tx, row)


async def change_contact(tx: Transaction, place: ContactPlace, changes: Mapping[str, Any]) -> None:
    """Change what is said of a contact."""
    await companies.hold_books(tx, place.company_id)
    account = await _account(tx, place)
    before = await accounts.contact(tx, place.company_id, account.id, place.contact_id)
    if before is None:
        raise _contact_not_found(place)
    said = {name: getattr(before, name) for name in _SAID_OF_A_CONTACT} | dict(changes)
    if not (said["name"] or said["email"]):
        raise Invalid("A contact has a name or an e-mail address. Fill in one of them.", code="contact_empty")
    row = contact_row(place.company_id, account.id, **said)
    await accounts.change_contact(tx, place.company_id, account.id, place.contact_id, row)
    await accounts.touch(tx, place.company_id, account.id)


async def remove_contact(tx: Transaction, place: ContactPlace) -> None:
    """Take a contact off its card."""
    await companies.hold_books(tx, place.company_id)
    account = await _account(tx, place)
    if not await accounts.remove_contact(tx, place.company_id, account.id, place.contact_id):
        raise _contact_not_found(place)
    await accounts.touch(tx, place.company_id, account.id)


async def _account(tx: Transaction, place: ContactPlace) -> Row[Any]:
    row = await accounts.one(tx, place.company_id, place.code)
    if row is None:
        raise account_not_found(place.code)
    return row


def account_not_found(code: str) -> NotFound:
    return NotFound("There is no account {account_code}.", code="account_not_found", account_code=code)


def _contact_not_found(place: ContactPlace) -> NotFound:
    return NotFound(
        "The account {account_code} has no such contact. An import may have replaced its contacts: load the card again.",
        code="contact_not_found",
        account_code=place.code,
    )
