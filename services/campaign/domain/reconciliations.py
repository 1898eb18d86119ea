"""One counterparty in one campaign, with its two histories (S-53…S-56)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.campaign.domain.campaigns import CampaignState
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.said import AnswerDetails
from shared.contracts.values import Confirmation, CurrencyBalance, Recipient, SideTotal
from shared.errors import Conflict
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What was asked of one counterparty and what is known of it. Texts are empty and times None where nothing is known."""

    reconciliation_id: UUID
    company_id: UUID
    campaign_id: UUID
    reference: str
    figure_key: str
    title: str
    tax_number: str
    language: str
    account_codes: tuple[str, ...]
    recipients: tuple[Recipient, ...]
    """Who was asked at first, then colleagues whom they named."""
    purchases: SideTotal
    sales: SideTotal
    balances: tuple[CurrencyBalance, ...]
    """As they were sent: one per currency, signed from our view (+ they owe us)."""
    balance: Money
    """Their sum in TRY."""
    confirmation: Confirmation
    state: ReconciliationState
    state_at: datetime
    finished: bool
    undelivered: int
    """Addresses whose latest mail failed or came back."""
    send_number: int
    """1 after the campaign was sent, one more for each resend."""
    refused_code: str
    refused_reason: str
    outdated_at: datetime | None
    """Set when a later import changed a figure that was already sent."""
    opened_at: datetime | None
    machine_opened_at: datetime | None
    answer: str
    answer_version: int
    answer_explanation: str
    own_balances: tuple[Money, ...]
    """What the counterparty's own books say, signed as ours are."""
    difference: Money
    """How far their figures lie from ours in TRY; zero where they are the same or were not given."""
    answered_at: datetime | None
    answered_by: str
    answered_from: str
    answer_late: bool
    """Given after the last day, where the campaign takes such answers."""
    answer_conflict: bool
    """Two recipients stand by different answers."""
    answer_details: AnswerDetails
    notice: str
    """The newest word short of an answer (`NoticeCode`), by whom and when."""
    notice_at: datetime | None
    notice_by: str
    answer_by: date | None
    """The day for which an answer was announced."""
    wrong_addresses: tuple[str, ...]
    """Recipients that say they are not the right person."""
    reminders: int
    """How many reminders went out, the last at `reminded_at`."""
    reminded_at: datetime | None
    closed_reason: str
    """`ClosingReason`, or `by_hand` where a person of ours ended it."""
    closed_at: datetime | None
    phone_answer: str
    """What they said by telephone (`Answer`), noted by a person of ours. Never evidence of theirs."""
    phone_said_by: str
    phone_said_at: datetime | None
    phone_explanation: str
    phone_noted_by: str
    phone_noted_at: datetime | None
    unread_messages: int
    """What the counterparty wrote on the conversation and nobody of ours has read yet."""
    resolution: str
    """What a disagreement came down to: the code of a usual cause (`Reason`), with a word of whoever settled it."""
    resolution_text: str
    resolved_by: str
    resolved_at: datetime | None
    supersedes: UUID | None
    """The request whose figures this one corrects."""
    superseded_by: UUID | None
    version: int
    """Grows with what operators do; facts that arrive leave it alone."""


class Entry(StrEnum):
    """Kinds of rows in the status history."""

    STATE = "state"
    ANSWER = "answer"
    NOTICE = "notice"
    RESEND = "resend"
    NEW_LINK = "new_link"
    REMINDER = "reminder"
    OUTDATED = "outdated"
    OPENED = "opened"
    PHONE = "phone"
    CLOSED = "closed"
    SUPERSEDED = "superseded"
    MAIL_WRITTEN = "mail_written"
    """A person of ours wrote an e-mail; subject and text are the explanation."""
    MESSAGE = "message"
    """A person of ours wrote on the conversation."""
    MESSAGE_RECEIVED = "message_received"
    """The counterparty wrote there; what it wrote is kept by `responses`."""
    RESOLVED = "resolved"
    """What a disagreement came down to; `state` is the code of the cause, empty where that was taken back."""
    REOPENED = "reopened"
    """Its time had run out, and it got more."""


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """A row of the status history: `state` is a state or an answer, `who` a responder, an operator or (empty) the system."""

    entry: Entry
    at: datetime
    state: str
    version: int
    explanation: str
    who: str
    address: str


@dataclass(frozen=True, slots=True)
class MailEntry:
    """A row of the e-mail history: where a mail went and what the server said. `result`: see `MailResult`."""

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


class Only(StrEnum):
    """Which reconciliations are mailed again. None of them asks whoever has answered."""

    ALL = "all"
    """Every one from which an answer may still come, at all its addresses."""
    UNANSWERED = "unanswered"
    """Those that were reached and are silent, at the addresses that the mail servers took."""
    FAILED = "failed"
    """Addresses whose latest mail failed or came back."""
    SELECTED = "selected"
    """The named ones, at all their addresses."""


def check_resend(
    state: ReconciliationState, campaign: CampaignState, *, still_valid: bool, invited: bool, new_link: bool = False
) -> None:
    """Refuse to mail a link on which nothing could be answered, or that does not exist yet (S-56).

    `new_link`: a link in wrong hands is replaced also after the answer, which it shows and may change.
    """
    if not campaign.sent:
        raise Conflict(
            "The campaign has not been sent yet, so there is no mail to send again.", code="campaign_not_sent"
        )
    if campaign is CampaignState.CANCELLED or state is ReconciliationState.CANCELLED:
        raise Conflict("The campaign was cancelled, so its mails are not sent again.", code="campaign_cancelled")
    if state in (ReconciliationState.AGREED, ReconciliationState.DISAGREED) and not new_link:
        raise Conflict("The counterparty has answered already; there is nothing to ask again.", code="already_answered")
    if state in (ReconciliationState.EXPIRED, ReconciliationState.NO_OBJECTION) or not still_valid:
        raise Conflict(
            "The last day to answer has passed. Send a new campaign to ask again.", code="reconciliation_expired"
        )
    if state is ReconciliationState.NOT_SENT:
        raise Conflict(
            "This counterparty could not be asked, so there is no mail to send again. Complete its card and send a new "
            "campaign.",
            code="never_sent",
        )
    if not invited:
        raise Conflict(
            "The first mail is still being prepared. Wait until it is queued before sending it again.",
            code="still_preparing",
        )
