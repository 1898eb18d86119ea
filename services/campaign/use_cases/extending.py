"""Giving a campaign more time: its last day moves, and only ever to a later one. Whose time has run out already is asked again
only where the operator says so (decision 0036)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.campaign.announcing import announce_campaigns
from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.campaigns import Campaign, CampaignEntry, CampaignState, check_later, check_valid_until
from services.campaign.domain.progress import RAN_OUT
from services.campaign.domain.reconciliations import Entry
from services.campaign.domain.turns import changed_meanwhile
from services.campaign.domain.webhooks import WebhookEvent
from services.campaign.progress import lock, settle
from services.campaign.repository import campaigns, facts
from services.campaign.use_cases.audit_log import note
from services.campaign.use_cases.turns import Turn, moved_on, take_turn
from shared import formats
from shared.clock import end_of_day
from shared.contracts.campaign import CampaignExtended
from shared.database import Transaction
from shared.errors import Conflict

ASKED = (CampaignState.RUNNING, CampaignState.COMPLETED)


@dataclass(frozen=True, slots=True)
class ExtendCampaign:
    """`reopen`: also ask those again whose time has run out."""

    company_id: UUID
    campaign_id: UUID
    user_name: str
    valid_until: date
    reopen: bool = False
    seen_version: int | None = None


@dataclass(frozen=True, slots=True)
class Extended:
    """The campaign as it is now, and how many are asked again."""

    campaign: Campaign
    reopened: int


async def extend_campaign(tx: Transaction, command: ExtendCampaign) -> Extended:
    """Move the last day of a campaign that runs, or that ended because its time ran out.

    Errors: `campaign_not_found`, `valid_until_in_the_past`, `valid_until_too_far`, `valid_until_not_later`, `changed_meanwhile`,
    `campaign_moved_on`, `campaign_not_running`, `time_has_run_out` (over, and `reopen` was not said).
    """
    wanted = await facts.extendable_ids(tx, command.company_id, command.campaign_id)
    # Under these locks nobody closes them: neither the clock of this service nor a colleague.
    known = [one for one in (await lock(tx, wanted)).values() if not one["finished"] or one.state in RAN_OUT]
    campaign = await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
    if command.seen_version not in (None, campaign.version):
        raise changed_meanwhile(campaign.changed_by_name, campaign.changed_at, campaign.version)
    turn = Turn(
        CampaignEntry.EXTENDED,
        command.user_name,
        command.seen_version,
        f"{formats.day(campaign.valid_until)} → {formats.day(command.valid_until)}",
    )
    now = await tx.database_time()
    check_valid_until(command.valid_until, now)
    gone = [one for one in known if one.state in RAN_OUT and one["superseded_by"] is None]
    if campaign.state is CampaignState.COMPLETED and not gone:
        raise moved_on(campaign)
    check_later(command.valid_until, campaign.valid_until)
    if now >= campaign.closes_at and not command.reopen and campaign.state in ASKED:
        raise Conflict(
            "The last day to answer, {day}, is over. More time asks those again whose time has run out: say so, or send a new "
            "campaign.",
            code="time_has_run_out",
            day=campaign.valid_until.isoformat(),
        )
    await take_turn(
        tx,
        campaign,
        turn,
        of=ASKED,
        valid_until=command.valid_until,
        closes_at=end_of_day(command.valid_until),
        state=CampaignState.RUNNING.value,
        ended_at=None,
        ended_by_name="",
    )
    for one in gone:
        one.touch(command.user_name, now)
        one.set(closed_reason="", closed_at=None)
        one.add_entry(Entry.REOPENED, f"reopened:{command.valid_until}", now, who=command.user_name)
    await settle(tx, gone)
    tx.emit(
        CampaignExtended(campaign_id=command.campaign_id, valid_until=command.valid_until, extended_at=now),
        tenant=command.company_id,
        subject=command.campaign_id,
    )
    await announce_campaigns(tx, WebhookEvent.CAMPAIGN_EXTENDED, {command.campaign_id: command.company_id})
    await note(
        tx,
        Actor(command.company_id, None, command.user_name),
        Deed.CAMPAIGN_EXTENDED,
        campaign.description,
        before=formats.day(campaign.valid_until),
        after=formats.day(command.valid_until),
        count=len(gone),
    )
    return Extended(await campaigns.get_campaign(tx, command.company_id, command.campaign_id), len(gone))
