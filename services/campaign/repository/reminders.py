"""Who is not to be reminded, and which campaigns have reminders to send by themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from services.campaign.domain.campaigns import CampaignState
from services.campaign.models import campaigns, unreminded
from shared.database import Reading, Transaction


@dataclass(frozen=True, slots=True)
class Ladder:
    """A running campaign whose reminders go by themselves, on these working days before its last day."""

    campaign_id: UUID
    company_id: UUID
    days: tuple[int, ...]
    valid_until: date
    sent_at: datetime
    reminded_on: date | None


async def ladders(reading: Reading, now: datetime) -> Sequence[Ladder]:
    """Of campaigns, of whatever company, that may still be answered."""
    of = campaigns.c
    rows = await reading.all(
        select(of.campaign_id, of.company_id, of.remind_days, of.valid_until, of.sent_at, of.reminded_on)
        .where(of.state == CampaignState.RUNNING.value, of.closes_at > now)
        .order_by(of.sent_at)
    )
    return [
        Ladder(row.campaign_id, row.company_id, tuple(row.remind_days), row.valid_until, row.sent_at, row.reminded_on)
        for row in rows
        if row.remind_days
    ]


async def mark(tx: Transaction, ladder: Ladder, today: date) -> bool:
    """Today's step was taken; False when somebody else has taken one since `ladder` was read."""
    of = campaigns.c
    marked = await tx.execute(
        update(campaigns)
        .where(of.campaign_id == ladder.campaign_id, of.reminded_on.is_not_distinct_from(ladder.reminded_on))
        .values(reminded_on=today)
    )
    return marked.rowcount == 1


async def unwanted(reading: Reading, company_id: UUID, figure_keys: Collection[str]) -> set[str]:
    """Those of these counterparties that are not to be reminded."""
    of = unreminded.c
    query = select(of.figure_key).where(of.company_id == company_id, reading.among(of.figure_key, figure_keys))
    return set(await reading.scalars(query))


async def keep_unwanted(tx: Transaction, company_id: UUID, figure_key: str, by: str) -> None:
    row = {"company_id": company_id, "figure_key": figure_key, "set_by": by[:200], "set_at": tx.clock.now()}
    await tx.insert_or_ignore(unreminded, [row])


async def forget_unwanted(tx: Transaction, company_id: UUID, figure_key: str) -> None:
    of = unreminded.c
    await tx.execute(delete(unreminded).where(of.company_id == company_id, of.figure_key == figure_key))
