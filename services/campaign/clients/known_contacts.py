"""Who of a counterparty is known beside the recipients of a request: the people on its account cards."""

from __future__ import annotations

from services.campaign.clients.accounts import AccountsClient
from services.campaign.domain.reconciliations import Reconciliation
from shared.contracts.values import Recipient
from shared.errors import NotFound, Unavailable

MOST_CARDS = 5


async def known_contacts(accounts: AccountsClient, row: Reconciliation) -> dict[str, Recipient]:
    """By address; nobody of a card that is never to be mailed, and nobody at all when the books cannot be reached."""
    asked = {recipient.address for recipient in row.recipients}
    found: dict[str, Recipient] = {}
    for code in row.account_codes[:MOST_CARDS]:
        try:
            card = await accounts.one(code)
        except (Unavailable, NotFound):
            continue
        if card.never_mail:
            continue
        people = [(card.reconciliation_email, "", card.email_is_valid)]
        people += [(one.email, one.name, one.email_is_valid) for one in card.contacts]
        for address, name, valid in people:
            if address and valid and address not in asked:
                found.setdefault(address, Recipient(address=address, name=name, role="contact", language=row.language))
    return found
