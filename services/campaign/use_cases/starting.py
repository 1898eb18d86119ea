"""The moment from which counterparties are asked: right after preparing, or when an approver lets the campaign go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.campaign.announcing import announce_campaigns
from services.campaign.domain.campaigns import Campaign, CampaignEntry, CampaignState
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.webhooks import WebhookEvent
from services.campaign.repository import approvals, campaigns, facts
from services.campaign.use_cases.superseding import supersede
from services.campaign.use_cases.turns import Turn, take_turn
from shared.contracts.campaign import CampaignCreated, ReconciliationRequested
from shared.contracts.values import Letter
from shared.database import Transaction
from shared.money import Money

_ENTRIES = {
    CampaignState.DRAFT: CampaignEntry.PREPARED,
    CampaignState.AWAITING_APPROVAL: CampaignEntry.SUBMITTED,
    CampaignState.RUNNING: CampaignEntry.SENT,
}


@dataclass(frozen=True, slots=True)
class Call:
    """What all requests of one campaign share."""

    company_id: UUID
    campaign_id: UUID
    run_id: UUID
    notify_contacts: bool
    letter: Letter


@dataclass(frozen=True, slots=True)
class Asked:
    """One counterparty that is asked."""

    reconciliation_id: UUID
    reference: str
    figure_key: str


async def state_for(tx: Transaction, company_id: UUID, total: Money, *, draft: bool) -> CampaignState:
    """Where a campaign of this sum goes by the company's rule."""
    if draft:
        return CampaignState.DRAFT
    rule = await approvals.rule_of(tx, company_id)
    return CampaignState.AWAITING_APPROVAL if rule.asks_for(total) else CampaignState.RUNNING


def rows_for(state: CampaignState) -> dict[str, Any]:
    """Where the reconciliations of a new campaign stand."""
    if state is CampaignState.RUNNING:
        return {"state": ReconciliationState.PREPARING.value, "finished": False}
    return {"state": ReconciliationState.DRAFT.value, "finished": True}


def entry_for(state: CampaignState) -> CampaignEntry:
    return _ENTRIES[state]


async def start(tx: Transaction, campaign: Campaign, turn: Turn, *, of: CampaignState, **values: Any) -> None:
    """Ask everybody of a campaign that was kept in the state `of`, exactly as it was prepared.

    Raises what `take_turn` does when it is not in it any more: of two who let it go at once, the second asks nobody.
    """
    place = (campaign.company_id, campaign.campaign_id)
    kept = await facts.drafts(tx, *place)
    asked = [Asked(row.reconciliation_id, row.reference, row.figure_key) for row in kept]
    replaced = {row.supersedes: row.reconciliation_id for row in kept if row.supersedes}
    await facts.move_drafts(tx, *place, ReconciliationState.PREPARING, finished=False)
    await supersede(tx, campaign.company_id, replaced, turn.who)
    now = tx.clock.now()
    await take_turn(tx, campaign, turn, of=(of,), state=CampaignState.RUNNING.value, sent_at=now, **values)
    letter = await campaigns.letter_of(tx, campaign.company_id, campaign.campaign_id)
    call = Call(campaign.company_id, campaign.campaign_id, campaign.run_id, campaign.notify_contacts, letter)
    announce(tx, call, asked)
    await announce_campaigns(tx, WebhookEvent.CAMPAIGN_CREATED, {campaign.campaign_id: campaign.company_id})


def announce(tx: Transaction, call: Call, asked: Sequence[Asked]) -> None:
    tx.emit(
        CampaignCreated(
            campaign_id=call.campaign_id,
            run_id=call.run_id,
            letter=call.letter,
            notify_contacts=call.notify_contacts,
            requested=len(asked),
        ),
        tenant=call.company_id,
        subject=call.campaign_id,
    )
    for one in asked:
        tx.emit(
            ReconciliationRequested(
                reconciliation_id=one.reconciliation_id,
                campaign_id=call.campaign_id,
                reference=one.reference,
                run_id=call.run_id,
                figure_key=one.figure_key,
                notify_contacts=call.notify_contacts,
                letter=call.letter,
            ),
            tenant=call.company_id,
            subject=one.reconciliation_id,
        )
