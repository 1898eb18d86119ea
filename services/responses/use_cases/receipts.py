"""Have both sides be written to: what was answered, when, and a signed record of it.

Asked for in the transaction that stores the answer, so that there is one receipt per version, and none for an answer that is not
there. It goes to the address that the link went to, never to one that somebody typed; the copy for the asking company holds no
link, since whoever has the link can answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from uuid import uuid5

from services.responses.domain.entries import Entry
from services.responses.domain.receipts import Reader, receipt_of, same_for_both
from services.responses.domain.snapshot import CompanyCard
from services.responses.repository.pages import Page
from services.responses.use_cases.ordered_mails import Mail, head_of, order, recipient_of
from shared.contracts.responses import Receipt
from shared.contracts.values import Purpose, Recipient
from shared.database import Transaction
from shared.evidence.receipt import signed
from shared.evidence.signing import Signer
from shared.money import Money

SENDER = "sender"
"""Role of the asking company among the recipients of receipts."""

_company = lru_cache(maxsize=256)(CompanyCard.model_validate_json)


@dataclass(frozen=True, slots=True)
class ReceiptDesk:
    """What signs receipts, and where their codes are looked up. `to_sender`: whether the asking company gets a copy."""

    signer: Signer
    public_url: str
    to_sender: bool = True

    def document(self, page: Page, entry: Entry, reader: Reader) -> str:
        """The signed record for this reader; the same each time it is asked for."""
        receipt = receipt_of(_company(page.company), head_of(page.head), entry, reader, self.public_url)
        return signed(receipt, self.signer)

    def for_sender(self, company: str, head: str, entry: Entry) -> str:
        """The asking company's signed record of an answer; `company` and `head` as they were shown."""
        receipt = receipt_of(_company(company), head_of(head), entry, Reader.SENDER, self.public_url)
        return signed(receipt, self.signer)

    def auditors_copy(self, company: str, head: str, entry: Entry) -> Receipt:
        """The same for an auditor who ordered copies."""
        receipt = _receipt(entry, document=self.for_sender(company, head, entry), for_sender=True)
        return receipt.model_copy(update={"for_auditor": True})

    def issue(self, tx: Transaction, page: Page, entry: Entry) -> None:
        """Ask the mailer for the letters that confirm `entry`, just stored."""
        head, company = head_of(page.head), _company(page.company)
        document = self.document(page, entry, Reader.ANSWERER)
        self._emit(tx, page, entry, recipient_of(page), document)
        ours = head.letter.reply_to or company.email
        if self.to_sender and ours:
            if not same_for_both(head):
                document = self.document(page, entry, Reader.SENDER)
            self._emit(tx, page, entry, Recipient(address=ours, name=company.title, role=SENDER), document)

    def _emit(self, tx: Transaction, page: Page, entry: Entry, recipient: Recipient, document: str) -> None:
        ours = recipient.role == SENDER
        place = f"{page.address}|{SENDER if ours else 'receipt'}|{entry.version}"
        mail = Mail(
            message_id=uuid5(entry.reconciliation_id, place),
            link_id="" if ours else page.link_id,
            recipient=recipient,
            purpose=Purpose.RECEIPT,
            send_number=entry.version,
            receipt=_receipt(entry, document=document, for_sender=ours),
        )
        order(tx, page, mail)


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
