"""Counts over a campaign's mails: where the latest one to each address stands."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from services.campaign.models import tallies
from shared.database import Reading


@dataclass(frozen=True, slots=True)
class MailCounts:
    """`expected` addresses of counterparties that are asked; `open` = not handed over and not given up yet."""

    expected: int
    sent: int
    lost: int
    uncertain: int
    open: int


async def mail_counts(reading: Reading, company_id: UUID, campaign_id: UUID) -> MailCounts:
    """By the tallies, which follow `domain.progress.progress_of`."""
    of = tallies.c
    sums = (func.coalesce(func.sum(column), 0) for column in (of.addresses, of.reached, of.undelivered, of.uncertain))
    row = await reading.first(select(*sums).where(of.company_id == company_id, of.campaign_id == campaign_id))
    expected, sent, lost, uncertain = (int(value) for value in row or (0, 0, 0, 0))
    return MailCounts(expected, sent, lost, uncertain, max(expected - sent - lost - uncertain, 0))
