"""Events of the campaign service: who is asked, until when, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID, uuid5

from pydantic import Field

from shared.contracts.event import EventData
from shared.contracts.values import Counterparty, Letter, Purpose, Recipient


class _Company(EventData):
    company_id: UUID
    title: str
    tax_number: str
    tax_office: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


class CompanyRegistered(_Company):
    """A company may now import, send and be answered."""

    TYPE: ClassVar[str] = "mutabakat.campaign.company_registered.v1"


class CompanyChanged(_Company):
    """The company's card was edited; `revision` grows with each edit, an older one is ignored."""

    TYPE: ClassVar[str] = "mutabakat.campaign.company_changed.v1"

    revision: int


class InformationTextPublished(EventData):
    """What the company tells people about their data has a new version; pages show it from now on."""

    TYPE: ClassVar[str] = "mutabakat.campaign.information_text_published.v1"

    company_id: UUID
    version: int = Field(description="Counts from 1; the highest one is shown.")
    texts: dict[str, str] = Field(description="Plain text by language; Turkish is always there.")
    published_at: datetime


class CampaignCreated(EventData):
    """An operator sent a campaign from a run: `requested` counterparties will each follow as `ReconciliationRequested`."""

    TYPE: ClassVar[str] = "mutabakat.campaign.campaign_created.v1"

    campaign_id: UUID
    run_id: UUID
    letter: Letter
    notify_contacts: bool
    requested: int


class ReconciliationRequested(EventData):
    """One counterparty of a campaign is to be asked about the figure `figure_key` of the run."""

    TYPE: ClassVar[str] = "mutabakat.campaign.reconciliation_requested.v1"

    reconciliation_id: UUID
    campaign_id: UUID
    reference: str
    run_id: UUID
    figure_key: str
    notify_contacts: bool
    letter: Letter


class InvitationRequested(EventData):
    """Mail the existing link again: a resend by the operator or a reminder. `addresses` empty = all recipients.

    `new_link`: the links that were mailed before are revoked, and new ones are mailed.
    """

    TYPE: ClassVar[str] = "mutabakat.campaign.invitation_requested.v1"

    reconciliation_id: UUID
    campaign_id: UUID
    send_number: int
    purpose: Purpose
    addresses: tuple[str, ...] = ()
    new_link: bool = False


class ClosingReason(StrEnum):
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


class ColleagueInvited(EventData):
    """Somebody is to be mailed that they may work for the company.

    Only the id of the link travels: what makes it open something is derived from a key that neither the bus nor a database holds.
    """

    TYPE: ClassVar[str] = "mutabakat.campaign.colleague_invited.v1"

    invitation_id: UUID
    token_id: str
    page: str = Field(description="The console's address to which the token is appended.")
    address: str
    language: str = "tr"
    company: str = Field(description="Title of the company that invites.")
    invited_by: str
    role: str
    founds: bool = Field(default=False, description="To open a company of their own instead of joining this one.")
    expires_at: datetime


class MailWritten(EventData):
    """A person of the company wrote an e-mail about a reconciliation, to these recipients: it is mailed as it is."""

    TYPE: ClassVar[str] = "mutabakat.campaign.mail_written.v1"

    mail_id: UUID = Field(description="Of what was written; each recipient's message is told apart by its address.")
    reconciliation_id: UUID
    campaign_id: UUID
    reference: str
    letter: Letter
    counterparty: Counterparty
    subject: str
    text: str
    written_by: str
    recipients: tuple[Recipient, ...]

    def message_id(self, address: str) -> UUID:
        """The same for whoever asks: the message to this address."""
        return uuid5(self.mail_id, address)


class MessageWritten(EventData):
    """A person of the company wrote to the counterparty on the conversation of a reconciliation: it stands on the page, and the
    recipients' links are mailed with it."""

    TYPE: ClassVar[str] = "mutabakat.campaign.message_written.v1"

    message_id: UUID
    reconciliation_id: UUID
    campaign_id: UUID
    text: str
    written_by: str
    written_at: datetime


class ReconciliationClosed(EventData):
    """No further answer is awaited, for this reason."""

    TYPE: ClassVar[str] = "mutabakat.campaign.reconciliation_closed.v1"

    reconciliation_id: UUID
    campaign_id: UUID
    reason: ClosingReason
    closed_at: datetime


class AnswerTold(EventData):
    """A person of the company noted what the counterparty said by telephone: no answer of its own, but no reminder either."""

    TYPE: ClassVar[str] = "mutabakat.campaign.answer_told.v1"

    reconciliation_id: UUID
    campaign_id: UUID
    answer: str = Field(description="`agreed` or `disagreed`.")
    noted_at: datetime


class CampaignExtended(EventData):
    """The last day to answer was moved to a later one, for the whole campaign. What had run out before is asked again: a
    `ReconciliationClosed` with `expired` and an earlier `closed_at` counts no more."""

    TYPE: ClassVar[str] = "mutabakat.campaign.campaign_extended.v1"

    campaign_id: UUID
    valid_until: date = Field(
        description="The new last day, inclusive, Europe/Istanbul; never earlier than one told before."
    )
    extended_at: datetime


class CampaignCancelled(EventData):
    """The operator withdrew the whole campaign: unsent mails stay unsent, pages say so."""

    TYPE: ClassVar[str] = "mutabakat.campaign.campaign_cancelled.v1"

    campaign_id: UUID
    cancelled_at: datetime


class AnswerCopiesOrdered(EventData):
    """An auditor is to get a copy of every answer of a campaign, or of a sample of it, also of those that are there already. An
    order about many reconciliations comes in several events of the same `order_id`."""

    TYPE: ClassVar[str] = "mutabakat.campaign.answer_copies_ordered.v1"

    order_id: UUID
    campaign_id: UUID
    address: str
    language: str = "tr"
    whole_campaign: bool = True
    reconciliation_ids: tuple[UUID, ...] = Field(default=(), description="Whose answers; none with `whole_campaign`.")


class AnswerCopiesEnded(EventData):
    """No further copies are to go out for this order."""

    TYPE: ClassVar[str] = "mutabakat.campaign.answer_copies_ended.v1"

    order_id: UUID
    campaign_id: UUID


class CampaignCompleted(EventData):
    """Every counterparty has answered or its time has run out (S-52)."""

    TYPE: ClassVar[str] = "mutabakat.campaign.campaign_completed.v1"

    campaign_id: UUID
    completed_at: datetime
    agreed: int
    disagreed: int
    unanswered: int
    no_objection: int = 0
    """Of the unanswered: asked to answer only if they disagree, and silent."""
    by_phone: int = 0
    """Of the unanswered: what they said by telephone was noted. Never evidence of theirs."""
