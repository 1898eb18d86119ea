"""Events of the responses service: what was shown to the counterparty and what it said."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.contracts.event import EventData
from shared.contracts.values import (
    Counterparty,
    CurrencyBalance,
    Letter,
    LinkLevel,
    Purpose,
    Recipient,
    Side,
    SideTotal,
    Value,
)
from shared.money import Money


class Answer(StrEnum):
    AGREED = "agreed"
    DISAGREED = "disagreed"


class Reason(StrEnum):
    """Why two honest firms differ (domain.md §2.6). On the wire a plain text, so that a new one breaks no consumer."""

    OTHER_MONTH = "other_month"
    MISSING_DOCUMENT = "missing_document"
    RETURN_SIDE = "return_side"
    VAT_INCLUDED = "vat_included"
    OTHER_CARD = "other_card"
    DIFFERENCE_INVOICE = "difference_invoice"
    ROUNDING = "rounding"
    EXCHANGE_RATE = "exchange_rate"
    PROFESSIONAL_RECEIPT = "professional_receipt"
    CUSTOMS_DATE = "customs_date"
    ELECTRONIC_LEFT_OUT = "electronic_left_out"
    CANCELLED_DOCUMENT = "cancelled_document"
    BOOKED_TWICE = "booked_twice"
    OTHER_TAXES = "other_taxes"
    DISCOUNT = "discount"
    PAYMENT = "payment"
    """Of balances: a payment or a cheque that only one side has booked."""


class Remark(StrEnum):
    """What the counterparty ticks at one document of ours. On the wire a plain text."""

    MISSING = "missing"
    OTHER_AMOUNT = "other_amount"
    OTHER_MONTH = "other_month"


class NoticeCode(StrEnum):
    """What is short of an answer (user-experience.md §5.5). On the wire a plain text."""

    NO_RECORD = "no_record"
    WRONG_PERSON = "wrong_person"
    WILL_ANSWER = "will_answer"


class SideAnswer(Value):
    """What the counterparty says about one of our sides: its own figures, as far as it gave them, and why they differ."""

    total: Money | None = Field(default=None, description="In its own books, excluding VAT.")
    documents: int | None = Field(default=None, description="How many documents its own books have.")
    explanation: str = ""


class DocumentRemark(Value):
    """One of our documents as the counterparty sees it. `side` is ours."""

    side: Side
    number: str
    remark: str = Field(description="`missing`: not in its books; `other_amount`; `other_month`.")


class Receipt(Value):
    """An answer as it was stored, for the letter that confirms it. Own figures are what the answering side's books say."""

    version: int
    answer: Answer
    responder_name: str
    responder_title: str = ""
    explanation: str = ""
    answered_at: datetime
    own_for_purchases: Money | None = None
    own_for_sales: Money | None = None
    own_balances: tuple[Money, ...] = Field(default=(), description="One per currency, signed as ours: + they owe us.")
    entry_sha256: str = ""
    verification_code: str = Field(default="", description="What `/verify/{code}` of the public page is asked with.")
    document: str = Field(
        default="",
        description="The signed record (`mutabakat.receipt/1`) that goes along with the letter, as JSON text.",
    )
    for_sender: bool = Field(
        default=False, description="The copy of the asking company: without link, since whoever has it can answer."
    )
    for_auditor: bool = Field(
        default=False, description="With `for_sender`: the copy goes to an auditor who ordered copies of the answers."
    )


class CodeAsked(Value):
    """A code is to be mailed. The six digits themselves travel nowhere: mailer and page derive them from `nonce` with the link's
    key (`shared.links.LinkSigner.code`)."""

    nonce: str
    expires_at: datetime


class MessageAlong(Value):
    """What a person of the asking company wrote to the counterparty."""

    text: str
    written_by: str


class InvitationIssued(EventData):
    """A page stands ready for this recipient; mail the link, confirm an answer where `purpose` is `receipt`, or mail a code where
    it is `code`.

    Only the link's id travels: the address is derived from a key that neither the bus nor a database holds (design §7).
    """

    TYPE: ClassVar[str] = "mutabakat.responses.invitation_issued.v1"

    message_id: UUID
    link_id: str = Field(description="Empty in the asking company's copy of a receipt.")
    reconciliation_id: UUID
    campaign_id: UUID
    reference: str
    send_number: int
    purpose: Purpose
    recipient: Recipient
    letter: Letter
    counterparty: Counterparty
    purchases: SideTotal
    sales: SideTotal
    balances: tuple[CurrencyBalance, ...] = Field(
        default=(), description="Without their lines; none where the letter asks the counterparty for its own balance."
    )
    receipt: Receipt | None = Field(default=None, description="The answer that is confirmed; with purpose `receipt`.")
    code: CodeAsked | None = Field(default=None, description="The code to be mailed; with purpose `code`.")
    message: MessageAlong | None = Field(default=None, description="What is told; with purpose `message`.")


class PageOpened(EventData):
    """A link was fetched. A hint, never a fact about a person: scanners fetch links too."""

    TYPE: ClassVar[str] = "mutabakat.responses.page_opened.v1"

    reconciliation_id: UUID
    campaign_id: UUID
    address: str
    opened_at: datetime
    probably_machine: bool


class ResponseReceived(EventData):
    """The counterparty answered. `version` counts the answers of one reconciliation from 1; all of them are kept."""

    TYPE: ClassVar[str] = "mutabakat.responses.response_received.v1"

    response_id: UUID
    reconciliation_id: UUID
    campaign_id: UUID
    version: int
    answer: Answer
    explanation: str = ""
    responder_name: str
    responder_title: str = ""
    address: str
    answered_at: datetime
    snapshot_sha256: str
    entry_sha256: str
    own_balances: tuple[Money, ...] = Field(
        default=(),
        description="What the counterparty's own books say, one amount per currency, signed as ours are: + they owe us.",
    )
    purchases: SideAnswer | None = Field(default=None, description="About what we bought from it.")
    sales: SideAnswer | None = Field(default=None, description="About what we sold to it.")
    reasons: tuple[str, ...] = Field(default=(), description="Codes of usual causes that it ticked.")
    documents: tuple[DocumentRemark, ...] = Field(default=(), description="Documents of ours that it remarked on.")
    late: bool = Field(default=False, description="Given after the last day, and taken because the campaign allows it.")
    conflict: bool = Field(
        default=False, description="With this version, two recipients stand by different answers to the same question."
    )
    level: LinkLevel = Field(default=LinkLevel.LINK, description="What its author had shown besides the link.")


class NoticeReceived(EventData):
    """Something short of an answer: not the right person, no record, will answer later. `code` says which.

    It changes nothing about what is asked; it says whom to remind, and when.
    """

    TYPE: ClassVar[str] = "mutabakat.responses.notice_received.v1"

    reconciliation_id: UUID
    campaign_id: UUID
    code: str
    text: str = ""
    address: str
    received_at: datetime
    notice_id: UUID | None = None
    name: str = Field(default="", description="Who said so, as it was typed.")
    forwarded_to: Recipient | None = Field(
        default=None, description="With `wrong_person`: the colleague named instead, who gets a link of its own."
    )
    answer_by: date | None = Field(default=None, description="With `will_answer`: the day that was announced.")


class MessageReceived(EventData):
    """A reader of the page wrote on the conversation. What was written, and by whom, stays where it can be forgotten: it is read
    from the responses service, and stands in no event."""

    TYPE: ClassVar[str] = "mutabakat.responses.message_received.v1"

    message_id: UUID
    reconciliation_id: UUID
    campaign_id: UUID
    received_at: datetime
