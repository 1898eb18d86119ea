"""A campaign's row changed by one operator at a time, and what each of them did."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from services.campaign.domain.campaigns import CampaignEntry, CampaignHistoryEntry, CampaignState
from services.campaign.models import campaign_history, campaigns
from shared.database import Reading, Transaction


async def move(
    tx: Transaction,
    company_id: UUID,
    campaign_id: UUID,
    *,
    of: Collection[CampaignState],
    version: int | None,
    by: str,
    **values: Any,
) -> bool:
    """Change a campaign that is in one of these states and, where a version is named, unchanged since; False when it is not.

    Decided by the statement itself: of two at once, the second waits for the first and then finds another row.
    """
    here = campaigns.c
    query = update(campaigns).where(
        here.campaign_id == campaign_id,
        here.company_id == company_id,
        here.state.in_([state.value for state in of]),
    )
    if version is not None:
        query = query.where(here.version == version)
    changed = await tx.execute(
        query.values(version=here.version + 1, changed_at=tx.clock.now(), changed_by_name=by, **values)
    )
    return changed.rowcount == 1


async def keep_entry(
    tx: Transaction, company_id: UUID, campaign_id: UUID, entry: CampaignEntry, who: str, text: str = ""
) -> None:
    await tx.execute(
        insert(campaign_history).values(
            company_id=company_id, campaign_id=campaign_id, entry=entry.value, at=tx.clock.now(), who=who, text=text
        )
    )


async def entries(reading: Reading, company_id: UUID, campaign_id: UUID) -> list[CampaignHistoryEntry]:
    """What people did with it, oldest first."""
    of = campaign_history.c
    rows = await reading.all(
        select(of.entry, of.at, of.who, of.text)
        .where(of.company_id == company_id, of.campaign_id == campaign_id)
        .order_by(of.at, of.id)
    )
    return [CampaignHistoryEntry(CampaignEntry(row.entry), row.at, row.who, row.text) for row in rows]


async def twin(
    reading: Reading, company_id: UUID, run_id: UUID, selection_sha256: str
) -> tuple[int, UUID, str, datetime] | None:
    """The newest campaign about exactly these figures that was not withdrawn: its number, id, and who prepared it when."""
    here = campaigns.c
    row = await reading.first(
        select(here.number, here.campaign_id, here.sent_by_name, here.sent_at)
        .where(
            here.company_id == company_id,
            here.run_id == run_id,
            here.selection_sha256 == selection_sha256,
            here.state != CampaignState.CANCELLED.value,
        )
        .order_by(here.number.desc())
        .limit(1)
    )
    return None if row is None else (row.number, row.campaign_id, row.sent_by_name, row.sent_at)
