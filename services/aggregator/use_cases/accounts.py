"""Taking account cards in: from a file as a whole, or one by one from a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row

from services.aggregator.domain.counterparties import merge_key
from services.aggregator.domain.ledger import AccountRow, ContactRow
from services.aggregator.readers.cells import is_email
from services.aggregator.readers.columns import ACCOUNT_HEADINGS
from services.aggregator.repository import accounts, companies
from services.aggregator.use_cases.outdated_balances import balances_of_moved_cards
from services.aggregator.use_cases.outdating import MovedAccount, cards_changed
from shared.database import Transaction
from shared.tax_number import TaxNumber
from shared.text import fold

EVERY_FIELD = frozenset(ACCOUNT_HEADINGS)
_TEXTS = ("title", "tax_office", "country", "reconciliation_email", "phone", "address", "language", "branch")
_MARKS = ("never_mail", "never_merge")
_CONTACT_FIELDS = frozenset({"contact_name", "contact_email"})


@dataclass(frozen=True, slots=True)
class KeepAccounts:
    """These cards with these contacts.

    `fields` names what the source speaks of. A file without a column for the e-mail address says nothing about addresses: what a
    card has there stays, and so do contacts where the source knows none.
    """

    company_id: UUID
    accounts: Sequence[AccountRow]
    contacts: Sequence[ContactRow] = field(default=())
    fields: AbstractSet[str] = EVERY_FIELD
    cause_id: UUID = field(default_factory=uuid4)
    """The import that says so, or the request of whoever did it by hand."""


async def keep_accounts(tx: Transaction, command: KeepAccounts) -> int:
    """Insert or change the cards; returns how many are new or say something else now."""
    # A run reads sums, cards and contacts one after the other: a card must not change its number in between.
    await companies.hold_books(tx, command.company_id)
    given = {account.code: account for account in command.accounts}
    before = await accounts.by_code(tx, command.company_id, given)
    rows = [_row(command, account, before.get(account.code)) for account in given.values()]
    now = tx.clock.now()
    await accounts.upsert(tx, [row | {"updated_at": now} for row in rows])
    if command.fields & _CONTACT_FIELDS:
        await _keep_contacts(tx, command, set(given))
    await tell_of_moved(tx, command.company_id, rows, before, command.cause_id)
    return sum(_differs(row, before.get(row["code"])) for row in rows)


async def tell_of_moved(
    tx: Transaction, company_id: UUID, rows: Iterable[Mapping[str, Any]], before: Mapping[str, Row[Any]], cause_id: UUID
) -> None:
    """Tell of sent figures that are others now, because cards went from one counterparty to another."""
    moved = []
    for row in rows:
        earlier = before.get(row["code"])
        if earlier is not None and (old := counterparty_of(earlier._asdict())) != (new := counterparty_of(row)):
            moved.append(MovedAccount(earlier.id, old, new))
    if moved:
        await cards_changed(tx, company_id, moved, cause_id)
        await balances_of_moved_cards(
            tx, company_id, {key for one in moved for key in (one.old_key, one.new_key)}, cause_id
        )


def counterparty_of(row: Mapping[str, Any]) -> str:
    """The counterparty that a kept card belongs to where runs merge."""
    alone = row["never_merge"] or row["merge_key"] is None
    return f"a:{row['code']}" if alone else str(row["merge_key"])


async def _keep_contacts(tx: Transaction, command: KeepAccounts, codes: AbstractSet[str]) -> None:
    ids = {code: row.id for code, row in (await accounts.by_code(tx, command.company_id, codes)).items()}
    rows = [
        contact_row(
            command.company_id,
            ids[contact.account_code],
            name=contact.name,
            email=contact.email,
            receives_reconciliations=contact.receives_reconciliations,
        )
        for contact in command.contacts
        if contact.account_code in ids
    ]
    await accounts.replace_contacts(tx, command.company_id, set(ids.values()), rows)


def contact_row(
    company_id: UUID, account_id: int, *, name: str, email: str, receives_reconciliations: bool
) -> dict[str, Any]:
    """A contact as it is kept."""
    return {
        "company_id": company_id,
        "account_id": account_id,
        "name": name,
        "email": email,
        "email_is_valid": bool(email) and is_email(email),
        "receives_reconciliations": receives_reconciliations,
    }


def _row(command: KeepAccounts, account: AccountRow, before: Row[Any] | None) -> dict[str, Any]:
    known = before._asdict() if before is not None else {}
    said = {name: getattr(account, name) if name in command.fields else known.get(name, "") for name in _TEXTS}
    said["country"] = said["country"] or account.country
    said["language"] = said["language"] or "tr"
    marks = {name: getattr(account, name) if name in command.fields else known.get(name, False) for name in _MARKS}
    number = account.tax_number.text if account.tax_number else ""
    if "tax_number" not in command.fields and known.get("tax_number"):
        number = known["tax_number"]
    return card({"company_id": command.company_id, "code": account.code, **said, **marks, "tax_number": number})


def card(said: Mapping[str, Any]) -> dict[str, Any]:
    """A card as it is kept: what it says, and what follows from that. `tax_number` is normalised."""
    address, number = said["reconciliation_email"], said["tax_number"]
    merged = merge_key(TaxNumber(number) if number else None, said["country"])
    return {
        **said,
        "title_folded": sort_text(said["title"]),
        "search_folded": search_text(said["title"], said["code"], number, address),
        "merge_key": merged.text if merged else None,
        "email_is_valid": bool(address) and is_email(address),
    }


def _differs(row: Mapping[str, Any], before: Row[Any] | None) -> bool:
    return before is None or any(getattr(before, name) != value for name, value in row.items())


def sort_text(title: str) -> str:
    """What a list is sorted by. Folding may lengthen a text, and an index has room for so much only."""
    return fold(title)[:250]


def search_text(*parts: str) -> str:
    """What a search looks into, folded."""
    return " ".join(fold(part) for part in parts if part)
