"""Keep what companies tell people about their data: every version, in whatever order they come."""

from __future__ import annotations

from collections.abc import Sequence

from services.responses.repository import information
from shared.contracts.campaign import InformationTextPublished
from shared.contracts.event import Event
from shared.database import Transaction
from shared.evidence.canonical import canonical


async def keep_information_texts(tx: Transaction, events: Sequence[Event[InformationTextPublished]]) -> None:
    await information.add(
        tx,
        [
            {
                "company_id": event.tenant,
                "version": event.data.version,
                "texts": canonical(event.data.texts),
                "published_at": event.data.published_at,
            }
            for event in events
        ],
    )
