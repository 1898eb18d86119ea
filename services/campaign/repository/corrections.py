"""Requests whose figures the books have moved away from, and those that correct them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from services.campaign.domain.progress import ReconciliationState
from services.campaign.models import campaigns, reconciliations
from shared.database import Reading


@dataclass(frozen=True, slots=True)
class Outdated:
    """One request that could be corrected."""

    reconciliation_id: UUID
    figure_key: str


def _outdated(company_id: UUID, campaign_id: UUID) -> ColumnElement[bool]:
    of = reconciliations.c
    left_out = (
        ReconciliationState.DRAFT.value,
        ReconciliationState.CANCELLED.value,
        ReconciliationState.NOT_SENT.value,
    )
    return (
        (of.company_id == company_id)
        & (of.campaign_id == campaign_id)
        & of.outdated_at.is_not(None)
        & of.superseded_by.is_(None)
        & of.state.not_in(left_out)
    )


async def outdated(reading: Reading, company_id: UUID, campaign_id: UUID) -> Sequence[Outdated]:
    """Of one campaign: what was sent, changed since, and is not corrected yet; by title."""
    of = reconciliations.c
    rows = await reading.all(
        select(of.reconciliation_id, of.figure_key)
        .where(_outdated(company_id, campaign_id))
        .order_by(of.title_folded, of.reference)
    )
    return [Outdated(row.reconciliation_id, row.figure_key) for row in rows]


async def outdated_count(reading: Reading, company_id: UUID, campaign_id: UUID) -> int:
    return int(await reading.scalar(select(func.count()).where(_outdated(company_id, campaign_id))) or 0)


async def corrected_in_drafts(reading: Reading, reconciliation_ids: Collection[UUID]) -> tuple[str, int] | None:
    """Who is already about to correct one of these, in a campaign that is not sent yet, and its number."""
    of = reconciliations.c
    row = await reading.first(
        select(campaigns.c.sent_by_name, campaigns.c.number)
        .join(reconciliations, of.campaign_id == campaigns.c.campaign_id)
        .where(of.supersedes.in_(sorted(reconciliation_ids)), of.state == ReconciliationState.DRAFT.value)
        .limit(1)
    )
    return None if row is None else (row.sent_by_name, row.number)
