"""Cards as a table that people edit and import again: under the import's own headings, a row for each contact."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Row

from services.aggregator.readers.columns import ACCOUNT_HEADINGS
from services.aggregator.repository import account_lists, accounts
from services.aggregator.repository.account_lists import AccountFilter
from shared.database import Reading
from shared.files.sheets import Cell, Column

_WIDTHS = {"title": 40, "address": 40, "reconciliation_email": 32, "contact_email": 32, "contact_name": 24}
COLUMNS = tuple(Column(words[0], width=_WIDTHS.get(field, 0)) for field, words in ACCOUNT_HEADINGS.items())
YES, NO = "evet", "hayır"
_FROM_CONTACT = {
    "contact_name": "name",
    "contact_email": "email",
    "receives_reconciliations": "receives_reconciliations",
}

_NOBODY: Sequence[Row[Any] | None] = (None,)


async def exported(
    reading: Reading, wanted: AccountFilter, *, sort: str, descending: bool
) -> AsyncIterator[Sequence[Sequence[Cell]]]:
    """The rows of the filter in the list's order, some thousand at a time.

    A card with several contacts stands there once for each, word for word: the import takes the card from its first row.
    """
    async for rows in account_lists.every_page(reading, wanted, sort=sort, descending=descending):
        contacts = await accounts.contacts_of(reading, wanted.company_id, [row.id for row in rows])
        yield [_row(card, contact) for card in rows for contact in (contacts.get(card.id) or _NOBODY)]


def _row(card: Row[Any], contact: Row[Any] | None) -> list[Cell]:
    return [_cell(card, contact, field) for field in ACCOUNT_HEADINGS]


def _cell(card: Row[Any], contact: Row[Any] | None, field: str) -> str:
    if field in _FROM_CONTACT:
        value = getattr(contact, _FROM_CONTACT[field]) if contact is not None else ""
    else:
        value = card.code if field == "account_code" else getattr(card, field)
    if isinstance(value, bool):
        return YES if value else NO
    return str(value)
