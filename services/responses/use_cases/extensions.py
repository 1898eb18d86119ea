"""A campaign got more time: its pages take answers until the new day. Which day came first does not matter, the latest counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog

from services.responses.repository import extensions
from shared.contracts.campaign import CampaignExtended
from shared.contracts.event import Event
from shared.database import Transaction

log = structlog.get_logger(__name__)


async def extend_campaigns(tx: Transaction, events: Sequence[Event[CampaignExtended]]) -> None:
    latest: dict[Any, Event[CampaignExtended]] = {}
    for event in events:
        key = (event.data.campaign_id, event.tenant)
        if key not in latest or latest[key].data.valid_until < event.data.valid_until:
            latest[key] = event
    await extensions.extend(
        tx,
        [
            {
                "campaign_id": campaign_id,
                "company_id": company_id,
                "valid_until": event.data.valid_until,
                "extended_at": event.data.extended_at,
            }
            for (campaign_id, company_id), event in sorted(latest.items(), key=lambda one: str(one[0]))
        ],
    )
    log.info("campaigns.extended", count=len(latest))
