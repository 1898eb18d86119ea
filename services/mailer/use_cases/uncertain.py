"""What a person decides about a message that may have arrived: send it again, or count it as sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.mailer.domain.schedule import give_up_at
from services.mailer.domain.states import State
from services.mailer.repository import arrivals, gates, overview, queue
from services.mailer.use_cases.facts import tell_sent
from shared.contracts.values import UNBOUND
from shared.database import Transaction
from shared.errors import Conflict, NotFound


async def send_again(tx: Transaction, company_id: UUID, message_id: UUID) -> None:
    """A further attempt with the same Message-ID and link; should it end uncertain too, a person decides again."""
    message = await _uncertain(tx, company_id, message_id)
    now = await tx.database_time()
    closed = await arrivals.closings(tx, {(company_id, message.reconciliation_id)})
    cancelled = await arrivals.cancellations(tx, {(company_id, message.campaign_id)})
    unbound = message.purpose in UNBOUND
    stop = await gates.of(tx, company_id, message.campaign_id)
    if stop is not None and stop.withdrawn_at is not None and not unbound:
        raise Conflict(
            "The unsent mails of this campaign were withdrawn. Send this one from its reconciliation instead.",
            code="campaign_withdrawn",
        )
    until = give_up_at(now, None if unbound else message.valid_until)
    if (closed or cancelled or until <= now) and not unbound:
        raise Conflict(
            "No answer is awaited any more for this reconciliation, so its mail is not sent again.",
            code="reconciliation_closed",
        )
    await queue.requeue(tx, message_id, until=until)


async def count_as_sent(tx: Transaction, company_id: UUID, message_id: UUID, *, by: str) -> None:
    """The person knows that it arrived."""
    message = await _uncertain(tx, company_id, message_id)
    now = tx.clock.now()
    await queue.settle(
        tx, [message_id], now, state=State.SENT, reason="settled", sent_at=message.transmitting_at or now
    )
    tell_sent(
        tx, message, attempt=message.attempts, at=now, server="", code=0, reply=f"counted as sent by {by}", sender=""
    )


async def _uncertain(tx: Transaction, company_id: UUID, message_id: UUID) -> Any:
    message = await overview.one(tx, company_id, message_id)
    if message is None:
        raise NotFound("There is no such message.")
    if not await queue.lock_uncertain(tx, message_id):
        raise Conflict(
            "Only a message whose outcome is uncertain can be decided on; this one is {state}.",
            code="message_not_uncertain",
            state=message.state,
        )
    return message
