"""Cards for counterparties that documents name and the books do not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.aggregator.domain.ledger import AccountRow, ContactRow
from services.aggregator.repository import accounts, staged_accounts
from services.aggregator.use_cases.accounts import KeepAccounts, keep_accounts
from shared.database import Transaction


@dataclass(frozen=True, slots=True)
class AddAccounts:
    """In the order in which the reading met them: the first one stands in the staged lines as -1, the next as -2."""

    company_id: UUID
    import_id: UUID
    accounts: Sequence[AccountRow]
    contacts: Sequence[ContactRow]


async def add_accounts(tx: Transaction, command: AddAccounts) -> None:
    """Make the cards that are still missing, and put their ids into the staged lines."""
    codes = [account.code for account in command.accounts]
    # Somebody may have written one of them since the file was read: what a card says is never overwritten by a document.
    there = await accounts.by_code(tx, command.company_id, codes)
    missing = [account for account in command.accounts if account.code not in there]
    contacts = [contact for contact in command.contacts if contact.account_code not in there]
    if missing:
        await keep_accounts(tx, KeepAccounts(command.company_id, missing, contacts, cause_id=command.import_id))
        there = await accounts.by_code(tx, command.company_id, codes)
    places = {-1 - index: there[code].id for index, code in enumerate(codes)}
    await staged_accounts.settle(tx, command.import_id, places)
