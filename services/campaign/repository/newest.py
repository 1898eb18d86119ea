"""The newest request to a counterparty."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from services.campaign.domain.progress import ReconciliationState
from services.campaign.models import campaigns, reconciliations
from shared.database import Reading


async def newest_of(reading: Reading, company_id: UUID, figure_key: str) -> UUID | None:
    """Its id; None where it was never asked. What is still a draft was not."""
    of = reconciliations.c
    found: UUID | None = await reading.scalar(
        select(of.reconciliation_id)
        .join(campaigns, campaigns.c.campaign_id == of.campaign_id)
        .where(of.company_id == company_id, of.figure_key == figure_key, of.state != ReconciliationState.DRAFT.value)
        .order_by(campaigns.c.number.desc())
        .limit(1)
    )
    return found
