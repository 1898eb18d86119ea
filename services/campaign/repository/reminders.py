"""Who is not to be reminded, and which campaigns have reminders to send by themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, update

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


def _ladder(row: Row[Any]) -> Ladder:
    return Ladder(
        row.campaign_id, row.company_id, tuple(row.remind_days), row.valid_until, row.sent_at, row.reminded_on
    )


_RUNNING = select(
    campaigns.c.campaign_id,
    campaigns.c.company_id,
    campaigns.c.remind_days,
    campaigns.c.valid_until,
    campaigns.c.sent_at,
    campaigns.c.reminded_on,
).where(campaigns.c.state == CampaignState.RUNNING.value)


async def ladders(reading: Reading, now: datetime) -> Sequence[Ladder]:
    """Of campaigns, of whatever company, that may still be answered."""
    rows = await reading.all(_RUNNING.where(campaigns.c.closes_at > now).order_by(campaigns.c.sent_at))
    return [_ladder(row) for row in rows if row.remind_days]


async def hold(tx: Transaction, campaign_id: UUID) -> Ladder | None:
    """One of them, to be reminded by nobody else until the commit; None when somebody is at it, or it has ended."""
    query = _RUNNING.where(campaigns.c.campaign_id == campaign_id).with_for_update(skip_locked=True)
    row = await tx.first(query)
    return _ladder(row) if row is not None and row.remind_days else None


async def mark(tx: Transaction, campaign_id: UUID, today: date) -> None:
    """Today's step was taken."""
    await tx.execute(update(campaigns).where(campaigns.c.campaign_id == campaign_id).values(reminded_on=today))


async def set_ladder(tx: Transaction, company_id: UUID, campaign_id: UUID, days: Sequence[int]) -> None:
    await tx.execute(
        update(campaigns)
        .where(campaigns.c.company_id == company_id, campaigns.c.campaign_id == campaign_id)
        .values(remind_days=list(days))
    )


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
