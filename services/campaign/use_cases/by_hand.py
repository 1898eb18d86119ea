"""Noting what was said by telephone, and closing a reconciliation by hand: both marked as a person's word, with the name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.campaign.domain.approval import checked_reason
from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.by_hand import (
    BY_HAND,
    check_closable,
    check_said_at,
    check_tellable,
    checked_explanation,
    checked_name,
)
from services.campaign.domain.reconciliations import Entry, Reconciliation
from services.campaign.progress import lock, settle
from services.campaign.repository import campaigns
from services.campaign.repository.reconciliations import get_reconciliation
from services.campaign.use_cases.audit_log import note
from shared.contracts.campaign import AnswerTold, ClosingReason, ReconciliationClosed
from shared.contracts.responses import Answer
from shared.database import Transaction


@dataclass(frozen=True, slots=True)
class NoteAnswer:
    """`said_by` of the counterparty told `user_name` of ours at `said_at`."""

    company_id: UUID
    reconciliation_id: UUID
    user_name: str
    answer: Answer
    said_by: str
    said_at: datetime
    explanation: str = ""
    seen_version: int | None = None


@dataclass(frozen=True, slots=True)
class CloseByHand:
    company_id: UUID
    reconciliation_id: UUID
    user_name: str
    reason: str
    seen_version: int | None = None


async def note_answer(tx: Transaction, command: NoteAnswer) -> Reconciliation:
    """Keep it as told: reminders stop, the page stays open, and an answer given there takes its place. A second note corrects it.

    Errors: `reconciliation_not_found`, `campaign_not_sent`, `already_answered`, `already_closed`, `changed_meanwhile`,
    `said_by_missing`, `said_by_bad`, `said_at_in_the_future`, `said_at_too_early`, `explanation_too_long`.
    """
    said_by, explanation = checked_name(command.said_by), checked_explanation(command.explanation)
    before = await get_reconciliation(tx, command.company_id, command.reconciliation_id)
    known = (await lock(tx, [before.reconciliation_id]))[before.reconciliation_id]
    campaign = await campaigns.get_campaign(tx, command.company_id, known.campaign_id)
    now = tx.clock.now()
    known.check_seen(command.seen_version, now)
    check_tellable(known.state, campaign.state)
    check_said_at(command.said_at, campaign.sent_at, now)
    known.touch(command.user_name, now)
    known.set(
        phone_answer=command.answer.value,
        phone_said_by=said_by,
        phone_said_at=command.said_at,
        phone_explanation=explanation,
        phone_noted_by=command.user_name,
        phone_noted_at=now,
    )
    told = f"→ {said_by}\n{explanation}" if explanation else f"→ {said_by}"
    known.add_entry(
        Entry.PHONE,
        f"phone:{known['version']}",
        now,
        state=command.answer.value,
        explanation=told,
        who=command.user_name,
    )
    await settle(tx, [known])
    tx.emit(
        AnswerTold(
            reconciliation_id=known.reconciliation_id,
            campaign_id=known.campaign_id,
            answer=command.answer.value,
            noted_at=now,
        ),
        tenant=known.company_id,
        subject=known.reconciliation_id,
    )
    actor = Actor(known.company_id, None, command.user_name)
    await note(tx, actor, Deed.ANSWER_NOTED, before.title, answer=command.answer.value)
    return await get_reconciliation(tx, command.company_id, command.reconciliation_id)


async def close_by_hand(tx: Transaction, command: CloseByHand) -> Reconciliation:
    """End it with a reason: unsent mails stay unsent, and its pages say that the request was withdrawn.

    Errors: `reconciliation_not_found`, `campaign_not_sent`, `already_closed`, `changed_meanwhile`, `reason_missing`,
    `reason_too_long`.
    """
    reason = checked_reason(command.reason)
    before = await get_reconciliation(tx, command.company_id, command.reconciliation_id)
    known = (await lock(tx, [before.reconciliation_id]))[before.reconciliation_id]
    campaign = await campaigns.get_campaign(tx, command.company_id, known.campaign_id)
    now = tx.clock.now()
    known.check_seen(command.seen_version, now)
    check_closable(known.state, campaign.state)
    known.touch(command.user_name, now)
    known.set(closed_reason=BY_HAND, closed_at=now)
    known.add_entry(Entry.CLOSED, f"closed:{known['version']}", now, explanation=reason, who=command.user_name)
    await settle(tx, [known])
    tx.emit(
        ReconciliationClosed(
            reconciliation_id=known.reconciliation_id,
            campaign_id=known.campaign_id,
            reason=ClosingReason.CANCELLED,
            closed_at=now,
        ),
        tenant=known.company_id,
        subject=known.reconciliation_id,
    )
    await note(tx, Actor(known.company_id, None, command.user_name), Deed.REQUEST_CLOSED, before.title)
    return await get_reconciliation(tx, command.company_id, command.reconciliation_id)
