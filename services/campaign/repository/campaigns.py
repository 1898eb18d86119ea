"""Rows of campaigns; what became of their reconciliations is in the tallies that every change of a state keeps (`tallies`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, exists, func, insert, select, update

from services.campaign.domain.campaigns import Campaign, CampaignState
from services.campaign.domain.progress import OPEN_STATES
from services.campaign.models import campaigns, reconciliations
from services.campaign.repository import tallies
from shared.clock import end_of_day, start_of_day
from shared.contracts.values import Confirmation, Kind, Letter, LinkLevel
from shared.database import Reading, Transaction
from shared.errors import NotFound
from shared.money import Money
from shared.paging import cut, decode_cursor, encode_cursor


@dataclass(frozen=True, slots=True)
class CampaignFilter:
    """Sent between these days (inclusive, in Istanbul; S-46) and in one of these states."""

    first_day: date | None = None
    last_day: date | None = None
    states: Collection[CampaignState] = ()


def _conditions(company_id: UUID, wanted: CampaignFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [campaigns.c.company_id == company_id]
    if wanted.first_day is not None:
        conditions.append(campaigns.c.sent_at >= start_of_day(wanted.first_day))
    if wanted.last_day is not None:
        conditions.append(campaigns.c.sent_at < end_of_day(wanted.last_day))
    if wanted.states:
        conditions.append(campaigns.c.state.in_([state.value for state in wanted.states]))
    return conditions


def _campaign(row: Row[Any], by_state: dict[str, int]) -> Campaign:
    return Campaign(
        campaign_id=row.campaign_id,
        company_id=row.company_id,
        number=row.number,
        kind=Kind(row.kind),
        period=row.period,
        run_id=row.run_id,
        description=row.description,
        valid_until=row.valid_until,
        closes_at=row.closes_at,
        notify_contacts=row.notify_contacts,
        first_answer_final=row.first_answer_final,
        accept_late_answers=row.accept_late_answers,
        limit=Money.of_minor(row.limit_minor),
        as_of=row.as_of,
        confirmation=Confirmation(row.confirmation),
        level=LinkLevel(row.level),
        remind_days=tuple(row.remind_days or ()),
        count=row.asked,
        total=Money.of_minor(row.total_minor),
        state=CampaignState(row.state),
        sent_at=row.sent_at,
        sent_by=row.sent_by,
        sent_by_name=row.sent_by_name,
        approved_at=row.approved_at,
        approved_by_name=row.approved_by_name,
        rejected_at=row.rejected_at,
        rejected_by_name=row.rejected_by_name,
        rejected_reason=row.rejected_reason,
        ended_at=row.ended_at,
        ended_by_name=row.ended_by_name,
        version=row.version,
        changed_at=row.changed_at or row.sent_at,
        changed_by_name=row.changed_by_name if row.changed_at else row.sent_by_name,
        by_state=by_state,
    )


async def counts_by_state(
    reading: Reading, company_id: UUID, campaign_ids: Sequence[UUID]
) -> dict[UUID, dict[str, int]]:
    found = await tallies.by_state(reading, company_id, campaign_ids)
    return {
        campaign_id: {state: tally.reconciliations for state, tally in found.get(campaign_id, {}).items()}
        for campaign_id in campaign_ids
    }


async def list_campaigns(
    reading: Reading, company_id: UUID, wanted: CampaignFilter, *, limit: int = 50, cursor: str | None = None
) -> tuple[list[Campaign], str | None]:
    """The newest first; the second value is the cursor of the next page, None on the last."""
    query = select(campaigns).where(*_conditions(company_id, wanted))
    if cursor is not None:
        (number,) = decode_cursor(cursor, int)
        query = query.where(campaigns.c.number < number)
    found = await reading.all(query.order_by(campaigns.c.number.desc()).limit(limit + 1))
    rows, last = cut(found, limit)
    counts = await counts_by_state(reading, company_id, [row.campaign_id for row in rows])
    return [_campaign(row, counts[row.campaign_id]) for row in rows], encode_cursor(last.number) if last else None


async def get_campaign(reading: Reading, company_id: UUID, campaign_id: UUID) -> Campaign:
    """The campaign with its counts, or `NotFound` (also when it is another company's)."""
    row = await reading.first(
        select(campaigns).where(campaigns.c.campaign_id == campaign_id, campaigns.c.company_id == company_id)
    )
    if row is None:
        raise NotFound("There is no such campaign.", code="campaign_not_found")
    counts = await counts_by_state(reading, company_id, [campaign_id])
    return _campaign(row, counts[campaign_id])


async def told_of(reading: Reading, owners: Mapping[UUID, UUID]) -> dict[UUID, dict[str, Any]]:
    """What programs are told of campaigns (given with their companies), by id."""
    of = campaigns.c
    rows = await reading.all(
        select(of.campaign_id, of.number, of.description, of.kind, of.period, of.valid_until, of.asked, of.state).where(
            of.campaign_id.in_(list(owners))
        )
    )
    counts = {one: (await counts_by_state(reading, owner, [one]))[one] for one, owner in owners.items()}
    return {
        row.campaign_id: {
            "campaign_id": str(row.campaign_id),
            "campaign_number": row.number,
            "description": row.description,
            "kind": row.kind,
            "period": row.period,
            "valid_until": row.valid_until.isoformat(),
            "state": row.state,
            "count": row.asked,
            "by_state": {state: many for state, many in counts[row.campaign_id].items() if many},
        }
        for row in rows
    }


async def insert_campaign(tx: Transaction, values: dict[str, Any]) -> None:
    await tx.execute(insert(campaigns).values(values))


async def complete(tx: Transaction, campaign_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """Move those running campaigns to `completed` of which nothing is open any more, and say which.

    Their rows are locked first: of two transactions that each close one of the last two reconciliations, the second counts
    only after the first has committed.
    """
    running = (campaigns.c.campaign_id.in_(campaign_ids)) & (campaigns.c.state == CampaignState.RUNNING)
    await tx.all(select(campaigns.c.campaign_id).where(running).order_by(campaigns.c.campaign_id).with_for_update())
    still_open = exists().where(
        reconciliations.c.company_id == campaigns.c.company_id,
        reconciliations.c.campaign_id == campaigns.c.campaign_id,
        reconciliations.c.state.in_(OPEN_STATES),
    )
    done = await tx.execute(
        update(campaigns)
        .where(running, ~still_open)
        .values(
            state=CampaignState.COMPLETED.value,
            ended_at=now,
            version=campaigns.c.version + 1,
            changed_at=now,
            changed_by_name="",
        )
        .returning(campaigns.c.campaign_id)
    )
    return list(done.scalars().all())


async def letter_of(reading: Reading, company_id: UUID, campaign_id: UUID) -> Letter:
    """What was written and decided for the whole campaign, as it was prepared."""
    row = await reading.first(
        select(campaigns).where(campaigns.c.campaign_id == campaign_id, campaigns.c.company_id == company_id)
    )
    if row is None:
        raise NotFound("There is no such campaign.", code="campaign_not_found")
    return Letter(
        description=row.description,
        valid_until=row.valid_until,
        kind=Kind(row.kind),
        period=row.period,
        reply_to=row.reply_to,
        sender_contact=row.sender_contact,
        first_answer_final=row.first_answer_final,
        accept_late_answers=row.accept_late_answers,
        limit=Money.of_minor(row.limit_minor),
        as_of=row.as_of,
        confirmation=Confirmation(row.confirmation),
        level=LinkLevel(row.level),
    )


async def tenants(reading: Reading, campaign_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    rows = await reading.all(
        select(campaigns.c.campaign_id, campaigns.c.company_id).where(campaigns.c.campaign_id.in_(campaign_ids))
    )
    return {row.campaign_id: row.company_id for row in rows}


async def open_elsewhere(
    reading: Reading, company_id: UUID, kind: Kind, period: str, keys: Collection[str]
) -> dict[str, int]:
    """Of these figure keys: which are still open in a running campaign of the same period, and in which (its number)."""
    rows = await reading.all(
        select(reconciliations.c.figure_key, func.max(campaigns.c.number).label("number"))
        .join(campaigns, campaigns.c.campaign_id == reconciliations.c.campaign_id)
        .where(
            campaigns.c.company_id == company_id,
            campaigns.c.state == CampaignState.RUNNING,
            campaigns.c.kind == kind.value,
            campaigns.c.period == period,
            reconciliations.c.company_id == company_id,
            reconciliations.c.state.in_(OPEN_STATES),
        )
        .group_by(reconciliations.c.figure_key)
    )
    return {row.figure_key: row.number for row in rows if row.figure_key in keys}
