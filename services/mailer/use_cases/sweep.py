"""Find what a dead worker left behind and what has run out of time. Safe to run anywhere, any number of times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.mailer.domain.schedule import PATIENCE
from services.mailer.domain.servers import PLATFORM
from services.mailer.domain.states import Outcome, Phase, State
from services.mailer.repository import allowance, attempts, lanes, policies, queue
from services.mailer.use_cases import pausing
from services.mailer.use_cases.facts import tell_failed, tell_uncertain
from services.mailer.use_cases.outcomes import Policy, second_try
from shared.clock import end_of_day
from shared.contracts.values import UNBOUND, Purpose
from shared.database import Transaction


async def sweep(tx: Transaction, policy: Policy, in_hand: Collection[UUID] = ()) -> int:
    """One round; returns how many messages were moved. `in_hand`: what this very process is busy with, however late."""
    return await _recover(tx, policy, in_hand) + await pausing.tidy(tx) + await _give_up(tx)


async def _recover(tx: Transaction, policy: Policy, in_hand: Collection[UUID]) -> int:
    """`claimed` returns to the queue, nothing was transmitted; `transmitting` may have arrived and becomes `uncertain`."""
    now = tx.clock.now()
    # After an outage of the database the leases of the living have ended too.
    lost = [row for row in await queue.abandoned(tx, now) if row.id not in in_hand]
    await queue.return_abandoned(tx, [row.id for row in lost if row.state == State.CLAIMED], now)
    gone = [row for row in lost if row.state == State.TRANSMITTING]
    holding = await policies.holding_uncertain(tx, {row.company_id for row in gone})
    unclear = [(row, second_try(row, policy, now, hold=row.company_id in holding)) for row in gone]
    await queue.mark_uncertain(tx, [{"message": row.id, "retry_at": at} for row, at in unclear], now)
    await attempts.write(tx, [_attempt_of_a_dead_worker(row) for row, _ in unclear])
    if policy.counts_companies:
        await allowance.count_for_companies(tx, Counter(row.company_id for row in gone if row.lane_id == PLATFORM))
    for row, at in unclear:
        tell_uncertain(tx, row, attempt=row.attempts + 1, at=now, retry_at=at)
    return len(lost)


async def _give_up(tx: Transaction) -> int:
    """After 48 hours a message has failed, after `valid_until` it has expired; an uncertain one only loses its retry.

    The 48 hours are for trying. What was never tried and waits for its turn only (a limit, a window, a pause, others before it)
    keeps waiting until `valid_until`; where the server is in trouble, they end.
    """
    now = tx.clock.now()
    late = await queue.overdue(tx, now)
    patient = await _waiting_for_its_turn(tx, late, now)
    await queue.wait_on(tx, [(row.id, _end(row, now)) for row in patient])
    waits = {row.id for row in patient}
    late = [row for row in late if row.id not in waits]
    # A receipt asks for nothing, so no time to answer ends with it.
    expired = [
        row
        for row in late
        if row.state != State.UNCERTAIN and row.purpose not in UNBOUND and end_of_day(row.valid_until) <= now
    ]
    gone = {row.id for row in expired}
    failed = [row for row in late if row.state != State.UNCERTAIN and row.id not in gone]
    await queue.settle(tx, [row.id for row in late if row.state == State.UNCERTAIN], now)
    await queue.settle(tx, list(gone), now, state=State.EXPIRED, reason="expired")
    await queue.settle(tx, [row.id for row in failed], now, state=State.FAILED, reason="gave_up")
    for row in expired:
        tell_failed(tx, row, attempt=row.attempts, at=now, reason="expired", reply=row.detail)
    for row in failed:
        tell_failed(tx, row, attempt=row.attempts, at=now, reason="gave_up", reply=row.detail)
    return len(late)


def _end(row: Any, now: datetime) -> datetime:
    """The end of all waiting; a receipt has none of its own, so it is looked at again. An invitation of a colleague runs out."""
    endless = row.purpose in UNBOUND and row.purpose != Purpose.COLLEAGUE
    return now + PATIENCE if endless else end_of_day(row.valid_until)


async def _waiting_for_its_turn(tx: Transaction, late: Sequence[Any], now: datetime) -> list[Any]:
    # Nobody waits for a code whose ten minutes are over.
    untried = [row for row in late if not row.attempts and row.purpose != Purpose.CODE and _end(row, now) > now]
    troubled = await lanes.troubled_companies(tx, {row.company_id for row in untried})
    return [row for row in untried if row.resume_due_at is not None or row.company_id not in troubled]


def _attempt_of_a_dead_worker(row: Any) -> dict[str, Any]:
    return {
        "company_id": row.company_id,
        "message_id": row.id,
        "number": row.attempts + 1,
        "lane_id": row.lane_id,
        "server": "",
        "sender": "",
        "started_at": row.transmitting_at,
        "duration_ms": 0,
        "phase": Phase.BODY,
        "outcome": Outcome.UNCERTAIN,
        "reason": "no_reply",
        "code": 0,
        "enhanced_code": "",
        "reply": "",
        "queue_id": "",
        "tls": "",
    }
