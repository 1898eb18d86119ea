"""Note that no answer is awaited any more. Facts only: which page that makes is derived when it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from services.responses.repository import closings
from shared.contracts.campaign import CampaignCancelled, ReconciliationClosed
from shared.contracts.event import Event
from shared.database import Transaction


async def close_reconciliations(tx: Transaction, events: Sequence[Event[ReconciliationClosed]]) -> None:
    await closings.add(
        tx,
        [
            {
                "reconciliation_id": event.data.reconciliation_id,
                "reason": event.data.reason.value,
                "company_id": event.tenant,
                "closed_at": event.data.closed_at,
            }
            for event in events
        ],
    )


async def cancel_campaigns(tx: Transaction, events: Sequence[Event[CampaignCancelled]]) -> None:
    await closings.cancel_campaigns(
        tx,
        [
            {
                "campaign_id": event.data.campaign_id,
                "company_id": event.tenant,
                "cancelled_at": event.data.cancelled_at,
            }
            for event in events
        ],
    )
