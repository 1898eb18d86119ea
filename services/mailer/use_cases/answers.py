"""Nobody is reminded of what he has answered: a reminder that has not left yet is withdrawn the moment the answer is known.

Answers are kept as facts, so that a reminder which arrives after its answer is withdrawn on arrival (`arrivals`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.mailer.domain.states import State
from services.mailer.models import answered_reconciliations, messages
from services.mailer.repository import arrivals, gates
from services.mailer.use_cases.facts import tell_failed
from shared.contracts.campaign import AnswerTold
from shared.contracts.event import Event
from shared.contracts.responses import ResponseReceived
from shared.contracts.values import REMINDER_ANSWERED, Purpose
from shared.database import Transaction


async def note_answers(tx: Transaction, events: Sequence[Event[ResponseReceived]]) -> None:
    """Withdraw reminders of what was answered; other mails of it go as they would."""
    told = {(event.tenant, event.data.reconciliation_id): event.data.answered_at for event in reversed(events)}
    await _note(tx, {(event.tenant, event.data.campaign_id) for event in events}, told)


async def note_told(tx: Transaction, events: Sequence[Event[AnswerTold]]) -> None:
    """What was said by telephone is not reminded of either; other mails of it go as they would."""
    told = {(event.tenant, event.data.reconciliation_id): event.data.noted_at for event in reversed(events)}
    await _note(tx, {(event.tenant, event.data.campaign_id) for event in events}, told)


async def _note(
    tx: Transaction, campaigns: set[tuple[UUID, UUID]], first: Mapping[tuple[UUID, UUID], datetime]
) -> None:
    await gates.shut(tx, campaigns)
    await tx.insert_or_ignore(
        answered_reconciliations,
        [
            {"company_id": company, "reconciliation_id": reconciliation, "answered_at": at}
            for (company, reconciliation), at in first.items()
        ],
    )
    now = tx.clock.now()
    those = arrivals.of_reconciliations(first) & (messages.c.purpose == Purpose.REMINDER)
    for message in await arrivals.withdraw(tx, those, state=State.CANCELLED, reason=REMINDER_ANSWERED, now=now):
        tell_failed(tx, message, attempt=message.attempts, at=now, reason=REMINDER_ANSWERED)
