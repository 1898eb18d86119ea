"""Sending a campaign and withdrawing it (S-36…S-39)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.campaign.domain.campaigns import Campaign
from services.campaign.domain.figures import Figure, Run
from shared.database import Transaction


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


@dataclass(frozen=True, slots=True)
class Warning:
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
    warnings: tuple[Warning, ...]


@dataclass(frozen=True, slots=True)
class CancelCampaign:
    company_id: UUID
    campaign_id: UUID
    user_name: str


async def create_campaign(tx: Transaction, command: CreateCampaign) -> Created:
    """Send the campaign. Errors: `selection_empty`, `selection_too_large`, `description_*`, `valid_until_*`."""
    raise NotImplementedError


async def cancel_campaign(tx: Transaction, command: CancelCampaign) -> Campaign:
    """Withdraw a running campaign. Errors: `campaign_not_found`, `campaign_not_running`."""
    raise NotImplementedError
