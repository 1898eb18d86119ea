"""One reconciliation with its two histories."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import AwareDatetime, Field

from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.reconciliations import Entry
from services.campaign.domain.said import AnswerDetails
from services.campaign.schemas.base import Input, Output
from shared.contracts.responses import Answer
from shared.contracts.values import CurrencyBalance, Recipient, SideTotal
from shared.http.values import Truth
from shared.money import Money


class Reconciliation(Output):
    """One counterparty in one campaign. Texts are empty and times null where nothing is known."""

    id: UUID = Field(validation_alias="reconciliation_id")
    campaign_id: UUID
    reference: str
    figure_key: str
    title: str
    tax_number: str
    account_codes: tuple[str, ...]
    recipients: tuple[Recipient, ...]
    purchases: SideTotal
    sales: SideTotal
    balances: tuple[CurrencyBalance, ...] = Field(description="As they were sent; signed from our view, + they owe us.")
    balance: Money = Field(description="Their sum in TRY.")
    state: ReconciliationState
    state_at: datetime
    undelivered: int
    send_number: int
    refused_code: str
    refused_reason: str
    outdated_at: datetime | None
    opened_at: datetime | None
    machine_opened_at: datetime | None
    answer: str
    answer_version: int
    answer_explanation: str
    own_balances: tuple[Money, ...] = Field(description="What their books say, signed as ours are.")
    answered_at: datetime | None
    answered_by: str
    answered_from: str
    answer_late: bool = Field(description="Given after the last day.")
    answer_conflict: bool = Field(description="Two recipients stand by different answers.")
    answer_details: AnswerDetails = Field(description="At most 20 of the documents that were remarked on.")
    unread_messages: int = Field(description="What they wrote on the conversation and nobody has read yet.")
    resolution: str = Field(description="What a disagreement came down to; empty: not settled.")
    resolution_text: str
    resolved_by: str
    resolved_at: datetime | None
    notice: str = Field(
        description="Newest word short of an answer: `no_record`, `wrong_person`, `will_answer`, or none."
    )
    notice_at: datetime | None
    notice_by: str
    answer_by: date | None = Field(description="The day for which an answer was announced.")
    wrong_addresses: tuple[str, ...] = Field(description="Recipients that say they are not the right person.")
    reminders: int = Field(description="How many reminders went out; at most three do.")
    reminded_at: datetime | None
    closed_reason: str = Field(description="expired, cancelled, superseded, by_hand, or empty.")
    closed_at: datetime | None
    phone_answer: str = Field(
        description="What they said by telephone: agreed, disagreed or empty. Not evidence of theirs."
    )
    phone_said_by: str
    phone_said_at: datetime | None
    phone_explanation: str
    phone_noted_by: str
    phone_noted_at: datetime | None
    supersedes: UUID | None = Field(description="The reconciliation whose figures this one corrects.")
    superseded_by: UUID | None
    version: int = Field(description="Also the ETag; grows with what operators do.")


class StatusEntry(Output):
    """A row of the status history (S-54)."""

    entry: Entry
    at: datetime
    state: str
    version: int
    explanation: str
    who: str
    address: str


class StatusHistory(Output):
    items: list[StatusEntry]


class MailEntry(Output):
    """A row of the e-mail history (S-55). `result`: queued, sent, failed, uncertain, bounced."""

    message_id: UUID
    send_number: int
    purpose: str
    address: str
    attempt: int
    result: str
    at: datetime
    server: str
    code: int
    reply: str
    reason: str


class MailHistory(Output):
    items: list[MailEntry]


class PhoneAnswerInput(Input):
    """What the counterparty said by telephone."""

    answer: Answer
    said_by: str = Field(max_length=200, description="Who said it.")
    said_at: AwareDatetime = Field(description="When; not in the future.")
    explanation: str = Field(default="", max_length=4000)


class ClosingInput(Input):
    reason: str = Field(description="Why nothing is awaited any more; at most 1,000 characters.")


class RemindingInput(Input):
    """Whether this counterparty is reminded."""

    wanted: Truth = Field(description="`false`: never, neither of this request nor of later ones.")
