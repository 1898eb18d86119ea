"""A request with corrected figures takes the place of an earlier one: the old page says so, and both know of each other."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from services.campaign.domain.reconciliations import Entry
from services.campaign.domain.turns import who_and_when
from services.campaign.progress import lock, settle
from shared.contracts.campaign import ClosingReason, ReconciliationClosed
from shared.database import Transaction
from shared.errors import Conflict


async def supersede(tx: Transaction, company_id: UUID, replaced: Mapping[UUID, UUID], who: str) -> None:
    """Close these (old id → the one that takes its place). An answer that was given stays; its page is replaced all the same.

    Error: `superseded_meanwhile` (of two who correct the same request, the second learns who was first).
    """
    if not replaced:
        return
    now = tx.clock.now()
    known = await lock(tx, replaced.keys())
    for old_id, one in known.items():
        if one.company_id != company_id:
            raise LookupError(f"reconciliation {old_id} belongs to another company")
        if one["superseded_by"] is not None:
            raise Conflict(
                "{who} has sent corrected figures for one of these already, at {at}, so nothing was sent. Load the page again.",
                code="superseded_meanwhile",
                **who_and_when(one["changed_by_name"], one["changed_at"] or now),
            )
        one.touch(who, now)
        one.set(superseded_by=replaced[old_id])
        if not one["closed_reason"]:
            one.set(closed_reason=ClosingReason.SUPERSEDED.value, closed_at=now)
        one.add_entry(Entry.SUPERSEDED, f"superseded:{replaced[old_id]}", now, who=who)
        tx.emit(
            ReconciliationClosed(
                reconciliation_id=old_id, campaign_id=one.campaign_id, reason=ClosingReason.SUPERSEDED, closed_at=now
            ),
            tenant=company_id,
            subject=old_id,
        )
    await settle(tx, list(known.values()))
