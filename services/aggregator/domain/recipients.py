"""Who is written to about a counterparty: its cards' reconciliation addresses first, then the ticked contacts (S-25…S-28).

Several cards merged into one counterparty give the union of their addresses, each once: one address, one mail, one link
(domain.md §1.12 point 7). An address that cannot be written to is left out and warned of, never guessed. A card that says "never
mail" speaks for its counterparty: whoever does not want mails does not want them by way of another card either.
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
NEVER_MAIL = "never_mail"
PLACEHOLDER = "placeholder_tax_number"
BAD_TAX_NUMBER = "tax_number_checksum"
NEGATIVE_DOCUMENTS = "negative_documents"

WARNINGS = (NO_ADDRESS, BAD_ADDRESS, NEVER_MAIL, PLACEHOLDER, BAD_TAX_NUMBER, NEGATIVE_DOCUMENTS)
"""Every code that a figure's `warnings` may hold."""


@dataclass(frozen=True, slots=True)
class CardContact:
    name: str
    address: str
    address_is_valid: bool
    receives_reconciliations: bool


@dataclass(slots=True)
class Card:
    """One account card of a counterparty, with its contacts. Never changed; freezing tens of thousands costs a run dearly."""

    code: str
    title: str
    tax_number: str
    country: str
    language: str
    address: str
    address_is_valid: bool
    contacts: tuple[CardContact, ...] = ()
    never_mail: bool = False
    is_identified: bool = False
    """Its number was found to say who it is when the card was written, so it need not be checked again."""
    account_id: int = 0
    title_folded: str = ""
    search_folded: str = ""


def recipients_of(cards: Sequence[Card]) -> list[Recipient]:
    """Every address once, accounts before contacts, in the cards' order; none where a card is never to be mailed."""
    found: dict[str, Recipient] = {}
    for card in cards:
        if card.never_mail:
            return []
        if card.address_is_valid and (same := same_mailbox(card.address)) not in found:
            found[same] = Recipient(address=card.address, role=ACCOUNT, language=card.language)
    for card in cards:
        for contact in card.contacts:
            wanted = contact.receives_reconciliations and contact.address_is_valid
            if wanted and (same := same_mailbox(contact.address)) not in found:
                found[same] = Recipient(
                    address=contact.address, name=contact.name, role=CONTACT, language=card.language
                )
    return list(found.values())


def same_mailbox(address: str) -> str:
    """What two spellings of one address share: the local part is compared as typed, only domains are the same in any case."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.casefold()}"


def warnings_of(cards: Sequence[Card], recipients: Sequence[Recipient], *, negative_documents: int) -> list[str]:
    """What the operator should look at before sending; stable codes."""
    warnings: list[str] = []
    if any(card.never_mail for card in cards):
        warnings.append(NEVER_MAIL)
    elif not recipients:
        warnings.append(NO_ADDRESS)
    if any(_has_bad_address(card) for card in cards):
        warnings.append(BAD_ADDRESS)
    if (doubt := doubt_about_number(cards)) is not None:
        warnings.append(doubt)
    if negative_documents:
        warnings.append(NEGATIVE_DOCUMENTS)
    return warnings


def _has_bad_address(card: Card) -> bool:
    if card.address and not card.address_is_valid:
        return True
    return any(contact.receives_reconciliations and not contact.address_is_valid for contact in card.contacts)


def doubt_about_number(cards: Sequence[Card]) -> str | None:
    """Whether a Turkish tax number of these cards stands for nobody in particular, or has a wrong check digit."""
    unsure = [card for card in cards if card.tax_number and not card.is_identified and card.country == HOME_COUNTRY]
    numbers = [TaxNumber(card.tax_number) for card in unsure]
    if any(number.is_placeholder for number in numbers):
        return PLACEHOLDER
    return BAD_TAX_NUMBER if any(not number.is_valid for number in numbers) else None
