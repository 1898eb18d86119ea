"""Sending a campaign and withdrawing it (S-36…S-39)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from services.campaign.announcing import announce_campaigns
from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.campaigns import (
    Campaign,
    CampaignState,
    check_confirmation,
    check_size,
    check_valid_until,
    checked_description,
)
from services.campaign.domain.figures import Figure, Run
from services.campaign.domain.people import Company
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.reminders import checked_ladder
from services.campaign.domain.webhooks import WebhookEvent
from services.campaign.progress import lock, settle
from services.campaign.repository import campaigns, companies, facts
from services.campaign.repository.reconciliations import side_columns
from services.campaign.use_cases.audit_log import note
from shared.clock import end_of_day
from shared.contracts.campaign import (
    CampaignCancelled,
    CampaignCreated,
    ClosingReason,
    ReconciliationRequested,
)
from shared.contracts.values import Confirmation, Letter, LinkLevel
from shared.database import Transaction
from shared.errors import Conflict
from shared.text import alphabetical, fold

LONGEST_FOLDED = 300
"""A few letters fold into two; the search does not miss the end of so long a title."""


@dataclass(frozen=True, slots=True)
class CreateCampaign:
    """Ask these figures of this run. The edge has fetched both from the aggregator beforehand."""

    company_id: UUID
    user_id: UUID
    user_name: str
    run: Run
    figures: Sequence[Figure]
    description: str
    valid_until: date
    notify_contacts: bool = False
    first_answer_final: bool = False
    accept_late_answers: bool = False
    confirmation: Confirmation = Confirmation.POSITIVE
    level: LinkLevel = LinkLevel.LINK
    remind_days: tuple[int, ...] = ()
    """Working days before the last day to answer on which reminders go by themselves."""


@dataclass(frozen=True, slots=True)
class SendingWarning:
    """Something the operator should know; the campaign was sent all the same.

    Codes: `no_address` (will come back as not sent), `open_elsewhere` (the same figure of the same period is still open in the
    running campaign `campaign_number`).
    """

    code: str
    figure_key: str
    title: str
    campaign_number: int | None = None


@dataclass(frozen=True, slots=True)
class Created:
    campaign: Campaign
    warnings: tuple[SendingWarning, ...]


@dataclass(frozen=True, slots=True)
class CancelCampaign:
    company_id: UUID
    campaign_id: UUID
    user_name: str


async def create_campaign(tx: Transaction, command: CreateCampaign) -> Created:
    """Send the campaign: one row and one request per counterparty, all in this transaction.

    Errors: `selection_empty`, `selection_too_large`, `description_*`, `valid_until_in_the_past`, `valid_until_too_far`,
    `confirmation_needs_balances`, `reminders_out_of_range`.
    """
    figures = list({figure.key: figure for figure in command.figures}.values())
    check_size(len(figures))
    check_confirmation(command.confirmation, command.run.kind)
    description = checked_description(command.description)
    remind_days = checked_ladder(command.remind_days)
    check_valid_until(command.valid_until, await tx.database_time())
    company = await companies.get_company(tx, command.company_id)
    warnings = await _warnings(tx, command, figures)

    campaign_id, now = uuid4(), tx.clock.now()
    letter = _letter(company, command, description)
    (number,) = await companies.take_numbers(tx, command.company_id, "campaign", 1)
    row = _campaign_row(command, campaign_id, number, letter, len(figures), now)
    await campaigns.insert_campaign(tx, row | {"remind_days": list(remind_days)})
    series = f"M-{command.run.period}"
    numbers = await companies.take_numbers(tx, command.company_id, series, len(figures))
    rows = [
        _reconciliation_row(command, campaign_id, f"{series}-{running:04d}", figure, now)
        for running, figure in zip(numbers, figures, strict=True)
    ]
    await facts.insert_reconciliations(tx, rows)
    _announce(tx, command, campaign_id, letter, rows)
    actor = Actor(command.company_id, command.user_id, command.user_name)
    await note(tx, actor, Deed.CAMPAIGN_SENT, description, count=len(rows))
    await announce_campaigns(tx, WebhookEvent.CAMPAIGN_CREATED, {campaign_id: command.company_id})
    return Created(await campaigns.get_campaign(tx, command.company_id, campaign_id), warnings)


async def cancel_campaign(tx: Transaction, command: CancelCampaign) -> Campaign:
    """Withdraw a running campaign: what is answered stays answered, everything else is cancelled.

    Errors: `campaign_not_found`, `campaign_not_running` (of two operators who cancel at once, the second gets it).
    """
    await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
    now = tx.clock.now()
    known = list((await lock(tx, await facts.open_ids(tx, command.company_id, command.campaign_id))).values())
    if not await campaigns.cancel(tx, command.company_id, command.campaign_id, now, command.user_name):
        raise Conflict(
            "The campaign is not running any more, so it cannot be cancelled. Load the page again.",
            code="campaign_not_running",
        )
    # An answer may have arrived between finding the open ones and locking them: it stands.
    still_open = [one for one in known if not one["finished"]]
    for one in still_open:
        one.set(closed_reason=ClosingReason.CANCELLED.value, closed_at=now)
    await settle(tx, still_open)
    tx.emit(
        CampaignCancelled(campaign_id=command.campaign_id, cancelled_at=now),
        tenant=command.company_id,
        subject=command.campaign_id,
    )
    await announce_campaigns(tx, WebhookEvent.CAMPAIGN_CANCELLED, {command.campaign_id: command.company_id})
    campaign = await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
    actor = Actor(command.company_id, None, command.user_name)
    await note(tx, actor, Deed.CAMPAIGN_CANCELLED, campaign.description, count=len(still_open))
    return campaign


async def _warnings(tx: Transaction, command: CreateCampaign, figures: Sequence[Figure]) -> tuple[SendingWarning, ...]:
    keys = {figure.key for figure in figures}
    elsewhere = await campaigns.open_elsewhere(tx, command.company_id, command.run.kind, command.run.period, keys)
    found: list[SendingWarning] = []
    for figure in figures:
        if not figure.recipients_for(notify_contacts=command.notify_contacts):
            found.append(SendingWarning("no_address", figure.key, figure.title))
        if figure.key in elsewhere:
            found.append(SendingWarning("open_elsewhere", figure.key, figure.title, elsewhere[figure.key]))
    return tuple(found)


def _letter(company: Company, command: CreateCampaign, description: str) -> Letter:
    return Letter(
        description=description,
        valid_until=command.valid_until,
        kind=command.run.kind,
        period=command.run.period,
        sender_contact=company.phone,
        first_answer_final=command.first_answer_final,
        accept_late_answers=command.accept_late_answers,
        limit=command.run.limit_money,
        as_of=command.run.as_of,
        confirmation=command.confirmation,
        level=command.level,
    )


def _campaign_row(
    command: CreateCampaign, campaign_id: UUID, number: int, letter: Letter, count: int, now: datetime
) -> dict[str, Any]:
    return {
        "campaign_id": campaign_id,
        "company_id": command.company_id,
        "number": number,
        "kind": letter.kind.value,
        "period": letter.period,
        "run_id": command.run.id,
        "description": letter.description,
        "valid_until": letter.valid_until,
        "closes_at": end_of_day(letter.valid_until),
        "notify_contacts": command.notify_contacts,
        "first_answer_final": letter.first_answer_final,
        "accept_late_answers": letter.accept_late_answers,
        "reply_to": letter.reply_to,
        "sender_contact": letter.sender_contact,
        "limit_minor": letter.limit.minor,
        "as_of": letter.as_of,
        "confirmation": letter.confirmation.value,
        "level": letter.level.value,
        "asked": count,
        "state": CampaignState.RUNNING.value,
        "sent_at": now,
        "sent_by": command.user_id,
        "sent_by_name": command.user_name,
    }


def _reconciliation_row(
    command: CreateCampaign, campaign_id: UUID, reference: str, figure: Figure, now: datetime
) -> dict[str, Any]:
    recipients = figure.recipients_for(notify_contacts=command.notify_contacts)
    return {
        "reconciliation_id": uuid4(),
        "company_id": command.company_id,
        "campaign_id": campaign_id,
        "reference": reference,
        "figure_key": figure.key,
        "title": figure.title,
        "title_folded": fold(figure.title)[:LONGEST_FOLDED],
        "title_order": alphabetical(figure.title)[:LONGEST_FOLDED],
        "tax_number": figure.tax_number,
        "language": figure.language,
        "account_codes": list(figure.account_codes),
        "recipients": [recipient.model_dump(mode="json") for recipient in recipients],
        "addresses": len(recipients),
        **side_columns("purchases", figure.purchases),
        **side_columns("sales", figure.sales),
        "balances": [balance.model_dump(mode="json") for balance in figure.balances] or None,
        "balance_minor": figure.balance_total.minor,
        "confirmation": command.confirmation.value,
        "state": ReconciliationState.PREPARING.value,
        "state_at": now,
        "finished": False,
    }


def _announce(
    tx: Transaction, command: CreateCampaign, campaign_id: UUID, letter: Letter, rows: Sequence[dict[str, Any]]
) -> None:
    tx.emit(
        CampaignCreated(
            campaign_id=campaign_id,
            run_id=command.run.id,
            letter=letter,
            notify_contacts=command.notify_contacts,
            requested=len(rows),
        ),
        tenant=command.company_id,
        subject=campaign_id,
    )
    for row in rows:
        tx.emit(
            ReconciliationRequested(
                reconciliation_id=row["reconciliation_id"],
                campaign_id=campaign_id,
                reference=row["reference"],
                run_id=command.run.id,
                figure_key=row["figure_key"],
                notify_contacts=command.notify_contacts,
                letter=letter,
            ),
            tenant=command.company_id,
            subject=row["reconciliation_id"],
        )
