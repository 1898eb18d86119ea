"""What a campaign is, and what has to be true before one is sent (S-37…S-39)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared.clock import istanbul_date
from shared.contracts.values import Confirmation, Kind, LinkLevel
from shared.errors import Invalid
from shared.money import Money
from shared.text import forbidden_character

LONGEST_DESCRIPTION = 150
LARGEST_CAMPAIGN = 50_000


class CampaignState(StrEnum):
    """Shown as "mutabakatlar sürüyor", "mutabakatlar tamamlandı" (S-52) and "iptal edildi"; before it is sent, as a draft."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @property
    def sent(self) -> bool:
        """Whether its counterparties have been asked; a cancelled one was, or was withdrawn before."""
        return self not in UNSENT


UNSENT = (CampaignState.DRAFT, CampaignState.AWAITING_APPROVAL)


@dataclass(frozen=True, slots=True)
class Campaign:
    """One send and what has come of it so far; the counts are derived from its reconciliations.

    `waiting` counts those from which an answer may still come; `count` = agreed + disagreed + waiting + expired
    + no_objection + cancelled + not_sent + by_phone + drafts. `sent_at` of one that is not sent yet says when it was prepared.
    """

    campaign_id: UUID
    company_id: UUID
    number: int
    kind: Kind
    period: str
    run_id: UUID
    description: str
    valid_until: date
    closes_at: datetime
    notify_contacts: bool
    first_answer_final: bool
    accept_late_answers: bool
    limit: Money
    as_of: date | None
    confirmation: Confirmation
    level: LinkLevel
    remind_days: tuple[int, ...]
    """Working days before the last day to answer on which reminders go by themselves; empty: they do not."""
    count: int
    total: Money
    """Purchases, sales and balances without their signs: what the approval limit looks at."""
    state: CampaignState
    sent_at: datetime
    sent_by: UUID
    """Who prepared it, also where somebody else approved."""
    sent_by_name: str
    approved_at: datetime | None
    approved_by_name: str
    rejected_at: datetime | None
    rejected_by_name: str
    rejected_reason: str
    ended_at: datetime | None
    ended_by_name: str
    version: int
    changed_at: datetime
    changed_by_name: str
    by_state: dict[str, int]
    """Reconciliations per state (`ReconciliationState`); states without any are absent."""

    def _of(self, *states: str) -> int:
        return sum(self.by_state.get(state, 0) for state in states)

    @property
    def agreed(self) -> int:
        return self._of("agreed")

    @property
    def disagreed(self) -> int:
        return self._of("disagreed")

    @property
    def expired(self) -> int:
        return self._of("expired")

    @property
    def no_objection(self) -> int:
        return self._of("no_objection")

    @property
    def ran_out(self) -> int:
        """Ended by nothing but the last day."""
        return self._of("expired", "no_objection")

    @property
    def cancelled(self) -> int:
        return self._of("cancelled")

    @property
    def by_phone(self) -> int:
        return self._of("by_phone")

    @property
    def not_sent(self) -> int:
        return self._of("not_sent")

    @property
    def undelivered(self) -> int:
        return self._of("undelivered")

    @property
    def opened(self) -> int:
        return self._of("opened")

    @property
    def waiting(self) -> int:
        return self._of("preparing", "queued", "sent", "undelivered", "uncertain", "opened")


class CampaignEntry(StrEnum):
    """What a person did with a campaign as a whole."""

    PREPARED = "prepared"
    EDITED = "edited"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    SENT = "sent"
    REMINDERS = "reminders"
    """The days on which reminders go by themselves were set; the text names them."""
    EXTENDED = "extended"
    """The last day was moved; the text names both days and how many are asked again."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class CampaignHistoryEntry:
    """A row of a campaign's own history."""

    entry: CampaignEntry
    at: datetime
    who: str
    text: str


def checked_description(text: str) -> str:
    """The description in the form that is kept: it becomes the mail's subject and the page's title."""
    text = " ".join(text.split(" ")).strip()
    if not text:
        raise Invalid(
            "A description is missing. It becomes the mail's subject; write what is to be reconciled.",
            code="description_missing",
        )
    if len(text) > LONGEST_DESCRIPTION:
        raise Invalid(
            "The description has {length} characters; at most {longest} fit into a mail's subject. Shorten it.",
            code="description_too_long",
            length=len(text),
            longest=LONGEST_DESCRIPTION,
        )
    character = forbidden_character(text)
    if character is not None:
        raise Invalid(
            "The description contains the character {character}, which must not stand in a mail's subject. Remove it.",
            code="description_forbidden_character",
            character=character,
        )
    return text


def check_valid_until(day: date, now: datetime) -> None:
    """`valid_until` is inclusive and may be today in Istanbul at the earliest; `now` is the database's clock."""
    today = istanbul_date(now)
    if day < today:
        raise Invalid(
            "The last day to answer, {day}, lies before today ({today}). Choose today or a later day.",
            code="valid_until_in_the_past",
            day=day.isoformat(),
            today=today.isoformat(),
        )
    if day.year > today.year + 5:
        raise Invalid(
            "The last day to answer, {day}, lies more than five years ahead. Choose an earlier day.",
            code="valid_until_too_far",
            day=day.isoformat(),
        )


def check_later(day: date, before: date) -> None:
    """A last day only ever moves on: counterparties rely on the one that they were told."""
    if day <= before:
        raise Invalid(
            "The last day to answer is {before} already, and it can only be moved to a later one. Choose a later day.",
            code="valid_until_not_later",
            before=before.isoformat(),
        )


def check_confirmation(confirmation: Confirmation, kind: Kind) -> None:
    """Only a balance can be asked about without an answer being awaited, or without being shown (domain.md §3.2)."""
    if confirmation is not Confirmation.POSITIVE and not kind.has_balances:
        raise Invalid(
            "Purchases and sales are asked about with their figures and an answer. Choose the positive kind of confirmation.",
            code="confirmation_needs_balances",
        )


def check_size(count: int) -> None:
    if count == 0:
        raise Invalid(
            "Nobody is selected, so nothing was sent. Select at least one counterparty.", code="selection_empty"
        )
    if count > LARGEST_CAMPAIGN:
        raise Invalid(
            "{count} counterparties are selected; one campaign takes at most {largest}. Send them in parts.",
            code="selection_too_large",
            count=count,
            largest=LARGEST_CAMPAIGN,
        )
