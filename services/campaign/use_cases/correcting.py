"""Asking again with the figures that the books show now, in a campaign of its own, like the first one in everything else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.campaign.domain.campaigns import LONGEST_DESCRIPTION, Campaign
from services.campaign.domain.figures import Figure, Run
from services.campaign.domain.working_days import next_working_day
from services.campaign.progress import lock
from services.campaign.repository import campaigns, corrections
from services.campaign.repository.corrections import Outdated
from services.campaign.use_cases.campaigns import CreateCampaign, Created, create_campaign
from shared.clock import istanbul_date
from shared.database import Reading, Transaction
from shared.errors import Conflict, NotFound

DAYS_TO_ANSWER = 10


@dataclass(frozen=True, slots=True)
class Correct:
    """`run` and `figures` are new; the edge has made and fetched them beforehand. `wanted`: which requests they correct."""

    company_id: UUID
    campaign_id: UUID
    user_id: UUID
    user_name: str
    run: Run
    figures: Sequence[Figure]
    wanted: Sequence[Outdated]
    description: str = ""
    valid_until: date | None = None


async def to_correct(
    reading: Reading, company_id: UUID, campaign_id: UUID, only: Collection[UUID] = ()
) -> tuple[Campaign, list[Outdated]]:
    """What of this campaign can be corrected: all that is outdated, or of it the named ones.

    Errors: `campaign_not_found`, `nothing_outdated`, `reconciliation_not_found`.
    """
    campaign = await campaigns.get_campaign(reading, company_id, campaign_id)
    found = await corrections.outdated(reading, company_id, campaign_id)
    chosen = [one for one in found if not only or one.reconciliation_id in only]
    if not chosen:
        raise Conflict(
            "The figures of this have not changed since it was sent, or were corrected already. Load the page again.",
            code="nothing_outdated",
        )
    return campaign, chosen


async def correct(tx: Transaction, command: Correct) -> Created:
    """Send the corrected figures and close what they correct; above the approval limit that waits until somebody lets it go.

    Errors: those of `create_campaign`, `figures_gone`, `superseded_meanwhile`, `correction_waits`.
    """
    before = await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
    old = {one.figure_key: one.reconciliation_id for one in command.wanted}
    figures = [figure for figure in command.figures if figure.key in old]
    if not figures:
        raise NotFound(
            "The books have no figures for these any more. Close the request by hand, with the reason.",
            code="figures_gone",
        )
    # Whoever corrects the same waits here, and then finds what the first one has made.
    await lock(tx, old.values())
    waiting = await corrections.corrected_in_drafts(tx, list(old.values()))
    if waiting is not None:
        who, number = waiting
        raise Conflict(
            "{who} has prepared corrected figures for one of these already (no. {number}); they are not sent yet.",
            code="correction_waits",
            who=who,
            number=number,
        )
    return await create_campaign(
        tx,
        CreateCampaign(
            company_id=command.company_id,
            user_id=command.user_id,
            user_name=command.user_name,
            run=command.run,
            figures=figures,
            description=(command.description or before.description)[:LONGEST_DESCRIPTION],
            valid_until=command.valid_until or last_day(before.valid_until, await tx.database_time()),
            notify_contacts=before.notify_contacts,
            first_answer_final=before.first_answer_final,
            accept_late_answers=before.accept_late_answers,
            confirmation=before.confirmation,
            level=before.level,
            remind_days=before.remind_days,
            supersedes=old,
        ),
    )


def last_day(before: date, now: datetime) -> date:
    """The day that they know already, or a working day about ten days ahead where it is over or close."""
    today = istanbul_date(now)
    return before if before > today + timedelta(days=2) else next_working_day(today + timedelta(days=DAYS_TO_ANSWER))
