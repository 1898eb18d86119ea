"""Bodies of the campaign service's HTTP API, as integrators see them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator

from services.campaign.domain.campaigns import Campaign as CampaignFacts
from services.campaign.domain.campaigns import CampaignState
from services.campaign.domain.company_card import CompanyCard
from services.campaign.domain.figures import Selection as Chosen
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.reconciliations import Entry, Only
from services.campaign.domain.roles import Role
from services.campaign.domain.said import AnswerDetails
from services.campaign.repository.mails import MailCounts
from shared.contracts.values import Confirmation, CurrencyBalance, Kind, LinkLevel, Period, Recipient, SideTotal
from shared.money import Money

Text = Annotated[str, StringConstraints(max_length=1000)]
Language = Literal["tr", "en"]


class Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Output(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


class Credentials(Input):
    """What a person signs in with."""

    email: Text
    password: SecretStr = Field(max_length=1000)


class Token(Output):
    """Send it as `Authorization: Bearer …` to any of the services."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105  # a kind of token, not one
    expires_at: datetime


class CompanyInput(Input):
    """The company card as it is edited; counterparties see it as the sender."""

    title: Text
    tax_number: Text
    tax_office: Text = ""
    address: Text = ""
    phone: Text = Field(default="", description="Where counterparties call with questions.")
    email: Text = Field(default="", description="Where answers to the mails go (Reply-To).")

    @property
    def card(self) -> CompanyCard:
        return CompanyCard(self.title, self.tax_number, self.tax_office, self.address, self.phone, self.email)


class AdministratorInput(Input):
    email: Text
    name: Text
    password: SecretStr = Field(max_length=1000, description="At least 12 characters.")
    language: Language = "tr"


class FirstStart(CompanyInput):
    """The company and its first administrator."""

    setup_code: Text = Field(description="The one-time code that the first start printed on the terminal.")
    administrator: AdministratorInput


class Company(Output):
    id: UUID = Field(validation_alias="company_id")
    title: str
    tax_number: str
    tax_office: str
    address: str
    phone: str
    email: str
    revision: int = Field(description="Also the ETag; send it as If-Match to edit.")
    created_at: datetime
    changed_at: datetime
    changed_by: str


class CompanyList(Output):
    items: list[Company]


class UserInput(Input):
    email: Text
    name: Text
    role: Role
    password: SecretStr = Field(max_length=1000, description="At least 12 characters.")
    language: Language = "tr"


class User(Output):
    id: UUID = Field(validation_alias="user_id")
    email: str
    name: str
    role: Role
    language: str
    active: bool
    created_at: datetime
    signed_in_at: datetime | None


class UserList(Output):
    items: list[User]


class SelectionInput(Input):
    """Either `{"all": true}` or `{"keys": [...]}`."""

    all: bool = False
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
    valid_until: date = Field(description="Last day to answer, inclusive, Europe/Istanbul (S-37).")
    notify_contacts: bool = Field(default=False, description="Also write to ticked contacts (S-24).")
    first_answer_final: bool = Field(default=False, description="Whether the first answer may not be corrected.")
    accept_late_answers: bool = Field(
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
    remind_days: list[int] = Field(
        default=[],
        max_length=3,
        description="Working days before the last day on which who is silent is reminded, by itself and at office hours.",
    )


class RemindersInput(Input):
    """When reminders go by themselves."""

    remind_days: list[int] = Field(
        max_length=3, description="Working days before the last day to answer; empty: none go by themselves."
    )


class RemindingInput(Input):
    """Whether this counterparty is reminded."""

    wanted: bool = Field(description="`false`: never, neither of this request nor of later ones.")


class Warned(Output):
    """Something to know; the campaign was sent all the same. Codes: `no_address`, `open_elsewhere`."""

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
    sent_at: datetime
    sent_by: str
    count: int
    state: CampaignState
    ended_at: datetime | None
    agreed: int
    disagreed: int
    waiting: int
    expired: int
    no_objection: int = Field(
        description="Reached, asked to answer only if they disagree, and silent. Not an agreement."
    )
    cancelled: int
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
    warnings: list[Warned] = []

    @classmethod
    def complete(cls, campaign: CampaignFacts, mails: MailCounts, warnings: list[Warned] | None = None) -> Campaign:
        return cls.model_validate(
            {**summary_values(campaign), "mails": Mails.model_validate(mails), "warnings": warnings or []}
        )


def summary_values(campaign: CampaignFacts) -> dict[str, object]:
    names = set(CampaignSummary.model_fields) - {"id", "sent_by", "preparing"}
    return {
        "id": campaign.campaign_id,
        "sent_by": campaign.sent_by_name,
        "preparing": campaign.by_state.get(ReconciliationState.PREPARING, 0),
        **{name: getattr(campaign, name) for name in names},
    }


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
    notice: str = Field(
        description="Newest word short of an answer: `no_record`, `wrong_person`, `will_answer`, or none."
    )
    notice_at: datetime | None
    notice_by: str
    answer_by: date | None = Field(description="The day for which an answer was announced.")
    wrong_addresses: tuple[str, ...] = Field(description="Recipients that say they are not the right person.")
    reminders: int = Field(description="How many reminders went out; at most three do.")
    reminded_at: datetime | None
    closed_reason: str
    closed_at: datetime | None


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


class Reached(Output):
    """One recipient and the fate of the latest mail to it."""

    address: str
    name: str
    result: str = Field(description="queued, sent, failed, uncertain, bounced; empty: nothing was queued yet.")
    lost: bool = Field(description="It was not reached: send to another recipient, or correct the address.")
    at: datetime | None
    code: int
    reply: str
    reason: str


class ReachedRecipients(Output):
    items: list[Reached]


class ResendInput(Input):
    """Mail the link again; without addresses to all recipients."""

    addresses: list[Annotated[str, StringConstraints(max_length=320)]] = Field(default=[], max_length=50)
    seen_send_number: int | None = Field(
        default=None, description="The send_number you saw; refused when somebody has sent again since."
    )
    new_link: bool = Field(
        default=False,
        description="Revoke the links that these recipients have, and mail new ones: a link got into wrong hands.",
    )


class ResendManyInput(Input):
    """Mail many of a campaign again: `all` open ones, the reached but `unanswered`, the `failed` addresses, `selected` ones."""

    only: Only
    reconciliation_ids: list[UUID] = Field(default=[], max_length=20_000, description="For `selected`, and only then.")

    @model_validator(mode="after")
    def _chosen_or_not(self) -> Self:
        if (self.only is Only.SELECTED) != bool(self.reconciliation_ids):
            raise ValueError("reconciliation_ids belong to only=selected, which needs at least one")
        return self


class ResentMany(Output):
    """What was asked for; the mails follow by themselves."""

    reconciliations: int
    mails: int
    skipped: dict[str, int] = Field(description="Code → how many reconciliations were left alone for it.")
