"""Making a campaign from figures of a run (S-36…S-39): sent at once, or kept until somebody lets it go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from services.campaign.announcing import announce_campaigns
from services.campaign.domain.approval import total_of
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
from services.campaign.domain.reminders import checked_ladder
from services.campaign.domain.turns import who_and_when
from services.campaign.domain.webhooks import WebhookEvent
from services.campaign.repository import campaigns, companies, facts, turns
from services.campaign.repository.reconciliations import side_columns
from services.campaign.use_cases import starting
from services.campaign.use_cases.audit_log import note
from services.campaign.use_cases.superseding import supersede
from shared.clock import end_of_day
from shared.contracts.values import Confirmation, Letter, LinkLevel
from shared.database import Transaction
from shared.errors import Conflict
from shared.text import alphabetical, fold

LONGEST_FOLDED = 300
"""A few letters fold into two; the search does not miss the end of so long a title."""


DEEDS = MappingProxyType(
    {
        CampaignState.RUNNING: Deed.CAMPAIGN_SENT,
        CampaignState.AWAITING_APPROVAL: Deed.CAMPAIGN_SUBMITTED,
        CampaignState.DRAFT: Deed.CAMPAIGN_DRAFTED,
    }
)


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
    draft: bool = False
    """Keep it for later instead of sending it."""
    supersedes: Mapping[str, UUID] = field(default_factory=dict)
    """By figure key: the reconciliation whose figures are corrected. It is closed when these are asked."""
    known_number: int = 0
    """The number of the newest campaign about the same figures that is known; a newer one makes this one too late."""


@dataclass(frozen=True, slots=True)
class SendingWarning:
    """Something the operator should know; the campaign was made all the same.

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


async def create_campaign(tx: Transaction, command: CreateCampaign) -> Created:
    """Send the campaign, all in this transaction: or keep it for an approver, where the company's rule says so, or as a draft.

    Errors: `selection_empty`, `selection_too_large`, `description_*`, `valid_until_in_the_past`, `valid_until_too_far`,
    `confirmation_needs_balances`, `reminders_out_of_range`, `launched_meanwhile`, `superseded_meanwhile`.
    """
    figures = list({figure.key: figure for figure in command.figures}.values())
    check_size(len(figures))
    check_confirmation(command.confirmation, command.run.kind)
    description = checked_description(command.description)
    remind_days = checked_ladder(command.remind_days)
    check_valid_until(command.valid_until, await tx.database_time())
    company = await companies.get_company(tx, command.company_id)
    warnings = await _warnings(tx, command, figures)

    campaign_id, now, total = uuid4(), tx.clock.now(), total_of(figures)
    letter = _letter(company, command, description)
    # Whoever takes a number waits for whoever took the one before: from here on, launches of a company stand in a row.
    (number,) = await companies.take_numbers(tx, command.company_id, "campaign", 1)
    selection = selection_of(command.run.id, figures)
    await _check_first(tx, command, selection)
    state = await starting.state_for(tx, command.company_id, total, draft=command.draft)
    more = {"remind_days": list(remind_days), "total_minor": total.minor, "selection_sha256": selection}
    row = _campaign_row(command, campaign_id, number, letter, len(figures), now)
    await campaigns.insert_campaign(tx, row | more | {"state": state.value})
    series = f"M-{command.run.period}"
    numbers = await companies.take_numbers(tx, command.company_id, series, len(figures))
    rows = [
        _reconciliation_row(command, campaign_id, f"{series}-{running:04d}", figure, now)
        | starting.rows_for(state)
        | {"supersedes": command.supersedes.get(figure.key)}
        for running, figure in zip(numbers, figures, strict=True)
    ]
    await facts.insert_reconciliations(tx, rows)
    await turns.keep_entry(tx, command.company_id, campaign_id, starting.entry_for(state), command.user_name)
    if state is CampaignState.RUNNING:
        replaced = {row["supersedes"]: row["reconciliation_id"] for row in rows if row["supersedes"]}
        await supersede(tx, command.company_id, replaced, command.user_name)
        asked = [starting.Asked(row["reconciliation_id"], row["reference"], row["figure_key"]) for row in rows]
        call = starting.Call(command.company_id, campaign_id, command.run.id, command.notify_contacts, letter)
        starting.announce(tx, call, asked)
    actor = Actor(command.company_id, command.user_id, command.user_name)
    await note(tx, actor, DEEDS[state], description, count=len(rows))
    if state is CampaignState.RUNNING:
        await announce_campaigns(tx, WebhookEvent.CAMPAIGN_CREATED, {campaign_id: command.company_id})
    return Created(await campaigns.get_campaign(tx, command.company_id, campaign_id), warnings)


def selection_of(run_id: UUID, figures: Sequence[Figure]) -> str:
    """The same for the same figures of the same run, whoever chose them in whatever order."""
    keys = "\n".join(sorted(figure.key for figure in figures))
    return sha256(f"{run_id}\n{keys}".encode()).hexdigest()


async def _check_first(tx: Transaction, command: CreateCampaign, selection: str) -> None:
    found = await turns.twin(tx, command.company_id, command.run.id, selection)
    if found is not None and found[0] > command.known_number:
        number, _, who, at = found
        raise Conflict(
            "{who} has prepared or sent exactly this selection already, at {at} (no. {number}), so nothing was sent a second "
            "time. Look at that campaign; to ask the same again on purpose, select it anew and confirm.",
            code="launched_meanwhile",
            number=number,
            **who_and_when(who, at),
        )


async def _warnings(tx: Transaction, command: CreateCampaign, figures: Sequence[Figure]) -> tuple[SendingWarning, ...]:
    keys = {figure.key for figure in figures}
    elsewhere = await campaigns.open_elsewhere(tx, command.company_id, command.run.kind, command.run.period, keys)
    found: list[SendingWarning] = []
    for figure in figures:
        if not figure.recipients_for(notify_contacts=command.notify_contacts):
            found.append(SendingWarning("no_address", figure.key, figure.title))
        if figure.key in elsewhere and figure.key not in command.supersedes:
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
        "state_at": now,
    }
