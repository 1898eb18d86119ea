"""Taking account cards in: from a file as a whole, or one by one from a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.aggregator.domain.counterparties import merge_key
from services.aggregator.domain.ledger import AccountRow, ContactRow
from services.aggregator.readers.cells import is_email
from services.aggregator.repository import accounts
from shared.database import Transaction
from shared.text import fold


@dataclass(frozen=True, slots=True)
class KeepAccounts:
    """These cards with these contacts; a card that is there already is replaced, with its contacts."""

    company_id: UUID
    accounts: Sequence[AccountRow]
    contacts: Sequence[ContactRow] = field(default=())


async def keep_accounts(tx: Transaction, command: KeepAccounts) -> int:
    """Insert or replace the cards; returns how many. Contacts of cards that are not named stay as they are."""
    newest = {account.code: account for account in command.accounts}
    now = tx.clock.now()
    await accounts.upsert(tx, [_row(command.company_id, account) | {"updated_at": now} for account in newest.values()])
    ids = await accounts.ids_by_code(tx, command.company_id)
    rows = [
        {
            "company_id": command.company_id,
            "account_id": ids[contact.account_code],
            "name": contact.name,
            "email": contact.email,
            "email_is_valid": bool(contact.email) and is_email(contact.email),
            "receives_reconciliations": contact.receives_reconciliations,
        }
        for contact in command.contacts
        if contact.account_code in newest
    ]
    await accounts.replace_contacts(tx, command.company_id, {ids[code] for code in newest}, rows)
    return len(newest)


def _row(company_id: UUID, account: AccountRow) -> dict[str, Any]:
    number = account.tax_number
    merged = merge_key(number, account.country)
    return {
        "company_id": company_id,
        "code": account.code,
        "title": account.title,
        "title_folded": fold(account.title),
        "search_folded": search_text(
            account.title, account.code, number.text if number else "", account.reconciliation_email
        ),
        "tax_number": number.text if number else "",
        "tax_office": account.tax_office,
        "country": account.country,
        "merge_key": merged.text if merged else None,
        "reconciliation_email": account.reconciliation_email,
        "email_is_valid": bool(account.reconciliation_email) and is_email(account.reconciliation_email),
        "phone": account.phone,
        "address": account.address,
        "language": account.language or "tr",
        "branch": account.branch,
    }


def search_text(*parts: str) -> str:
    """What a search looks into, folded."""
    return " ".join(fold(part) for part in parts if part)
