"""Permits to send: given under the lock of the account's day, so that several mailers together never give one too many."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, delete, func, insert, select, update

from services.mailer.domain.limits import LONGEST_WINDOW, Limits, Room, Usage, Use, day_begins, room
from services.mailer.domain.servers import PLATFORM
from services.mailer.models import company_days, lane_days, lane_permits, messages
from shared.clock import istanbul_date
from shared.database import Reading, Transaction, insert_statement


async def usage(reading: Reading, account_id: UUID, now: datetime) -> Usage:
    """Permits that count at the moment."""
    day = await reading.first(select(lane_days).where(lane_days.c.account_id == account_id))
    return await _usage(reading, account_id, day, now)


async def _usage(reading: Reading, account_id: UUID, day: Row[Any] | None, now: datetime) -> Usage:
    columns = lane_permits.c
    rows = await reading.all(
        select(columns.at, columns.mails)
        .where(columns.account_id == account_id, columns.at > now - LONGEST_WINDOW)
        .order_by(columns.at)
    )
    recent = [Use(row.at, row.mails) for row in rows]
    if day is not None and day.day == istanbul_date(now):
        return Usage(recent, day.mails)
    return Usage(recent, sum(use.mails for use in recent if use.at >= day_begins(now)))


async def grant(tx: Transaction, account_id: UUID, limits: Limits, wanted: int) -> Room:
    """Write down up to `wanted` permits of this moment; fewer, or none and when again, where the limits say so."""
    await tx.insert_or_ignore(lane_days, [{"account_id": account_id, "day": istanbul_date(tx.clock.now()), "mails": 0}])
    day = await tx.first(select(lane_days).where(lane_days.c.account_id == account_id).with_for_update())
    # After the lock: whoever had it before has given its permits at an earlier time than this.
    now = await tx.database_time()
    used = await _usage(tx, account_id, day, now)
    free = room(limits, used, now)
    given = min(wanted, free.mails)
    if given:
        await tx.execute(insert(lane_permits), {"account_id": account_id, "at": now, "mails": given})
        await tx.execute(
            update(lane_days)
            .where(lane_days.c.account_id == account_id)
            .values(day=istanbul_date(now), mails=used.today + given)
        )
        await tx.execute(
            delete(lane_permits).where(
                lane_permits.c.account_id == account_id, lane_permits.c.at <= now - LONGEST_WINDOW
            )
        )
    if given == wanted or free.again_at is not None:
        return Room(given, free.again_at)
    spent = Usage([*used.recent, Use(now, given)], used.today + given)
    return Room(given, room(limits, spent, now).again_at)


async def company_room(tx: Transaction, company_id: UUID, cap: int) -> int:
    """How many mails a company may still send by the platform's server today; what is in hand counts as sent."""
    today = istanbul_date(tx.clock.now())
    await tx.insert_or_ignore(company_days, [{"company_id": company_id, "day": today, "mails": 0}])
    await tx.first(select(company_days).where(company_days.c.company_id == company_id).with_for_update())
    return max(cap - await company_used(tx, company_id), 0)


async def company_used(reading: Reading, company_id: UUID) -> int:
    """Mails of a company that went over the platform's server today, or are on their way."""
    today = istanbul_date(reading.clock.now())
    sent = await reading.scalar(
        select(company_days.c.mails).where(company_days.c.company_id == company_id, company_days.c.day == today)
    )
    in_hand = await reading.scalar(
        select(func.count())
        .select_from(messages)
        .where(messages.c.lease_until.is_not(None), messages.c.lane_id == PLATFORM, messages.c.company_id == company_id)
    )
    return int(sent or 0) + int(in_hand)


async def count_for_companies(tx: Transaction, sent: Mapping[UUID, int]) -> None:
    """Add what companies have sent by the platform's server today."""
    if not sent:
        return
    today = istanbul_date(tx.clock.now())
    statement = insert_statement(tx.dialect, company_days)
    same_day = company_days.c.day == statement.excluded.day
    more = company_days.c.mails + statement.excluded.mails
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["company_id"],
            set_={"mails": case((same_day, more), else_=statement.excluded.mails), "day": statement.excluded.day},
        ),
        [{"company_id": company_id, "day": today, "mails": mails} for company_id, mails in sorted(sent.items())],
    )
