"""What a person stopped, held to the statement that claims.

A gate is committed before the messages behind it are moved. A claim whose snapshot is younger than the gate sees it and leaves
those messages alone; what an older claim took is visible to the move, which waits for it and takes the message out of its hands
before its body may begin. So nothing can slip between the two, whatever runs at the same time, and no claim pays a lock for it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, case, exists, func, insert, or_, select, tuple_, update

from services.mailer.domain.states import SUPPRESSED, State
from services.mailer.models import cancelled_campaigns, decisions, gates, messages
from shared.contracts.values import UNBOUND, Purpose
from shared.database import Reading, Transaction, insert_statement

ALL_MAIL = UUID(int=0)
"""The campaign id of the gate that stands before all mail of a company."""

_of = messages.c


def stopped() -> ColumnElement[bool]:
    """Messages that a pause keeps back. A campaign's pause keeps no code back: its reader stands before the page."""
    of_campaign = and_(gates.c.campaign_id == _of.campaign_id, _of.purpose != Purpose.CODE)
    return exists().where(
        gates.c.company_id == _of.company_id, or_(of_campaign, gates.c.campaign_id == ALL_MAIL), gates.c.paused
    )


def withdrawn() -> ColumnElement[bool]:
    """Messages that were withdrawn with their campaign, also those that arrive after that."""
    by_person = exists().where(
        gates.c.company_id == _of.company_id,
        gates.c.campaign_id == _of.campaign_id,
        gates.c.withdrawn_at.is_not(None),
        # First invitations belong to the campaign as it was sent; a resend that is asked for later is a new decision.
        or_(_of.send_number == 1, _of.created_at <= gates.c.withdrawn_at),
    )
    by_campaign = exists().where(
        cancelled_campaigns.c.company_id == _of.company_id, cancelled_campaigns.c.campaign_id == _of.campaign_id
    )
    return and_(_of.purpose.not_in(UNBOUND), or_(by_person, by_campaign))


async def of(reading: Reading, company_id: UUID, campaign_id: UUID) -> Row[Any] | None:
    return await reading.first(
        select(gates).where(gates.c.company_id == company_id, gates.c.campaign_id == campaign_id)
    )


async def of_campaigns(reading: Reading, campaigns: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Row[Any]]:
    """The gates of these campaigns and, under the zero campaign, of their companies."""
    wanted = {*campaigns, *((company_id, ALL_MAIL) for company_id, _ in campaigns)}
    rows = await reading.all(select(gates).where(tuple_(gates.c.company_id, gates.c.campaign_id).in_(list(wanted))))
    return {(row.company_id, row.campaign_id): row for row in rows}


async def enter(tx: Transaction, campaigns: Collection[tuple[UUID, UUID]]) -> None:
    """Before messages of these campaigns (with their companies) are added: nobody closes them until this is committed."""
    await _lock(tx, campaigns, shared=True)


async def shut(tx: Transaction, campaigns: Collection[tuple[UUID, UUID]]) -> None:
    """Before messages of these campaigns are withdrawn: wait for those that are just being added, so that all are seen;
    whoever adds some after that sees the closing."""
    await _lock(tx, campaigns, shared=False)


async def _lock(tx: Transaction, campaigns: Collection[tuple[UUID, UUID]], *, shared: bool) -> None:
    wanted = sorted(campaigns)
    rows = [
        {"company_id": company_id, "campaign_id": campaign_id, "paused": False, "withdrawn_at": None}
        for company_id, campaign_id in wanted
    ]
    await tx.insert_or_ignore(gates, rows)
    key = (gates.c.company_id, gates.c.campaign_id)
    # Always in this order: two who need several wait for each other instead of deadlocking.
    await tx.all(select(gates).where(tuple_(*key).in_(wanted)).order_by(*key).with_for_update(read=shared))


async def set_gate(tx: Transaction, company_id: UUID, campaign_id: UUID, **values: Any) -> None:
    """`paused`, `withdrawn_at`; what is not named stays."""
    statement = insert_statement(tx.dialect, gates)
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["company_id", "campaign_id"], set_=values),
        {"company_id": company_id, "campaign_id": campaign_id, "paused": False, "withdrawn_at": None, **values},
    )


def behind(company_id: UUID, campaign_id: UUID) -> ColumnElement[bool]:
    """The messages before which this gate stands."""
    mine = _of.company_id == company_id
    # As in `stopped`: a campaign's gate does not stand before its codes.
    return mine if campaign_id == ALL_MAIL else and_(mine, _of.campaign_id == campaign_id, _of.purpose != Purpose.CODE)


async def hold(tx: Transaction, those: ColumnElement[bool], reason: str) -> int:
    """Take what waits or is claimed out of the queue until it is resumed; returns how many. What transmits is left alone."""
    now = tx.clock.now()
    # A suppressed address waits for a person of its own.
    kept = and_(_of.state == State.HELD, _of.reason != SUPPRESSED)
    waiting = or_(_of.state.in_((State.QUEUED, State.DEFERRED, State.CLAIMED)), kept, _of.due_at.is_not(None))
    result = await tx.execute(
        update(messages)
        .where(_of.id.in_(_in_order(and_(those, waiting, _of.resume_due_at.is_(None)))))
        .values(
            # One that may have arrived keeps saying so.
            state=case((_of.uncertain_attempts > 0, State.UNCERTAIN), else_=State.HELD),
            reason=case((_of.uncertain_attempts > 0, _of.reason), else_=reason),
            resume_due_at=func.coalesce(_of.due_at, now),
            due_at=None,
            lease_token=None,
            lease_until=None,
            updated_at=now,
        )
    )
    return result.rowcount


async def release(tx: Transaction, those: ColumnElement[bool]) -> int:
    """Queue again what no gate keeps back any more; returns how many."""
    now = tx.clock.now()
    result = await tx.execute(
        update(messages)
        .where(_of.id.in_(_in_order(and_(those, _of.resume_due_at.is_not(None), ~stopped()))))
        .values(
            state=case((_of.uncertain_attempts > 0, State.UNCERTAIN), else_=State.QUEUED),
            reason=case((_of.uncertain_attempts > 0, _of.reason), else_=""),
            due_at=_of.resume_due_at,
            resume_due_at=None,
            updated_at=now,
        )
    )
    return result.rowcount


def _in_order(those: ColumnElement[bool]) -> Any:
    """Ids of these, locked in one order: two people who decide at once wait for each other."""
    return select(_of.id).where(those).order_by(_of.id).with_for_update()


async def hold_latecomers(tx: Transaction) -> int:
    """Hold what came in, or came back from an attempt, behind a closed gate."""
    return await hold(tx, and_(_of.due_at.is_not(None), stopped()), "paused")


async def release_freed(tx: Transaction) -> int:
    """Queue again what was held while its gate was being opened."""
    return await release(tx, _of.resume_due_at.is_not(None))


async def decide(
    tx: Transaction,
    company_id: UUID,
    campaign_id: UUID,
    *,
    decision: str,
    by_id: UUID,
    by_name: str,
    count: int,
) -> None:
    """Keep who decided what, and when."""
    values = {
        "company_id": company_id,
        "campaign_id": campaign_id,
        "decision": decision,
        "at": tx.clock.now(),
        "by_id": by_id,
        "by_name": by_name,
        "messages": count,
    }
    await tx.execute(insert(decisions), values)


async def decided(reading: Reading, company_id: UUID, campaign_id: UUID, *, limit: int = 50) -> Sequence[Row[Any]]:
    """The newest decisions first."""
    return await reading.all(
        select(decisions)
        .where(decisions.c.company_id == company_id, decisions.c.campaign_id == campaign_id)
        .order_by(decisions.c.id.desc())
        .limit(limit)
    )


async def withdrawn_lately(reading: Reading, since: datetime) -> set[tuple[UUID, UUID]]:
    """Campaigns (with their companies) that a person or the campaign service withdrew since then."""
    by_person = await reading.all(select(gates.c.company_id, gates.c.campaign_id).where(gates.c.withdrawn_at > since))
    by_campaign = await reading.all(
        select(cancelled_campaigns.c.company_id, cancelled_campaigns.c.campaign_id).where(
            cancelled_campaigns.c.cancelled_at > since
        )
    )
    return {(row.company_id, row.campaign_id) for row in (*by_person, *by_campaign)}


async def left_over(reading: Reading, campaigns: Collection[tuple[UUID, UUID]]) -> Sequence[UUID]:
    """Messages of withdrawn campaigns that wait all the same: they arrived, or came back, while that was being written."""
    if not campaigns:
        return []
    return await reading.scalars(
        select(_of.id).where(
            tuple_(_of.company_id, _of.campaign_id).in_(list(campaigns)), _of.due_at.is_not(None), withdrawn()
        )
    )


async def any_closed(reading: Reading) -> bool:
    return bool(await reading.scalar(select(exists().where(gates.c.paused))))
