"""Events of the responses service: what was shown to the counterparty and what it said."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.contracts.event import EventData
from shared.contracts.values import Counterparty, CurrencyBalance, Letter, Purpose, Recipient, SideTotal, Value
from shared.money import Money


class Answer(StrEnum):
    AGREED = "agreed"
    DISAGREED = "disagreed"


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


class InvitationIssued(EventData):
    """A page stands ready for this recipient; mail the link, or confirm an answer where `purpose` is `receipt`.

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


class NoticeReceived(EventData):
    """Something short of an answer: not the right person, no record, will answer later. `code` says which."""

    TYPE: ClassVar[str] = "mutabakat.responses.notice_received.v1"

    reconciliation_id: UUID
    campaign_id: UUID
    code: str
    text: str = ""
    address: str
    received_at: datetime
