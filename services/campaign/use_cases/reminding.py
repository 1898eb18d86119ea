"""Remind those who are silent: when an operator says so, and by themselves on the days before the last one.

Decided under the locks of the reconciliations, like every resend, so that nobody who has answered is reminded. An answer that is
still on its way here stops the mail where it is made and where it waits (`responses`, `mailer`).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.campaigns import CampaignEntry, CampaignState
from services.campaign.domain.reconciliations import Only, Reconciliation
from services.campaign.domain.reminders import APART, checked_ladder, step_due
from services.campaign.repository import campaigns, reminders
from services.campaign.repository.reconciliations import get_reconciliation
from services.campaign.use_cases.audit_log import note
from services.campaign.use_cases.resending import ResendMany, ResentMany, foretell, resend_many
from services.campaign.use_cases.turns import Turn, take_turn
from shared.clock import istanbul_date
from shared.database import Database, Reading, Transaction
from shared.errors import Conflict

BY_ITSELF = ""
"""Who reminds when nobody does, as the history has it."""


@dataclass(frozen=True, slots=True)
class Remind:
    """All of a campaign that were reached and are silent."""

    company_id: UUID
    campaign_id: UUID
    user_name: str


@dataclass(frozen=True, slots=True)
class SetLadder:
    """Working days before the last day to answer on which reminders go by themselves; none: they do not."""

    company_id: UUID
    campaign_id: UUID
    days: tuple[int, ...]
    user_name: str
    seen_version: int | None = None


@dataclass(frozen=True, slots=True)
class SetReminding:
    """Whether the counterparty of this reconciliation is reminded, of this request and of later ones."""

    company_id: UUID
    reconciliation_id: UUID
    wanted: bool
    user_name: str


async def remind(tx: Transaction, command: Remind) -> ResentMany:
    """Errors and skips of `resend_many`, and for manners `reminded_enough`, `reminded_lately`, `no_reminders`."""
    return await resend_many(
        tx,
        ResendMany(command.company_id, command.campaign_id, command.user_name, Only.UNANSWERED, reminding=True),
    )


async def outlook(reading: Reading, company_id: UUID, campaign_id: UUID) -> ResentMany:
    """What `remind` would do at this moment. Raises what it would raise."""
    return await foretell(reading, ResendMany(company_id, campaign_id, "", Only.UNANSWERED, reminding=True))


async def set_ladder(tx: Transaction, command: SetLadder) -> None:
    """Errors: `campaign_not_found`, `reminders_out_of_range`, `changed_meanwhile`."""
    days = checked_ladder(command.days)
    campaign = await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
    text = ", ".join(map(str, days))
    turn = Turn(CampaignEntry.REMINDERS, command.user_name, command.seen_version, text)
    await take_turn(tx, campaign, turn, of=tuple(CampaignState), remind_days=list(days))
    actor = Actor(command.company_id, None, command.user_name)
    await note(tx, actor, Deed.REMINDERS_CHANGED, campaign.description, days=[str(day) for day in days])


async def set_reminding(tx: Transaction, command: SetReminding) -> Reconciliation:
    """Errors: `reconciliation_not_found`."""
    row = await get_reconciliation(tx, command.company_id, command.reconciliation_id)
    if command.wanted:
        await reminders.forget_unwanted(tx, command.company_id, row.figure_key)
    else:
        await reminders.keep_unwanted(tx, command.company_id, row.figure_key, command.user_name)
    await note(tx, Actor(command.company_id, None, command.user_name), Deed.REMINDERS_CHANGED, row.title)
    return row


class StepTaken(Exception):
    """Another process has taken this step, so that what this one has asked for must not count."""


async def remind_due(database: Database) -> int:
    """Take the steps that have come, a campaign to a transaction; how many reconciliations were reminded."""
    async with database.reading() as reading:
        now = await reading.database_time()
        due = [one for one in await reminders.ladders(reading, now) if _is_due(one, now)]
    count = 0
    for one in due:
        # Withdrawn, or its last day over, since it was looked for.
        with suppress(StepTaken, Conflict):
            async with database.transaction() as tx:
                count += await _take_step(tx, one, now)
    return count


async def _take_step(tx: Transaction, ladder: reminders.Ladder, now: datetime) -> int:
    """Locks go from reconciliations to campaigns here too: the step is marked last, and all is undone where it was taken."""
    sent = await remind(tx, Remind(ladder.company_id, ladder.campaign_id, BY_ITSELF))
    if not await reminders.mark(tx, ladder, istanbul_date(now)):
        raise StepTaken
    return sent.reconciliations


def _is_due(ladder: reminders.Ladder, now: datetime) -> bool:
    return now - ladder.sent_at >= APART and step_due(
        ladder.days, ladder.valid_until, ladder.reminded_on, ladder.sent_at, now
    )
