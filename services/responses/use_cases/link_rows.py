"""Rows of new links. Every link is made here: what opens it besides itself is never forgotten."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.responses.domain.levels import digits_of, level_of
from shared.contracts.values import LinkLevel, Recipient
from shared.database import Transaction
from shared.links import new_link_id
from shared.text import fold

LONGEST_ADDRESS = 320


def link_row(
    tx: Transaction, company_id: UUID, reconciliation_id: UUID, recipient: Recipient, asked: LinkLevel, tax_number: str
) -> dict[str, Any]:
    """A link for this recipient of a statement. `asked`: the level of its campaign; `tax_number`: the counterparty's."""
    level = level_of(asked, tax_number)
    return {
        "link_id": new_link_id(),
        "company_id": company_id,
        "reconciliation_id": reconciliation_id,
        "address": recipient.address,
        "address_folded": fold(recipient.address)[:LONGEST_ADDRESS],
        "name": recipient.name,
        "role": recipient.role,
        "language": recipient.language,
        "level": level.value,
        "digits": digits_of(tax_number) if level is LinkLevel.TAX_DIGITS else "",
        "created_at": tx.clock.now(),
    }


def another_link_row(tx: Transaction, link: Row[Any], recipient: Recipient | None = None) -> dict[str, Any]:
    """A link to the same page, opened by the same: for the same recipient in place of `link`, or for another one beside it."""
    row = {name: link._mapping[name] for name in _SHARED}  # noqa: SLF001  # SQLAlchemy's documented way to a row by name
    row |= {"link_id": new_link_id(), "created_at": tx.clock.now()}
    if recipient is not None:
        row |= {
            "address": recipient.address,
            "address_folded": fold(recipient.address)[:LONGEST_ADDRESS],
            "name": recipient.name,
            "role": recipient.role,
            "language": recipient.language,
        }
    return row


_SHARED = (
    "company_id",
    "reconciliation_id",
    "address",
    "address_folded",
    "name",
    "role",
    "language",
    "level",
    "digits",
)
