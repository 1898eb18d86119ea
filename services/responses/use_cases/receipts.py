"""Have whoever answered be written to: what was answered, when, and the same link to look at it again.

Asked for in the transaction that stores the answer, so that there is one receipt per version, and none for an answer that is
not there. It goes to the address that the link went to, never to one that somebody typed.
"""

from __future__ import annotations

from functools import lru_cache
from uuid import uuid5

from services.responses.domain.entries import Entry
from services.responses.domain.snapshot import Head
from services.responses.repository.pages import Page
from shared.contracts.responses import InvitationIssued, Receipt
from shared.contracts.values import Purpose, Recipient
from shared.database import Transaction
from shared.money import Money

_head = lru_cache(maxsize=64)(Head.model_validate_json)


def issue_receipt(tx: Transaction, page: Page, entry: Entry) -> None:
    """Ask the mailer for the letter that confirms `entry`, just stored."""
    head = _head(page.head)
    content = entry.content
    event = InvitationIssued(
        message_id=uuid5(entry.reconciliation_id, f"{page.address}|receipt|{entry.version}"),
        link_id=page.link_id,
        reconciliation_id=entry.reconciliation_id,
        campaign_id=entry.campaign_id,
        reference=head.reference,
        send_number=entry.version,
        purpose=Purpose.RECEIPT,
        recipient=Recipient(address=page.address, name=page.name, role=page.role, language=page.language),
        letter=head.letter,
        counterparty=head.counterparty,
        purchases=head.purchases,
        sales=head.sales,
        balances=tuple(balance.without_lines for balance in head.balances),
        receipt=Receipt(
            version=entry.version,
            answer=content.answer,
            responder_name=entry.responder_name,
            responder_title=entry.responder_title,
            explanation=entry.explanation,
            answered_at=entry.answered_at,
            own_for_purchases=_own(content.own_for_purchases_minor),
            own_for_sales=_own(content.own_for_sales_minor),
            own_balances=tuple(Money.of_minor(one.minor, one.currency) for one in content.own_balances),
            entry_sha256=entry.entry_sha256,
        ),
    )
    tx.emit(event, tenant=entry.company_id, subject=entry.reconciliation_id)


def _own(minor: int | None) -> Money | None:
    return None if minor is None else Money.of_minor(minor)
