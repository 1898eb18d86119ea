"""Take in what other services said: companies, invitations to mail, closings.

Closings are kept as facts, so that an invitation which arrives after its closing is withdrawn on arrival (design §4 item 6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from services.mailer.domain.schedule import HURRY, give_up_at
from services.mailer.domain.states import WAITING, State
from services.mailer.models import cancelled_campaigns, messages
from services.mailer.repository import arrivals, extensions, gates
from services.mailer.use_cases.extensions import outlived
from services.mailer.use_cases.facts import tell_failed
from services.mailer.use_cases.pausing import PAUSED, WITHDRAWN
from services.mailer.use_cases.suppressions import hold_suppressed
from services.mailer.use_cases.written import written_words
from shared.contracts.campaign import (
    CampaignCancelled,
    ClosingReason,
    CompanyChanged,
    CompanyRegistered,
    ReconciliationClosed,
)
from shared.contracts.event import Event
from shared.contracts.responses import InvitationIssued
from shared.contracts.values import REMINDER_ANSWERED, UNBOUND, Purpose
from shared.database import Transaction
from shared.messaging.subscriptions import Verdict

STATE_OF_CLOSING = {
    ClosingReason.EXPIRED: State.EXPIRED,
    ClosingReason.CANCELLED: State.CANCELLED,
    ClosingReason.SUPERSEDED: State.CANCELLED,
}


async def know_companies(
    tx: Transaction, events: Sequence[Event[CompanyRegistered]] | Sequence[Event[CompanyChanged]]
) -> None:
    """Keep the newest card of each company."""
    newest: dict[Any, dict[str, Any]] = {}
    for event in events:
        data = event.data
        revision = data.revision if isinstance(data, CompanyChanged) else 0
        kept = newest.get(data.company_id)
        if kept is None or kept["revision"] < revision:
            newest[data.company_id] = {
                "company_id": data.company_id,
                "title": data.title,
                "tax_number": data.tax_number,
                "phone": data.phone,
                "email": data.email,
                "revision": revision,
            }
    await arrivals.keep_companies(tx, list(newest.values()))


async def queue_invitations(tx: Transaction, events: Sequence[Event[InvitationIssued]]) -> Verdict:
    """One message per invitation; the same one twice is one. Those already closed are kept, withdrawn."""
    known = await arrivals.known_companies(tx, {event.tenant for event in events})
    postponed = {
        event.id: f"company {event.tenant} is not known here yet" for event in events if event.tenant not in known
    }
    mine = [event for event in events if event.tenant in known]
    if not mine:
        return Verdict(postponed=postponed)
    campaigns = {(event.tenant, event.data.campaign_id) for event in mine}
    await gates.enter(tx, campaigns)
    closed = await arrivals.closings(tx, {(event.tenant, event.data.reconciliation_id) for event in mine})
    cancelled = await arrivals.cancellations(tx, campaigns)
    stops = await gates.of_campaigns(tx, campaigns)
    longer = await extensions.of_campaigns(tx, campaigns)
    reminded = {
        (event.tenant, event.data.reconciliation_id) for event in mine if event.data.purpose is Purpose.REMINDER
    }
    answered = await arrivals.answered(tx, reminded) if reminded else set()
    follow = await _conversations(tx, mine)
    now = tx.clock.now()
    rows: list[dict[str, Any]] = []
    late: list[dict[str, Any]] = []
    for event in mine:
        row = _row(event, now, longer.get((event.tenant, event.data.campaign_id))) | follow(event)
        rows.append(row)
        stop = _stop(event, stops)
        unbound = event.data.purpose in UNBOUND
        why = None if unbound else closed.get((event.tenant, event.data.reconciliation_id))
        if (event.tenant, event.data.campaign_id) in cancelled and not unbound:
            why = ClosingReason.CANCELLED
        if event.data.purpose is Purpose.REMINDER and (event.tenant, event.data.reconciliation_id) in answered:
            row |= {"state": State.CANCELLED, "reason": REMINDER_ANSWERED, "due_at": None}
        elif why is not None:
            row |= {"state": STATE_OF_CLOSING[ClosingReason(why)], "reason": str(why), "due_at": None}
        elif stop == WITHDRAWN:
            row |= {"state": State.CANCELLED, "reason": WITHDRAWN, "due_at": None}
        elif stop == PAUSED:
            row |= {"state": State.HELD, "reason": PAUSED, "due_at": None, "resume_due_at": now}
        if row["state"] not in WAITING:
            late.append(row)
    late += await hold_suppressed(tx, rows)
    there = await arrivals.known_messages(tx, {row["id"] for row in late}) if late else set()
    await tx.insert_or_ignore(messages, rows)
    for row in late:
        if row["id"] not in there:
            tell_failed(tx, SimpleNamespace(**row), attempt=0, at=now, reason=row["reason"])
    return Verdict(postponed=postponed)


async def _conversations(
    tx: Transaction, events: Sequence[Event[InvitationIssued]]
) -> Callable[[Event[InvitationIssued]], dict[str, UUID | None]]:
    """Which message each of these follows: mail programs show a reminder beneath the request that it reminds of."""
    later = {(one.tenant, one.data.reconciliation_id) for one in events if one.data.purpose is not Purpose.INVITATION}
    asked: dict[tuple[UUID, UUID, str], list[tuple[int, UUID]]] = defaultdict(list)
    for row in await arrivals.earlier_messages(tx, later) if later else ():
        asked[row.company_id, row.reconciliation_id, row.address].append((row.send_number, row.id))
    for one in events:
        data = one.data
        if (one.tenant, data.reconciliation_id) in later and data.purpose.asks:
            asked[one.tenant, data.reconciliation_id, data.recipient.address].append(
                (data.send_number, data.message_id)
            )

    def follow(event: Event[InvitationIssued]) -> dict[str, UUID | None]:
        data = event.data
        known = sorted(asked.get((event.tenant, data.reconciliation_id, data.recipient.address), ()))
        if data.purpose.asks:
            known = [one for one in known if one[0] < data.send_number]
        again = data.purpose is Purpose.RESEND
        return {
            "follows": known[0][1] if known and data.purpose is not Purpose.INVITATION else None,
            "resend_of": known[-1][1] if known and again else None,
        }

    return follow


def _stop(event: Event[InvitationIssued], stops: Mapping[tuple[UUID, UUID], Any]) -> str:
    """What a person decided about this one: `PAUSED`, `WITHDRAWN` or nothing (see `gates.stopped`, `gates.withdrawn`)."""
    campaign = stops.get((event.tenant, event.data.campaign_id))
    withdrawn_at = campaign.withdrawn_at if campaign is not None else None
    if event.data.purpose in UNBOUND:
        withdrawn_at = None
    if event.data.purpose is Purpose.CODE:
        campaign = None
    if withdrawn_at is not None and (event.data.send_number == 1 or event.time <= withdrawn_at):
        return WITHDRAWN
    company = stops.get((event.tenant, gates.ALL_MAIL))
    return PAUSED if any(stop is not None and stop.paused for stop in (campaign, company)) else ""


async def close_reconciliations(tx: Transaction, events: Sequence[Event[ReconciliationClosed]]) -> None:
    """Withdraw what has not left yet; remember the closing for invitations that are still on their way."""
    campaigns = {(event.tenant, event.data.campaign_id) for event in events}
    await gates.shut(tx, campaigns)
    longer = await extensions.of_campaigns(tx, campaigns)
    events = [event for event in events if not outlived(event, longer)]
    await arrivals.keep_closings(
        tx,
        [
            {
                "company_id": event.tenant,
                "reconciliation_id": event.data.reconciliation_id,
                "campaign_id": event.data.campaign_id,
                "reason": event.data.reason,
                "closed_at": event.data.closed_at,
            }
            for event in events
        ],
    )
    for reason in ClosingReason:
        pairs = {(event.tenant, event.data.reconciliation_id) for event in events if event.data.reason is reason}
        if pairs:
            await _withdraw(tx, arrivals.of_reconciliations(pairs), STATE_OF_CLOSING[reason], reason)


async def cancel_campaigns(tx: Transaction, events: Sequence[Event[CampaignCancelled]]) -> None:
    """The operator withdrew whole campaigns: unsent mails stay unsent."""
    await gates.shut(tx, {(event.tenant, event.data.campaign_id) for event in events})
    await tx.insert_or_ignore(
        cancelled_campaigns,
        [
            {
                "company_id": event.tenant,
                "campaign_id": event.data.campaign_id,
                "cancelled_at": event.data.cancelled_at,
            }
            for event in events
        ],
    )
    pairs = {(event.tenant, event.data.campaign_id) for event in events}
    await _withdraw(tx, arrivals.of_campaigns(pairs), State.CANCELLED, ClosingReason.CANCELLED)


async def _withdraw(tx: Transaction, those: Any, state: State, reason: str) -> None:
    now = tx.clock.now()
    for message in await arrivals.withdraw(tx, those, state=state, reason=str(reason), now=now):
        tell_failed(tx, message, attempt=message.attempts, at=now, reason=str(reason))


def _row(event: Event[InvitationIssued], now: datetime, longer: Any) -> dict[str, Any]:
    data = event.data
    letter = data.letter
    last_day = max(letter.valid_until, longer.valid_until) if longer is not None else letter.valid_until
    patience = None if data.purpose in UNBOUND else last_day
    return {
        "id": data.message_id,
        "company_id": event.tenant,
        "campaign_id": data.campaign_id,
        "reconciliation_id": data.reconciliation_id,
        "reference": data.reference,
        "send_number": data.send_number,
        "purpose": data.purpose,
        "address": data.recipient.address,
        "recipient_name": data.recipient.name,
        "language": data.recipient.language,
        "link_id": data.link_id,
        "counterparty_title": data.counterparty.title,
        "description": letter.description,
        "kind": letter.kind,
        "period": letter.period,
        "valid_until": last_day,
        "reply_to": letter.reply_to,
        "sender_contact": letter.sender_contact,
        "currency": data.purchases.total.currency,
        "purchases_minor": data.purchases.total.minor,
        "purchases_documents": data.purchases.documents,
        "sales_minor": data.sales.total.minor,
        "sales_documents": data.sales.documents,
        "as_of": letter.as_of,
        "confirmation": letter.confirmation,
        "balances": [balance.without_lines.model_dump(mode="json") for balance in data.balances] or None,
        "receipt": data.receipt.model_dump(mode="json") if data.receipt else None,
        "written": written_words(data.message.text, data.message.written_by) if data.message else None,
        "code_nonce": data.code.nonce if data.code else None,
        "state": State.QUEUED,
        "reason": "",
        # Somebody waits for a code: it goes before all that is due.
        "due_at": now - HURRY if data.code else now,
        # An answer is confirmed also when it came in the last minute.
        "give_up_at": data.code.expires_at if data.code else give_up_at(now, patience),
        "resume_due_at": None,
        "created_at": now,
        "updated_at": now,
    }
