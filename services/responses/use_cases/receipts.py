"""Have both sides be written to: what was answered, when, and a signed record of it.

Made of the stored answer, right behind it and in the order of the chain, so that nobody who answers waits for it, there is one
receipt per version, and none for an answer that is not there. It goes to the address that the link went to, never to one that
somebody typed; the copy for the asking company holds no link, since whoever has the link can answer.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import uuid5

from services.responses.domain.entries import Entry
from services.responses.domain.receipts import Reader, receipt_of, same_for_both
from services.responses.domain.seals import ERASED
from services.responses.domain.snapshot import CompanyCard
from services.responses.repository import answered_pages, receipt_heads, responses
from services.responses.repository.answered_pages import AnsweredLink
from services.responses.use_cases.ordered_mails import Mail, head_of, order, recipient_of
from shared.contracts.responses import Receipt
from shared.contracts.values import Purpose, Recipient
from shared.database import Transaction
from shared.evidence.receipt import signed
from shared.evidence.signing import Signer
from shared.money import Money

AT_ONCE = 20
"""Answers whose receipts are ordered in one transaction."""
SENDER = "sender"
"""Role of the asking company among the recipients of receipts."""

_company = lru_cache(maxsize=256)(CompanyCard.model_validate_json)


@dataclass(frozen=True, slots=True)
class ReceiptDesk:
    """What signs receipts, and where their codes are looked up. `to_sender`: whether the asking company gets a copy; `answered`
    calls whoever orders receipts."""

    signer: Signer
    public_url: str
    to_sender: bool = True
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    def for_answerer(self, company: str, head: str, entry: Entry) -> str:
        """The signed record for whoever answered; the same each time it is asked for. `company` and `head` as they were shown."""
        return self._document(company, head, entry, Reader.ANSWERER)

    def for_sender(self, company: str, head: str, entry: Entry) -> str:
        """The same for the asking company."""
        return self._document(company, head, entry, Reader.SENDER)

    def _document(self, company: str, head: str, entry: Entry, reader: Reader) -> str:
        return signed(receipt_of(_company(company), head_of(head), entry, reader, self.public_url), self.signer)

    def auditors_copy(self, company: str, head: str, entry: Entry) -> Receipt:
        """The same for an auditor who ordered copies."""
        receipt = _receipt(entry, document=self.for_sender(company, head, entry), for_sender=True)
        return receipt.model_copy(update={"for_auditor": True})

    def expected(self, tx: Transaction) -> None:
        """Answers are stored by this transaction: whoever orders receipts need not wait until the next look."""
        tx.after_commit(self.answered.set)

    def issue(self, tx: Transaction, answered: AnsweredLink) -> None:
        """Ask the mailer for the letters that confirm a stored answer."""
        head, company, entry = head_of(answered.head), _company(answered.company), answered.entry
        document = self.for_answerer(answered.company, answered.head, entry)
        self._emit(tx, answered, recipient_of(answered), document)
        ours = head.letter.reply_to or company.email
        if self.to_sender and ours:
            if not same_for_both(head):
                document = self.for_sender(answered.company, answered.head, entry)
            self._emit(tx, answered, Recipient(address=ours, name=company.title, role=SENDER), document)

    def _emit(self, tx: Transaction, answered: AnsweredLink, recipient: Recipient, document: str) -> None:
        entry, ours = answered.entry, recipient.role == SENDER
        place = f"{entry.address}|{SENDER if ours else 'receipt'}|{entry.version}"
        mail = Mail(
            message_id=uuid5(entry.reconciliation_id, place),
            link_id="" if ours else entry.link_id,
            recipient=recipient,
            purpose=Purpose.RECEIPT,
            send_number=entry.version,
            receipt=_receipt(entry, document=document, for_sender=ours),
        )
        order(tx, answered, mail)


async def order_receipts(tx: Transaction, desk: ReceiptDesk) -> datetime | None:
    """Order the letters for the next answers of one company that have none yet; when the last of them was given, None when there
    is none, or others have them."""
    chain = await receipt_heads.take_one_behind(tx)
    if chain is None:
        return None
    # The end first: whatever comes while this is read stands behind it.
    position, _ = await responses.head(tx, chain.company_id)
    found = await answered_pages.behind(tx, chain.company_id, chain.position, AT_ONCE)
    for answered in found:
        if not answered.entry.address.startswith(ERASED):  # who was forgotten meanwhile is not written to
            desk.issue(tx, answered)
            # Signing takes a moment: whoever is answering comes first.
            await asyncio.sleep(0)
    last = found[-1].entry.position if found else position
    await receipt_heads.followed(tx, chain.company_id, last if len(found) == AT_ONCE else max(position, last))
    return found[-1].entry.answered_at if found else tx.clock.now()


def _receipt(entry: Entry, *, document: str, for_sender: bool) -> Receipt:
    content = entry.content
    return Receipt(
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
        verification_code=entry.verification_code or "",
        document=document,
        for_sender=for_sender,
    )


def _own(minor: int | None) -> Money | None:
    return None if minor is None else Money.of_minor(minor)
