"""One operator's turn at a campaign: taken when nobody was faster, otherwise refused with who was and when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.campaigns import Campaign, CampaignEntry, CampaignState
from services.campaign.domain.turns import changed_meanwhile, who_and_when
from services.campaign.repository import campaigns, turns
from services.campaign.use_cases.audit_log import note
from shared.database import Transaction
from shared.errors import Conflict

_DEEDS = MappingProxyType(
    # What is written down where it is done, because more is known of it there, is not among these.
    {
        CampaignEntry.EDITED: Deed.CAMPAIGN_EDITED,
        CampaignEntry.SUBMITTED: Deed.CAMPAIGN_SUBMITTED,
        CampaignEntry.APPROVED: Deed.CAMPAIGN_APPROVED,
        CampaignEntry.REJECTED: Deed.CAMPAIGN_REJECTED,
        CampaignEntry.SENT: Deed.CAMPAIGN_SENT,
    }
)


@dataclass(frozen=True, slots=True)
class Turn:
    """Who does what. `seen_version` is the version that they looked at; None: whatever it is by now."""

    entry: CampaignEntry
    who: str
    seen_version: int | None = None
    text: str = ""
    user_id: UUID | None = None


async def take_turn(
    tx: Transaction, campaign: Campaign, turn: Turn, *, of: Collection[CampaignState], **values: Any
) -> None:
    """Change a campaign that is in one of the states `of`, and keep in its history who did it.

    Errors: `changed_meanwhile` (412) when it is not what was seen, `campaign_moved_on` (409) when its state does not allow it.
    """
    moved = await turns.move(
        tx, campaign.company_id, campaign.campaign_id, of=of, version=turn.seen_version, by=turn.who, **values
    )
    if not moved:
        now = await campaigns.get_campaign(tx, campaign.company_id, campaign.campaign_id)
        if turn.seen_version not in (None, now.version):
            raise changed_meanwhile(now.changed_by_name, now.changed_at, now.version)
        raise moved_on(now)
    await turns.keep_entry(tx, campaign.company_id, campaign.campaign_id, turn.entry, turn.who, turn.text)
    if turn.entry in _DEEDS:
        await note(tx, Actor(campaign.company_id, turn.user_id, turn.who), _DEEDS[turn.entry], campaign.description)


def moved_on(campaign: Campaign) -> Conflict:
    """Why nothing can be done about a campaign in this state, and who brought it there."""
    first = who_and_when(campaign.changed_by_name, campaign.changed_at)
    if campaign.state is CampaignState.CANCELLED:
        return Conflict(
            "The campaign is not running any more: {who} cancelled it at {at}. Load the page again.",
            code="campaign_not_running",
            **first,
        )
    if campaign.state is CampaignState.COMPLETED:
        return Conflict(
            "The campaign is completed since {at}: nothing is awaited any more. Load the page again.",
            code="campaign_not_running",
            **first,
        )
    if campaign.state is CampaignState.RUNNING:
        return Conflict(
            "The campaign was sent already: {who} did it at {at}. Load the page again.",
            code="campaign_moved_on",
            **first,
        )
    if campaign.state is CampaignState.DRAFT:
        return Conflict(
            "The campaign is a draft: {who} changed it at {at}. Load the page again.", code="campaign_moved_on", **first
        )
    return Conflict(
        "The campaign waits for approval: {who} changed it at {at}. Load the page again.",
        code="campaign_moved_on",
        **first,
    )
