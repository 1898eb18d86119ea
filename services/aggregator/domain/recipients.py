"""Who is written to about a counterparty: its cards' reconciliation addresses first, then the ticked contacts (S-25…S-28).

Several cards merged into one counterparty give the union of their addresses, each once: one address, one mail, one link
(domain.md §1.12 point 7). An address that cannot be written to is left out and warned of, never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.aggregator.domain.ledger import HOME_COUNTRY
from shared.contracts.values import Recipient
from shared.tax_number import TaxNumber

ACCOUNT, CONTACT = "account", "contact"

NO_ADDRESS = "no_address"
BAD_ADDRESS = "bad_address"
PLACEHOLDER = "placeholder_tax_number"
BAD_TAX_NUMBER = "tax_number_checksum"
NEGATIVE_DOCUMENTS = "negative_documents"


@dataclass(frozen=True, slots=True)
class CardContact:
    name: str
    address: str
    address_is_valid: bool
    receives_reconciliations: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One account card of a counterparty, with its contacts."""

    code: str
    title: str
    tax_number: str
    country: str
    language: str
    address: str
    address_is_valid: bool
    contacts: tuple[CardContact, ...] = ()


def recipients_of(cards: Sequence[Card]) -> list[Recipient]:
    """Every address once, accounts before contacts, in the cards' order."""
    found: dict[str, Recipient] = {}
    for card in cards:
        if card.address_is_valid:
            _add(found, Recipient(address=card.address, role=ACCOUNT, language=card.language))
    for card in cards:
        for contact in card.contacts:
            if contact.receives_reconciliations and contact.address_is_valid:
                recipient = Recipient(address=contact.address, name=contact.name, role=CONTACT, language=card.language)
                _add(found, recipient)
    return list(found.values())


def _add(found: dict[str, Recipient], recipient: Recipient) -> None:
    local, _, domain = recipient.address.rpartition("@")
    # The local part is kept and compared as typed; only domains are the same in any case.
    found.setdefault(f"{local}@{domain.casefold()}", recipient)


def warnings_of(cards: Sequence[Card], recipients: Sequence[Recipient], *, negative_documents: int) -> list[str]:
    """What the operator should look at before sending; stable codes."""
    warnings = []
    if not recipients:
        warnings.append(NO_ADDRESS)
    if any(card.address and not card.address_is_valid for card in cards) or any(
        contact.receives_reconciliations and not contact.address_is_valid for card in cards for contact in card.contacts
    ):
        warnings.append(BAD_ADDRESS)
    numbers = [TaxNumber(card.tax_number) for card in cards if card.tax_number and card.country == HOME_COUNTRY]
    if any(number.is_placeholder for number in numbers):
        warnings.append(PLACEHOLDER)
    elif any(not number.is_valid for number in numbers):
        warnings.append(BAD_TAX_NUMBER)
    if negative_documents:
        warnings.append(NEGATIVE_DOCUMENTS)
    return warnings
