"""Last days that were moved, and the messages and closings that follow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, case, delete, literal, or_, select, tuple_, update

from services.mailer.domain.schedule import PATIENCE
from services.mailer.domain.states import SUPPRESSED, WAITING, State
from services.mailer.models import closed_reconciliations, extended_campaigns, messages
from shared.clock import end_of_day
from shared.contracts.campaign import ClosingReason
from shared.contracts.values import UNBOUND
from shared.database import Reading, Transaction, insert_statement

_of = messages.c
_UNDER_WAY = (*WAITING, State.CLAIMED, State.TRANSMITTING, State.UNCERTAIN)


async def keep(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """The latest day of each campaign counts, whichever comes first."""
    insert = insert_statement(tx.dialect, extended_campaigns)
    later = insert.excluded["valid_until"]
    await tx.execute(
        insert.on_conflict_do_update(
            index_elements=["company_id", "campaign_id"],
            set_={"valid_until": later, "extended_at": insert.excluded["extended_at"]},
            where=extended_campaigns.c.valid_until < later,
        ),
        list(rows),
    )


async def of_campaigns(reading: Reading, campaigns: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Row[Any]]:
    """Of these campaigns (with their companies), those that got more time."""
    columns = extended_campaigns.c
    rows = await reading.all(
        select(extended_campaigns).where(tuple_(columns.company_id, columns.campaign_id).in_(list(campaigns)))
    )
    return {(row.company_id, row.campaign_id): row for row in rows}


async def reopen(tx: Transaction, company_id: UUID, campaign_id: UUID, extended_at: datetime) -> None:
    """Forget that these had run out before."""
    of = closed_reconciliations.c
    written = select(_of.reconciliation_id).where(_of.company_id == company_id, _of.campaign_id == campaign_id)
    await tx.execute(
        delete(closed_reconciliations).where(
            of.company_id == company_id,
            of.reason == ClosingReason.EXPIRED.value,
            of.closed_at <= extended_at,
            or_(of.campaign_id == campaign_id, and_(of.campaign_id.is_(None), of.reconciliation_id.in_(written))),
        )
    )


async def move(tx: Transaction, company_id: UUID, campaign_id: UUID, day: date) -> None:
    """Messages that are under way say and mind the new day. What has left keeps the day that it named."""
    mine = and_(
        _of.company_id == company_id,
        _of.campaign_id == campaign_id,
        _of.purpose.not_in(UNBOUND),
        _of.state.in_(_UNDER_WAY),
        _of.valid_until < day,
    )
    end, now = end_of_day(day), tx.clock.now()
    for before in await tx.scalars(select(_of.valid_until).where(mine).distinct()):
        ids = select(_of.id).where(mine, _of.valid_until == before).order_by(_of.id).with_for_update()
        held = and_(_of.state == State.HELD, _of.reason == SUPPRESSED)
        # Only what the old day would have ended: other patience is as long as it was.
        bound = _of.give_up_at >= literal(end_of_day(before), _of.give_up_at.type)
        await tx.execute(
            update(messages)
            .where(_of.id.in_(ids))
            .values(
                valid_until=day,
                give_up_at=case(
                    (held, literal(end, _of.give_up_at.type)),
                    (bound, literal(min(now + PATIENCE, end), _of.give_up_at.type)),
                    else_=_of.give_up_at,
                ),
                updated_at=now,
            )
        )
