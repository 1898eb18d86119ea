"""Lines that were staged before their account had an id."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select, update

from services.aggregator.models import staged_accounts
from services.aggregator.repository.exchange import SHELVES
from shared.bulk import copy_rows
from shared.database import Transaction


async def settle(tx: Transaction, import_id: UUID, places: Mapping[int, int]) -> None:
    """Give the staged lines of this import their accounts; `places`: what they say now → the account's id."""
    rows = [(import_id, place, account_id) for place, account_id in places.items()]
    await copy_rows(tx, staged_accounts, ("import_id", "place", "account_id"), rows)
    for shelf in SHELVES:
        staged = shelf.staged.c
        account = select(staged_accounts.c.account_id).where(
            staged_accounts.c.import_id == import_id, staged_accounts.c.place == staged.account_id
        )
        here = (staged.import_id == import_id) & (staged.account_id < 0)
        await tx.execute(update(shelf.staged).where(here).values(account_id=account.scalar_subquery()))
