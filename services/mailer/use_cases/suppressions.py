"""Addresses that lead nowhere: put on the list with their evidence, lifted by a person, overridden for one mail (mailer.md §1).

A held mail is neither sent nor dropped: it says why it waits, and the campaign is told that it will not go by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import structlog

from services.mailer.domain.addresses import folded, masked
from services.mailer.domain.schedule import give_up_at
from services.mailer.domain.states import SUPPRESSED, State
from services.mailer.repository import arrivals, overview, suppressions
from services.mailer.use_cases.facts import tell_failed
from shared.clock import end_of_day
from shared.contracts.values import UNBOUND
from shared.database import Transaction
from shared.errors import Conflict, NotFound

log = structlog.get_logger(__name__)

BOUNCED, REFUSED, BY_HAND = "bounced", "refused", "by_hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why an address is suppressed: what a server said about which message, or what a person wrote."""

    company_id: UUID
    address: str
    reason: str
    code: int = 0
    status: str = ""
    words: str = ""
    message_id: UUID | None = None
    note: str = ""
    by: str = ""


async def suppress(tx: Transaction, evidence: Evidence) -> UUID | None:
    """Put an address on its company's list and hold what waits for it; None when it is there already."""
    now = tx.clock.now()
    suppression_id = uuid4()
    added = await suppressions.add(
        tx,
        {
            "id": suppression_id,
            "company_id": evidence.company_id,
            "address": evidence.address,
            "folded": folded(evidence.address),
            "reason": evidence.reason,
            "code": evidence.code,
            "status": evidence.status,
            "words": evidence.words,
            "message_id": evidence.message_id,
            "note": evidence.note,
            "added_by": evidence.by,
            "added_at": now,
        },
    )
    if not added:
        # Whatever came since was held when it came, or was let go by a person.
        return None
    for row in await suppressions.hold_waiting(tx, evidence.company_id, [evidence.address], now=now):
        tell_failed(tx, row, attempt=row.attempts, at=now, reason=SUPPRESSED)
    log.info("address.suppressed", address=masked(evidence.address), reason=evidence.reason, status=evidence.status)
    return suppression_id


async def hold_suppressed(tx: Transaction, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of new message rows that would be queued: hold those to suppressed addresses, in place; returns these."""
    waiting = [row for row in rows if row["due_at"] is not None or row["resume_due_at"] is not None]
    pairs = {(row["company_id"], folded(row["address"])) for row in waiting}
    known = await suppressions.among(tx, pairs)
    held = [row for row in waiting if (row["company_id"], folded(row["address"])) in known]
    for row in held:
        until = max(row["give_up_at"], end_of_day(row["valid_until"]))
        row |= {"state": State.HELD, "reason": SUPPRESSED, "due_at": None, "resume_due_at": None, "give_up_at": until}
    return held


async def lift(tx: Transaction, company_id: UUID, suppression_id: UUID, *, by: str) -> int:
    """Take an address off the list; what was held for it leaves now. Returns how many mails."""
    now = tx.clock.now()
    address = await suppressions.remove(tx, company_id, suppression_id, by=by, now=now)
    if address is None:
        raise NotFound("There is no such address on the list; somebody may have removed it already.")
    log.info("address.lifted", address=masked(address), by=by)
    released = 0
    for message in await suppressions.held(tx, company_id, address):
        until = _patience(message, now)
        if until > now and await suppressions.release(tx, message.id, until=until, now=now):
            released += 1
    return released


async def send_anyway(tx: Transaction, company_id: UUID, message_id: UUID) -> None:
    """Let one held mail go although its address is on the list; the address stays there."""
    message = await overview.one(tx, company_id, message_id)
    if message is None:
        raise NotFound("There is no such message.")
    now = await tx.database_time()
    closed = await arrivals.closings(tx, {(company_id, message.reconciliation_id)})
    cancelled = await arrivals.cancellations(tx, {(company_id, message.campaign_id)})
    until = _patience(message, now)
    if (closed or cancelled or until <= now) and message.purpose not in UNBOUND:
        raise Conflict(
            "No answer is awaited any more for this reconciliation, so its mail is not sent.",
            code="reconciliation_closed",
        )
    if not await suppressions.release(tx, message_id, until=until, now=tx.clock.now()):
        raise Conflict(
            "Only a message that is held because of its address can be sent all the same; this one is {state}.",
            code="message_not_suppressed",
            state=message.state,
        )


def _patience(message: Any, now: datetime) -> datetime:
    return give_up_at(now, None if message.purpose in UNBOUND else message.valid_until)
