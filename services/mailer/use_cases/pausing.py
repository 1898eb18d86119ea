"""Pause, resume, withdraw: one campaign, or all mail of a company. Who did it and when is kept.

Closing a gate takes two transactions, and their order is the promise: once the second has committed nothing behind the gate
begins to be transmitted (`repository.gates`). What was transmitting already ends as it ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from services.mailer.domain.states import State
from services.mailer.repository import arrivals, gates
from services.mailer.repository.gates import ALL_MAIL
from services.mailer.use_cases.facts import tell_failed
from shared.database import Transaction

log = structlog.get_logger(__name__)

LATE = timedelta(days=1)
"""Longer than any attempt takes that was under way when its campaign was withdrawn."""
PAUSED, RESUMED, WITHDRAWN = "paused", "resumed", "withdrawn"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a campaign, or (`ALL_MAIL`) about everything that the company sends."""

    company_id: UUID
    by_id: UUID
    by_name: str
    campaign_id: UUID = ALL_MAIL


async def close_gate(tx: Transaction, decision: Decision) -> None:
    """First step of a pause: from its commit on no new claim takes anything from behind the gate."""
    await gates.set_gate(tx, decision.company_id, decision.campaign_id, paused=True)


async def pause(tx: Transaction, decision: Decision) -> int:
    """Second step: take what waits or is claimed out of the queue. Returns how many messages wait for a resume now."""
    moved = await gates.hold(tx, gates.behind(decision.company_id, decision.campaign_id), PAUSED)
    await _keep(tx, decision, PAUSED, moved)
    return moved


async def resume(tx: Transaction, decision: Decision) -> int:
    """Open the gate: exactly what was held goes back into the queue, unless another gate keeps it. Returns how many."""
    await gates.set_gate(tx, decision.company_id, decision.campaign_id, paused=False)
    moved = await gates.release(tx, gates.behind(decision.company_id, decision.campaign_id))
    await _keep(tx, decision, RESUMED, moved)
    return moved


async def close_for_good(tx: Transaction, decision: Decision) -> None:
    """First step of a withdrawal: neither a claim nor an arrival brings back what was asked for until now."""
    await gates.set_gate(tx, decision.company_id, decision.campaign_id, withdrawn_at=tx.clock.now())


async def withdraw(tx: Transaction, decision: Decision) -> int:
    """Second step: what has not begun to be transmitted never will. Returns how many messages that are."""
    those = gates.behind(decision.company_id, decision.campaign_id)
    now = tx.clock.now()
    taken = await arrivals.withdraw(tx, those, state=State.CANCELLED, reason=WITHDRAWN, now=now)
    for message in taken:
        tell_failed(tx, message, attempt=message.attempts, at=now, reason=WITHDRAWN)
    await _keep(tx, decision, WITHDRAWN, len(taken))
    return len(taken)


async def tidy(tx: Transaction) -> int:
    """What arrived, or came back, while a gate was being moved follows it. Part of every sweep."""
    now = tx.clock.now()
    late = await gates.left_over(tx, await gates.withdrawn_lately(tx, now - LATE))
    if late:
        those = arrivals.of_ids(late)
        for message in await arrivals.withdraw(tx, those, state=State.CANCELLED, reason=WITHDRAWN, now=now):
            tell_failed(tx, message, attempt=message.attempts, at=now, reason=WITHDRAWN)
    held = await gates.hold_latecomers(tx) if await gates.any_closed(tx) else 0
    return len(late) + held + await gates.release_freed(tx)


async def _keep(tx: Transaction, decision: Decision, what: str, moved: int) -> None:
    await gates.decide(
        tx,
        decision.company_id,
        decision.campaign_id,
        decision=what,
        by_id=decision.by_id,
        by_name=decision.by_name,
        count=moved,
    )
    names = {"company_id": str(decision.company_id), "campaign_id": str(decision.campaign_id)}
    log.info("mail.decided", decision=what, messages=moved, **names)
