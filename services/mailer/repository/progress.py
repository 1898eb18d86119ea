"""How many messages are where, and how fast they leave: what an estimate needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from services.mailer.domain.states import Outcome, State
from services.mailer.models import attempts, messages, smtp_configurations
from shared.database import Reading

LATELY = timedelta(minutes=5)
ATTEMPTS_LOOKED_AT = 20_000
"""Of all lanes together; the speed of a lane that has not sent for so long is not known any more."""
MEASURED = 50

_of = messages.c
IN_HAND = _of.state.in_((State.CLAIMED, State.TRANSMITTING))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages that leave by themselves. `last_due`: the latest moment for which one of them is put off."""

    mails: int
    sending: int
    last_due: datetime | None
    first_deadline: date | None


async def waiting(reading: Reading, those: ColumnElement[bool]) -> Waiting:
    open_ = or_(_of.due_at.is_not(None), IN_HAND)
    query = select(
        func.count().label("mails"),
        func.count(case((IN_HAND, 1))).label("sending"),
        func.max(_of.due_at).label("last_due"),
        func.min(_of.valid_until).label("deadline"),
    )
    row: Any = await reading.first(query.where(those, open_))
    return Waiting(int(row.mails), int(row.sending), row.last_due, row.deadline)


async def before(reading: Reading, company_id: UUID, until: datetime) -> int:
    """Messages of a company that leave up to and with those that are due by `until`."""
    due = and_(_of.company_id == company_id, _of.due_at <= until)
    in_hand = and_(_of.company_id == company_id, _of.lease_until.is_not(None))
    ready = await reading.scalar(select(func.count()).select_from(messages).where(due))
    taken = await reading.scalar(select(func.count()).select_from(messages).where(in_hand))
    return int(ready) + int(taken)


async def others_on_platform(reading: Reading, company_id: UUID, now: datetime) -> list[int]:
    """What other companies have ready for the platform's server, each."""
    own = select(smtp_configurations.c.company_id).where(smtp_configurations.c.state == "active")
    rows = await reading.all(
        select(func.count().label("mails"))
        .select_from(messages)
        .where(_of.due_at <= now, _of.company_id != company_id, _of.company_id.not_in(own))
        .group_by(_of.company_id)
    )
    return [int(row.mails) for row in rows]


async def counts(reading: Reading, those: ColumnElement[bool]) -> dict[str, int]:
    rows = await reading.all(select(_of.state, func.count().label("many")).where(those).group_by(_of.state))
    found = {row.state: int(row.many) for row in rows}
    return {state.value: found.get(state.value, 0) for state in State}


async def how_many(reading: Reading, those: ColumnElement[bool]) -> int:
    return int(await reading.scalar(select(func.count()).select_from(messages).where(those)))


async def speed(reading: Reading, lane_id: UUID, connections: int) -> float | None:
    """Mails a second that the lane's connections manage, by what the latest ones took; None when none was seen lately."""
    row = await reading.first(
        select(func.count().label("seen"), func.sum(_latest(lane_id).c.duration_ms).label("took"))
    )
    if row is None or not row.seen:
        return None
    return connections * 1000 * int(row.seen) / max(int(row.took), int(row.seen))


def _latest(lane_id: UUID) -> Any:
    return (
        select(attempts.c.duration_ms)
        .where(_recent(), attempts.c.lane_id == lane_id, attempts.c.outcome == Outcome.ACCEPTED)
        .order_by(attempts.c.id.desc())
        .limit(MEASURED)
        .subquery()
    )


def _recent() -> ColumnElement[bool]:
    newest = select(func.coalesce(func.max(attempts.c.id), 0)).scalar_subquery()
    return attempts.c.id > newest - ATTEMPTS_LOOKED_AT


async def per_minute(reading: Reading, company_id: UUID, campaign_id: UUID | None = None) -> float:
    """Mails that left in the last minutes."""
    columns = attempts.c
    query = (
        select(func.count())
        .select_from(attempts)
        .where(
            _recent(),
            columns.company_id == company_id,
            columns.outcome == Outcome.ACCEPTED,
            columns.started_at > reading.clock.now() - LATELY,
        )
    )
    if campaign_id is not None:
        mine = select(_of.id).where(_of.company_id == company_id, _of.campaign_id == campaign_id)
        query = query.where(columns.message_id.in_(mine))
    return int(await reading.scalar(query)) / (LATELY.total_seconds() / 60)
