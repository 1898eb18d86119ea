"""A campaign got more time: what waits is tried and written with the new last day, and what had run out is closed no more.

Last days and closings are facts that come in any order: an expiry from before the extension counts neither before nor after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.mailer.repository import extensions, gates
from shared.contracts.campaign import CampaignExtended, ClosingReason, ReconciliationClosed
from shared.contracts.event import Event
from shared.database import Transaction


async def extend_campaigns(tx: Transaction, events: Sequence[Event[CampaignExtended]]) -> None:
    latest: dict[tuple[UUID, UUID], CampaignExtended] = {}
    for event in events:
        known = latest.setdefault((event.tenant, event.data.campaign_id), event.data)
        if known.valid_until < event.data.valid_until:
            latest[event.tenant, event.data.campaign_id] = event.data
    # Whoever adds messages of these sees the new day, and those that are just being added are seen here.
    await gates.shut(tx, latest.keys())
    await extensions.keep(
        tx,
        [
            {
                "company_id": company_id,
                "campaign_id": campaign_id,
                "valid_until": data.valid_until,
                "extended_at": data.extended_at,
            }
            for (company_id, campaign_id), data in sorted(latest.items())
        ],
    )
    for (company_id, campaign_id), data in sorted(latest.items()):
        await extensions.reopen(tx, company_id, campaign_id, data.extended_at)
        await extensions.move(tx, company_id, campaign_id, data.valid_until)


def outlived(event: Event[ReconciliationClosed], longer: Mapping[tuple[UUID, UUID], Row[Any]]) -> bool:
    """Whether this is an expiry after which the campaign got more time."""
    found = longer.get((event.tenant, event.data.campaign_id))
    return (
        event.data.reason is ClosingReason.EXPIRED and found is not None and event.data.closed_at <= found.extended_at
    )
