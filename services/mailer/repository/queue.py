"""The database is the mail queue: claims with a lease token, marks that only count while the lease is ours.

The claim is one statement on both databases, as in `shared.messaging.leases`. What a worker writes is held to the token of its
claim, so that a worker which lost its lease can neither transmit nor decide any more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Executable,
    Row,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
    true,
    update,
)

from services.mailer.domain.servers import PLATFORM
from services.mailer.domain.states import SUPPRESSED, State
from services.mailer.domain.window import Window
from services.mailer.models import companies, mail_policies, messages, smtp_configurations
from services.mailer.repository import gates, policies
from shared.contracts.values import Purpose
from shared.database import Reading, Transaction
from shared.given_rows import among_given

WAITING_STATE = case((messages.c.uncertain_attempts > 0, State.UNCERTAIN), else_=State.QUEUED)
"""Where a message goes back to when nothing new was transmitted."""


CODES_LIVE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Claim:
    token: UUID
    rows: Sequence[Row[Any]]


@dataclass(frozen=True, slots=True)
class Work:
    """A company with mail that is due, the lane that it uses now, and when it wants its mail to leave."""

    company_id: UUID
    lane_id: UUID
    window: Window | None


def _active(company_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    return and_(smtp_configurations.c.company_id == company_id, smtp_configurations.c.state == "active")


def _in_lane(lane_id: UUID) -> ColumnElement[bool]:
    """Messages whose company uses this lane at this moment: exact in the very statement that claims."""
    if lane_id == PLATFORM:
        return ~exists().where(_active(messages.c.company_id))
    return exists().where(_active(messages.c.company_id), smtp_configurations.c.id == lane_id)


async def work(reading: Reading, now: datetime) -> Sequence[Work]:
    """Companies with due mail, one look-up in the index of due messages each."""
    due = exists().where(messages.c.company_id == companies.c.company_id, messages.c.due_at <= now)
    rows = await reading.all(
        select(
            companies.c.company_id,
            smtp_configurations.c.id,
            mail_policies.c.days,
            mail_policies.c.opens,
            mail_policies.c.closes,
        )
        .select_from(
            companies.outerjoin(smtp_configurations, _active(companies.c.company_id)).outerjoin(
                mail_policies, mail_policies.c.company_id == companies.c.company_id
            )
        )
        .where(due)
        .order_by(companies.c.company_id)
    )
    return [Work(row.company_id, row.id or PLATFORM, policies.window_of(row)) for row in rows]


async def with_codes(reading: Reading, company_ids: Collection[UUID], now: datetime) -> set[UUID]:
    """Those of these companies that have a mail of a code to send; no code lives longer than `CODES_LIVE`."""
    columns = messages.c
    return set(
        await reading.scalars(
            select(columns.company_id)
            .where(
                columns.company_id.in_(list(company_ids)),
                columns.created_at > now - CODES_LIVE,
                columns.purpose == Purpose.CODE,
                columns.due_at <= now,
                columns.give_up_at > now,
            )
            .distinct()
        )
    )


async def claim(
    tx: Transaction,
    lane_id: UUID,
    company_id: UUID,
    *,
    limit: int,
    now: datetime,
    lease: timedelta,
    only: Purpose | None = None,
) -> Claim:
    """Take up to `limit` due messages of a company for this lane, oldest first."""
    columns = messages.c
    token = uuid4()
    ready = (
        select(columns.id)
        .where(
            columns.company_id == company_id,
            columns.due_at <= now,
            columns.give_up_at > now,
            _in_lane(lane_id),
            ~gates.stopped(),
            ~gates.withdrawn(),
            columns.purpose == only if only is not None else true(),
        )
        .order_by(columns.due_at, columns.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=messages)
        .cte("ready")
    )
    statement = (
        update(messages)
        .where(tx.taken_from(columns.id, ready))
        .values(
            state=State.CLAIMED,
            due_at=None,
            lane_id=lane_id,
            lease_token=token,
            lease_until=now + lease,
            updated_at=now,
        )
        .returning(*columns)
    )
    rows = await tx.all(statement)
    return Claim(token, sorted(rows, key=lambda row: (row.purpose != Purpose.CODE, row.created_at, row.id)))


async def extend(tx: Transaction, tokens: Collection[UUID], until: datetime) -> None:
    """Keep the leases of what is still in hand."""
    await tx.execute(
        update(messages)
        .where(messages.c.lease_until.is_not(None), messages.c.lease_token.in_(tokens))
        .values(lease_until=until)
    )


async def start_transmitting(
    tx: Transaction, ids: Collection[UUID], tokens: Collection[UUID], now: datetime
) -> set[UUID]:
    """Record that the body is about to go out; returns those of which that may be done: still claimed, still ours."""
    given = {"ids": list(ids), "tokens": list(tokens), "now": now}
    return set(await tx.scalars(_start_transmitting(tx.dialect), given))


@cache
def _start_transmitting(dialect: str) -> Executable:
    # Made once: it is executed for every few mails, and to make it takes longer than to execute it.
    columns = messages.c
    return (
        update(messages)
        .where(
            among_given(dialect, columns.id, "ids"),
            among_given(dialect, columns.lease_token, "tokens"),
            columns.state == State.CLAIMED,
        )
        .values(state=State.TRANSMITTING, transmitting_at=bindparam("now", type_=columns.transmitting_at.type))
        .returning(columns.id)
    )


async def finish_sent(tx: Transaction, ids: Collection[UUID], tokens: Collection[UUID], now: datetime) -> set[UUID]:
    """The server took these. True also for one whose lease ended meanwhile and which was called uncertain for it."""
    return set(
        await tx.scalars(
            update(messages)
            .where(
                tx.among(messages.c.id, ids),
                tx.among(messages.c.lease_token, tokens),
                messages.c.state.in_((State.TRANSMITTING, State.UNCERTAIN)),
            )
            .values(
                state=State.SENT,
                reason="",
                detail="",
                sent_at=now,
                due_at=None,
                lease_token=None,
                lease_until=None,
                # Whoever called it uncertain has counted this attempt.
                attempts=messages.c.attempts + case((messages.c.state == State.UNCERTAIN, 0), else_=1),
                updated_at=now,
            )
            .returning(messages.c.id)
        )
    )


async def awaiting_reply(tx: Transaction, ids: Collection[UUID]) -> list[dict[str, Any]]:
    """Of these messages, those whose body went out and whose reply is not known, locked for this transaction.

    An uncertain one keeps the token of its last attempt as long as only a reply can say more.
    """
    return await tx.mappings(
        select(messages)
        .where(
            messages.c.id.in_(ids),
            messages.c.lease_token.is_not(None),
            messages.c.state.in_((State.TRANSMITTING, State.UNCERTAIN)),
        )
        .with_for_update()
    )


async def still_claimed(reading: Reading, claimed: Mapping[UUID, UUID]) -> set[UUID]:
    """Which of these (id → token) nobody took out of our hands."""
    columns = messages.c
    rows = await reading.all(
        select(columns.id, columns.lease_token).where(columns.id.in_(list(claimed)), columns.state == State.CLAIMED)
    )
    return {row.id for row in rows if claimed[row.id] == row.lease_token}


async def finish(tx: Transaction, token: UUID, message_id: UUID, values: Mapping[str, Any]) -> bool:
    """Write any other end of an attempt; False when the message was not ours any more."""
    ours = messages.c.lease_until.is_not(None) | (messages.c.state == State.UNCERTAIN)
    result = await tx.execute(
        update(messages)
        .where(messages.c.id == message_id, messages.c.lease_token == token, ours)
        .values(**values, lease_token=None, lease_until=None, updated_at=tx.clock.now())
    )
    return result.rowcount == 1


async def give_back(
    tx: Transaction, claimed: Mapping[UUID, UUID], *, due_at: datetime, reason: str = "", detail: str = ""
) -> None:
    """Return claimed messages (id → token) untouched: nothing was transmitted."""
    if not claimed:
        return
    await tx.execute(
        update(messages)
        .where(
            messages.c.id == bindparam("message"),
            messages.c.lease_token == bindparam("token"),
            messages.c.state == State.CLAIMED,
        )
        .values(
            state=WAITING_STATE,
            due_at=due_at,
            reason=reason,
            detail=detail,
            lease_token=None,
            lease_until=None,
            updated_at=tx.clock.now(),
        ),
        [{"message": message, "token": token} for message, token in claimed.items()],
    )


async def hold(tx: Transaction, lane_id: UUID, company_ids: Collection[UUID], *, reason: str, detail: str) -> int:
    """Keep what waits for a paused lane out of the queue until it is opened again; returns how many."""
    columns = messages.c
    result = await tx.execute(
        update(messages)
        .where(
            columns.company_id.in_(company_ids),
            columns.due_at.is_not(None),
            columns.state.in_((State.QUEUED, State.DEFERRED)),
            _in_lane(lane_id),
        )
        .values(state=State.HELD, due_at=None, reason=reason, detail=detail, updated_at=tx.clock.now())
    )
    return result.rowcount


async def release_held(tx: Transaction, company_id: UUID | None) -> int:
    """Queue again what was held, of one company or, for the platform's lane, of all that use it."""
    columns = messages.c
    mine = columns.company_id == company_id if company_id is not None else _in_lane(PLATFORM)
    now = tx.clock.now()
    result = await tx.execute(
        update(messages)
        .where(columns.state == State.HELD, columns.reason != SUPPRESSED, columns.resume_due_at.is_(None), mine)
        .values(state=State.QUEUED, due_at=now, reason="", detail="", updated_at=now)
    )
    return result.rowcount


async def abandoned(tx: Transaction, now: datetime, *, limit: int = 500) -> Sequence[Row[Any]]:
    """Messages whose worker lost its lease, locked for this transaction; transmitting ones may have arrived."""
    return await tx.all(
        select(messages)
        .where(messages.c.lease_until <= now)
        .order_by(messages.c.lease_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


async def return_abandoned(tx: Transaction, ids: Collection[UUID], now: datetime) -> None:
    """Nothing of these was transmitted: back into the queue."""
    if ids:
        await tx.execute(
            update(messages)
            .where(messages.c.id.in_(ids))
            .values(state=WAITING_STATE, due_at=now, lease_token=None, lease_until=None, updated_at=now)
        )


async def mark_uncertain(tx: Transaction, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """`rows`: {message, retry_at}. The token stays: should the worker live and know the reply after all, it may say so."""
    if rows:
        await tx.execute(
            update(messages)
            .where(messages.c.id == bindparam("message"))
            .values(
                state=State.UNCERTAIN,
                reason="no_reply",
                due_at=bindparam("retry_at", type_=messages.c.due_at.type),
                lease_until=None,
                attempts=messages.c.attempts + 1,
                uncertain_attempts=messages.c.uncertain_attempts + 1,
                updated_at=literal(now, messages.c.updated_at.type),
            ),
            list(rows),
        )


async def overdue(tx: Transaction, now: datetime, *, limit: int = 500) -> Sequence[Row[Any]]:
    """Messages that are past their time and still wait, locked for this transaction."""
    columns = messages.c
    return await tx.all(
        select(messages)
        .where(
            columns.give_up_at <= now,
            columns.state.in_((State.QUEUED, State.DEFERRED, State.HELD, State.UNCERTAIN)),
            (columns.state != State.UNCERTAIN) | func.coalesce(columns.due_at, columns.resume_due_at).is_not(None),
        )
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


async def wait_on(tx: Transaction, rows: Sequence[tuple[UUID, datetime]]) -> None:
    """Give these more time: each until its own moment."""
    if rows:
        await tx.execute(
            update(messages)
            .where(messages.c.id == bindparam("message"))
            .values(give_up_at=bindparam("until", type_=messages.c.give_up_at.type)),
            [{"message": message, "until": until} for message, until in rows],
        )


async def settle(tx: Transaction, ids: Collection[UUID], now: datetime, **values: Any) -> None:
    """Write the same end for several messages."""
    if ids:
        ended = {**values, "due_at": None, "resume_due_at": None, "updated_at": now}
        await tx.execute(update(messages).where(messages.c.id.in_(ids)).values(**ended))


async def lock_uncertain(tx: Transaction, message_id: UUID) -> bool:
    """Take an uncertain message away from its automatic retry; False when it is not uncertain (any more)."""
    result = await tx.execute(
        update(messages)
        .where(messages.c.id == message_id, messages.c.state == State.UNCERTAIN)
        .values(due_at=None, resume_due_at=None, lease_token=None)
    )
    return result.rowcount == 1


async def requeue(tx: Transaction, message_id: UUID, *, until: datetime) -> None:
    """Send again, as a person asked."""
    now = tx.clock.now()
    await tx.execute(
        update(messages)
        .where(messages.c.id == message_id)
        .values(state=State.QUEUED, reason="", detail="", due_at=now, give_up_at=until, updated_at=now)
    )
