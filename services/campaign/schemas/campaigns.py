"""Sending a campaign, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from services.campaign.domain.campaigns import Campaign as CampaignFacts
from services.campaign.domain.campaigns import CampaignState
from services.campaign.domain.figures import Selection as Chosen
from services.campaign.domain.progress import ReconciliationState
from services.campaign.repository.mails import MailCounts
from services.campaign.schemas.base import Input, Output
from shared.contracts.values import Confirmation, Kind, LinkLevel, Period
from shared.http.values import Day, Number, Truth
from shared.money import Money


class SelectionInput(Input):
    """Either `{"all": true}` or `{"keys": [...]}`."""

    all: Truth = False
    keys: list[Annotated[str, StringConstraints(max_length=200)]] | None = Field(default=None, max_length=50_000)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.all == (self.keys is not None):
            raise ValueError('say either {"all": true} or {"keys": [...]}')
        return self

    @property
    def chosen(self) -> Chosen:
        return Chosen(None if self.keys is None else tuple(self.keys))


class CampaignInput(Input):
    """A campaign to be sent from a run of the aggregator."""

    run_id: UUID
    selection: SelectionInput
    description: str = Field(description="At most 150 characters; the mail's subject and the page's title (S-38).")
    valid_until: Day = Field(description="Last day to answer, inclusive, Europe/Istanbul (S-37).")
    notify_contacts: Truth = Field(default=False, description="Also write to ticked contacts (S-24).")
    first_answer_final: Truth = Field(default=False, description="Whether the first answer may not be corrected.")
    accept_late_answers: Truth = Field(
        default=False, description="Whether an answer after the last day is taken, and marked as late."
    )
    confirmation: Confirmation = Field(
        default=Confirmation.POSITIVE,
        description="How balances are asked about. `negative`: only who disagrees answers, silence ends as `no_objection`. "
        "`blank`: no balance is shown, the counterparty writes its own.",
    )
    level: LinkLevel = Field(
        default=LinkLevel.LINK,
        description="What opens a page besides its link: nothing, the last four digits of the counterparty's tax number "
        "(`tax_digits`), or six digits mailed to the same address (`mail_code`). Who has no valid tax number gets a code "
        "instead of digits.",
    )
    remind_days: list[Number] = Field(
        default=[],
        max_length=3,
        description="Working days before the last day on which who is silent is reminded, by itself and at office hours.",
    )
    draft: Truth = Field(default=False, description="Keep it as a draft instead of sending it.")
    known_campaign_number: Number = Field(
        default=0,
        ge=0,
        description="The number of the newest campaign about exactly these figures that you know of; where there is a newer one, "
        "somebody was faster and nothing is sent (`launched_meanwhile`).",
    )


class DraftInput(Input):
    """What the preparer may still change before it is sent."""

    description: str = Field(description="At most 150 characters (S-38).")
    valid_until: date = Field(description="Last day to answer, inclusive, Europe/Istanbul (S-37).")


class CorrectionInput(Input):
    """Ask again with the figures that the books show now."""

    reconciliation_ids: list[UUID] = Field(
        default=[], max_length=20_000, description="Of the outdated ones, only these; empty: all of them."
    )
    description: str = Field(default="", description="Empty: the earlier one.")
    valid_until: date | None = Field(
        default=None, description="Without it, the earlier one, or ten days ahead where that is over or close."
    )


class RejectionInput(Input):
    reason: str = Field(description="What the preparer should know; at most 1,000 characters.")


class ExtensionInput(Input):
    """More time to answer."""

    valid_until: Day = Field(description="The new last day to answer, inclusive; later than the one before.")
    reopen: Truth = Field(
        default=False, description="Also ask those again whose time has run out; needed where the last day is over."
    )


class RemindersInput(Input):
    """When reminders go by themselves."""

    remind_days: list[Number] = Field(
        max_length=3, description="Working days before the last day to answer; empty: none go by themselves."
    )


class Warned(Output):
    """Something to know; the campaign was made all the same. Codes: `no_address`, `open_elsewhere`."""

    code: str
    figure_key: str
    title: str
    campaign_number: int | None = None


class Mails(Output):
    """Where the latest mail to each address stands; `expected` is their sum, or more while some are not queued yet."""

    expected: int
    sent: int
    lost: int
    uncertain: int
    open: int


class CampaignSummary(Output):
    """One send and what has come of it."""

    id: UUID
    number: int
    description: str
    kind: Kind
    period: Period
    run_id: UUID
    valid_until: date
    notify_contacts: bool
    first_answer_final: bool
    accept_late_answers: bool
    limit: Money
    as_of: date | None
    confirmation: Confirmation
    level: LinkLevel
    remind_days: tuple[int, ...] = Field(
        description="Working days before the last day on which reminders go by themselves."
    )
    sent_at: datetime = Field(description="Of one that is not sent yet: when it was prepared.")
    sent_by: str = Field(description="Who prepared it.")
    count: int
    total: Money = Field(
        description="Purchases, sales and balances without their signs: what the approval limit looks at."
    )
    state: CampaignState
    approved_at: datetime | None
    approved_by: str
    rejected_at: datetime | None = Field(description="When an approver last gave it back, by whom and why.")
    rejected_by: str
    rejected_reason: str
    ended_at: datetime | None
    version: int = Field(description="Also the ETag; send it as If-Match to be refused when somebody was faster.")
    changed_at: datetime
    changed_by: str = Field(description="Empty where no person did it.")
    agreed: int
    disagreed: int
    waiting: int
    expired: int
    no_objection: int = Field(
        description="Reached, asked to answer only if they disagree, and silent. Not an agreement."
    )
    cancelled: int
    by_phone: int = Field(description="What they said by telephone was noted; never evidence of theirs.")
    not_sent: int
    undelivered: int
    opened: int
    preparing: int

    @classmethod
    def of(cls, campaign: CampaignFacts) -> CampaignSummary:
        return cls.model_validate(summary_values(campaign))


class Campaign(CampaignSummary):
    """With its mails, and right after sending with the warnings."""

    mails: Mails
    warnings: list[Warned] = Field(default_factory=list)

    @classmethod
    def complete(cls, campaign: CampaignFacts, mails: MailCounts, warnings: list[Warned] | None = None) -> Campaign:
        return cls.model_validate(
            {**summary_values(campaign), "mails": Mails.model_validate(mails), "warnings": warnings or []}
        )


def summary_values(campaign: CampaignFacts) -> dict[str, object]:
    renamed = {"sent_by", "approved_by", "rejected_by", "changed_by"}
    names = set(CampaignSummary.model_fields) - {"id", "preparing", *renamed}
    return {
        "id": campaign.campaign_id,
        **{name: getattr(campaign, f"{name}_name") for name in renamed},
        "preparing": campaign.by_state.get(ReconciliationState.PREPARING, 0),
        **{name: getattr(campaign, name) for name in names},
    }
