"""Withdrawing a campaign, sent or not (S-52)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.campaign.announcing import announce_campaigns
from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.campaigns import UNSENT, Campaign, CampaignEntry, CampaignState
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.webhooks import WebhookEvent
from services.campaign.progress import lock, settle
from services.campaign.repository import campaigns, facts
from services.campaign.use_cases.audit_log import note
from services.campaign.use_cases.turns import Turn, take_turn
from shared.contracts.campaign import CampaignCancelled, ClosingReason
from shared.database import Transaction


@dataclass(frozen=True, slots=True)
class CancelCampaign:
    company_id: UUID
    campaign_id: UUID
    user_name: str
    seen_version: int | None = None


async def cancel_campaign(tx: Transaction, command: CancelCampaign) -> Campaign:
    """Withdraw a campaign: what is answered stays answered, everything else is cancelled. One that was not sent just ends.

    Errors: `campaign_not_found`, `changed_meanwhile`, `campaign_not_running` (of two operators who cancel at once, the second
    gets it, with the name of the first).
    """
    campaign = await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
    turn = Turn(CampaignEntry.CANCELLED, command.user_name, command.seen_version)
    now = tx.clock.now()
    ended = {"state": CampaignState.CANCELLED.value, "ended_at": now, "ended_by_name": command.user_name}
    if not campaign.state.sent:
        await facts.move_drafts(
            tx,
            command.company_id,
            command.campaign_id,
            ReconciliationState.CANCELLED,
            closed_reason=ClosingReason.CANCELLED.value,
            closed_at=now,
        )
        await take_turn(tx, campaign, turn, of=UNSENT, **ended)
        actor = Actor(command.company_id, None, command.user_name)
        await note(tx, actor, Deed.CAMPAIGN_CANCELLED, campaign.description, count=0)
        return await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
    known = list((await lock(tx, await facts.open_ids(tx, command.company_id, command.campaign_id))).values())
    await take_turn(tx, campaign, turn, of=(CampaignState.RUNNING,), **ended)
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
    actor = Actor(command.company_id, None, command.user_name)
    await note(tx, actor, Deed.CAMPAIGN_CANCELLED, campaign.description, count=len(still_open))
    return await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
