"""Write down how attempts ended: message, attempt row and event in one transaction, for many connections at once.

What a reply means for the message's future is decided here and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from services.mailer.domain.replies import USED_UP, Reply
from services.mailer.domain.schedule import Steps, give_up_at
from services.mailer.domain.servers import PLATFORM, Server
from services.mailer.domain.states import Outcome, Phase, State
from services.mailer.repository import allowance, attempts, policies, queue
from services.mailer.use_cases.facts import tell_failed, tell_sent, tell_uncertain
from services.mailer.use_cases.suppressions import REFUSED, Evidence, suppress
from shared.contracts.values import UNBOUND, Purpose
from shared.database import Transaction

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient this installation is with messages."""

    retry: Steps
    uncertain_retry: timedelta | None
    """None: an uncertain message waits for a person at once."""
    busy: timedelta
    counts_companies: bool = False
    """Whether what a company sends by the platform's server is counted, because a day's most is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """One attempt that is over. `message` is the row as it was claimed."""

    message: Any
    server: Server
    outcome: Outcome
    phase: Phase
    reason: str = ""
    reply: Reply = field(default_factory=Reply)
    started_at: datetime
    duration_ms: int = 0
    tls: str = ""
    sender: str = ""
    retry_at: datetime | None = None
    """For an outcome that the lane times itself, such as a quota."""

    @property
    def number(self) -> int:
        return int(self.message.attempts) + 1


async def record(tx: Transaction, ended: Sequence[Ended], policy: Policy) -> None:
    """Write down attempts that are over."""
    now = tx.clock.now()
    sent = [one for one in ended if one.outcome is Outcome.ACCEPTED]
    if sent:
        tokens = {one.message.lease_token for one in sent}
        kept = await queue.finish_sent(tx, [one.message.id for one in sent], tokens, now)
        for one in sent:
            if one.message.id in kept:
                _tell_sent(tx, one, now)
            else:
                log.warning("mail.late_result", message_id=str(one.message.id), outcome=str(one.outcome))
    unclear = {one.message.company_id for one in ended if one.outcome is Outcome.UNCERTAIN}
    holding = await policies.holding_uncertain(tx, unclear)
    for one in ended:
        if one.outcome is not Outcome.ACCEPTED:
            await _finish(tx, one, policy, now, hold=one.message.company_id in holding)
    await attempts.write(tx, [attempt_row(one) for one in ended])
    if policy.counts_companies:
        began = (one for one in ended if one.server.id == PLATFORM and one.phase is not Phase.CONNECT)
        await allowance.count_for_companies(tx, Counter(one.message.company_id for one in began))


async def _finish(tx: Transaction, one: Ended, policy: Policy, now: datetime, *, hold: bool) -> None:
    message, counted = one.message, one.number
    values: dict[str, Any] = {"reason": one.reason, "detail": one.reply.text, "due_at": None}
    retry_at: datetime | None = None
    until = message.give_up_at
    untried = not message.attempts and message.purpose != Purpose.CODE
    if untried and one.reason in USED_UP:
        # It waits for its turn, as it would for a limit of ours.
        until = max(until, _patience(message, now))
        values |= {"give_up_at": until}
    match one.outcome:
        case Outcome.REFUSED:
            values |= {"state": State.FAILED, "attempts": counted}
        case Outcome.UNCERTAIN:
            retry_at = second_try(message, policy, now, hold=hold)
            values |= {
                "state": State.UNCERTAIN,
                "due_at": retry_at,
                "attempts": counted,
                "uncertain_attempts": message.uncertain_attempts + 1,
            }
        case Outcome.LANE:
            # One that may have arrived keeps saying so; it is due as those are that its lane gives back.
            maybe = {"state": State.UNCERTAIN, "due_at": now}
            values |= maybe if message.uncertain_attempts else {"state": State.HELD}
        case Outcome.BUSY:
            values |= {"state": _waiting(message), "due_at": one.retry_at or now + policy.busy}
        case Outcome.LOST | Outcome.DEFERRED if one.retry_at is not None:
            values |= {"state": _waiting(message), "due_at": one.retry_at}
        case _:
            wait = max(policy.retry.spread(counted), one.reply.asked_wait or timedelta())
            state = State.UNCERTAIN if message.uncertain_attempts else State.DEFERRED
            values |= {"state": state, "due_at": now + wait, "attempts": counted}
            if untried:
                # The 48 hours are for trying: what a limit, a window or a pause took before does not shorten them.
                until = _patience(message, now)
                values |= {"give_up_at": until}
    if values["due_at"] is not None and one.outcome is not Outcome.UNCERTAIN and values["due_at"] >= until:
        # Waiting longer would be in vain: say so now, with the server's last words. What may have arrived is for a person.
        state = State.UNCERTAIN if message.uncertain_attempts else State.FAILED
        values |= {"state": state, "due_at": None, "reason": one.reason or "gave_up"}
    if not await queue.finish(tx, message.lease_token, message.id, values):
        log.warning("mail.late_result", message_id=str(message.id), outcome=str(one.outcome))
        return
    if values["state"] is State.FAILED:
        tell_failed(
            tx, message, attempt=counted, at=now, reason=values["reason"], code=one.reply.code, reply=one.reply.text
        )
        if one.reason == "unknown_recipient":
            await suppress(tx, _refusal(one))
    elif one.outcome is Outcome.UNCERTAIN:
        tell_uncertain(tx, message, attempt=counted, at=now, retry_at=retry_at)


def second_try(message: Any, policy: Policy, now: datetime, *, hold: bool) -> datetime | None:
    """When an uncertain message is tried once more by itself; None when a person has to decide (`hold`: at once)."""
    if hold or policy.uncertain_retry is None or message.uncertain_attempts > 0:
        return None
    at = now + policy.uncertain_retry
    return at if at < message.give_up_at else None


def _patience(message: Any, now: datetime) -> datetime:
    return give_up_at(now, None if message.purpose in UNBOUND else message.valid_until)


def _waiting(message: Any) -> State:
    return State.UNCERTAIN if message.uncertain_attempts else State.QUEUED


def _tell_sent(tx: Transaction, one: Ended, now: datetime) -> None:
    tell_sent(
        tx,
        one.message,
        attempt=one.number,
        at=now,
        server=one.server.name,
        code=one.reply.code,
        reply=one.reply.text,
        sender=one.sender,
    )


def _refusal(one: Ended) -> Evidence:
    return Evidence(
        company_id=one.message.company_id,
        address=one.message.address,
        reason=REFUSED,
        code=one.reply.code,
        status=one.reply.enhanced,
        words=one.reply.text,
        message_id=one.message.id,
    )


def attempt_row(one: Ended) -> dict[str, Any]:
    return {
        "company_id": one.message.company_id,
        "message_id": one.message.id,
        "number": one.number,
        "lane_id": one.server.id,
        "server": one.server.name,
        "sender": one.sender,
        "started_at": one.started_at,
        "duration_ms": one.duration_ms,
        "phase": one.phase,
        "outcome": one.outcome,
        "reason": one.reason,
        "code": one.reply.code,
        "enhanced_code": one.reply.enhanced,
        "reply": one.reply.text,
        "queue_id": one.reply.queue_id if one.outcome is Outcome.ACCEPTED else "",
        "tls": one.tls,
    }
