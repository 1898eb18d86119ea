"""Take in what a person wrote: an e-mail to a counterparty, an invitation of a colleague. The ordinary lanes carry it: limits,
hours, pauses and suppressed addresses count as for every other mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid5

from services.mailer.domain.schedule import PATIENCE
from services.mailer.domain.states import WAITING, State
from services.mailer.models import messages
from services.mailer.repository import arrivals, gates
from services.mailer.use_cases.facts import tell_failed
from services.mailer.use_cases.pausing import PAUSED
from services.mailer.use_cases.suppressions import hold_suppressed
from shared.clock import istanbul_date
from shared.contracts.campaign import ColleagueInvited, MailWritten
from shared.contracts.event import Event
from shared.contracts.values import Confirmation, Kind, Purpose, Recipient
from shared.database import Transaction
from shared.messaging.subscriptions import Verdict


async def queue_invitations_of_colleagues(tx: Transaction, events: Sequence[Event[ColleagueInvited]]) -> Verdict:
    """One message per invitation. Only the link's id is kept; what opens something is derived while the mail is written."""
    known, postponed = await _of_known(tx, events)
    now = tx.clock.now()
    rows = [_colleague_row(event, now) for event in known]
    await _keep(tx, rows, await gates.of_campaigns(tx, {(event.tenant, gates.ALL_MAIL) for event in known}))
    return Verdict(postponed=postponed)


async def queue_written(tx: Transaction, events: Sequence[Event[MailWritten]]) -> Verdict:
    """One message per recipient, beneath the request that it is about."""
    known, postponed = await _of_known(tx, events)
    campaigns = {(event.tenant, event.data.campaign_id) for event in known}
    await gates.enter(tx, campaigns)
    about = {(event.tenant, event.data.reconciliation_id) for event in known}
    first: dict[tuple[UUID, UUID, str], UUID] = {}
    for one in await arrivals.earlier_messages(tx, about) if about else ():
        first.setdefault((one.company_id, one.reconciliation_id, one.address), one.id)
    now = tx.clock.now()
    rows = []
    for event in known:
        for recipient in event.data.recipients:
            row = _written_row(event, recipient, now)
            row["follows"] = first.get((event.tenant, event.data.reconciliation_id, recipient.address))
            rows.append(row)
    await _keep(tx, rows, await gates.of_campaigns(tx, campaigns))
    return Verdict(postponed=postponed)


async def _of_known(tx: Transaction, events: Sequence[Event[Any]]) -> tuple[list[Event[Any]], dict[UUID, str]]:
    companies = await arrivals.known_companies(tx, {event.tenant for event in events})
    postponed = {
        event.id: f"company {event.tenant} is not known here yet" for event in events if event.tenant not in companies
    }
    return [event for event in events if event.id not in postponed], postponed


async def _keep(tx: Transaction, rows: Sequence[dict[str, Any]], stops: Mapping[tuple[UUID, UUID], Any]) -> None:
    if not rows:
        return
    now = tx.clock.now()
    for row in rows:
        of_campaign, of_all = (stops.get((row["company_id"], one)) for one in (row["campaign_id"], gates.ALL_MAIL))
        if any(stop is not None and stop.paused for stop in (of_campaign, of_all)):
            row |= {"state": State.HELD, "reason": PAUSED, "due_at": None, "resume_due_at": now}
    held = await hold_suppressed(tx, rows)
    late = [row for row in rows if row["state"] not in WAITING] + held
    there = await arrivals.known_messages(tx, {row["id"] for row in late}) if late else set()
    await tx.insert_or_ignore(messages, rows)
    for row in late:
        if row["id"] not in there:
            tell_failed(tx, SimpleNamespace(**row), attempt=0, at=now, reason=row["reason"])


def written_words(text: str, who: str) -> dict[str, Any]:
    """What the column `written` holds of an e-mail or a message."""
    return {"text": text, "who": who}


def _written_row(event: Event[MailWritten], recipient: Recipient, now: datetime) -> dict[str, Any]:
    data = event.data
    return blank_row(event.tenant, data.message_id(recipient.address), Purpose.PLAIN, recipient, now) | {
        "campaign_id": data.campaign_id,
        "reconciliation_id": data.reconciliation_id,
        "reference": data.reference,
        "counterparty_title": data.counterparty.title,
        "description": data.subject,
        "kind": data.letter.kind,
        "period": data.letter.period,
        "valid_until": data.letter.valid_until,
        "as_of": data.letter.as_of,
        "reply_to": data.letter.reply_to,
        "sender_contact": data.letter.sender_contact,
        "written": written_words(data.text, data.written_by),
    }


def _colleague_row(event: Event[ColleagueInvited], now: datetime) -> dict[str, Any]:
    data = event.data
    recipient = Recipient(address=data.address, role=Purpose.COLLEAGUE, language=data.language)
    message_id = uuid5(data.invitation_id, data.address)
    return blank_row(event.tenant, message_id, Purpose.COLLEAGUE, recipient, now) | {
        "campaign_id": data.invitation_id,
        "reconciliation_id": data.invitation_id,
        "description": data.company,
        "link_id": data.token_id,
        "valid_until": istanbul_date(data.expires_at),
        "give_up_at": min(now + PATIENCE, data.expires_at),
        "written": {
            "page": data.page,
            "who": data.invited_by,
            "role": data.role,
            "founds": data.founds,
            "until": data.expires_at.isoformat(),
        },
    }


def blank_row(
    company_id: UUID, message_id: UUID, purpose: Purpose, recipient: Recipient, now: datetime
) -> dict[str, Any]:
    """A message that says nothing yet: no link, no figures."""
    return {
        "id": message_id,
        "company_id": company_id,
        "reference": "",
        "send_number": 0,
        "purpose": purpose,
        "address": recipient.address,
        "recipient_name": recipient.name,
        "language": recipient.language,
        "link_id": "",
        "counterparty_title": "",
        "kind": Kind.PURCHASES_SALES,
        "period": "",
        "reply_to": "",
        "sender_contact": "",
        "currency": "TRY",
        "purchases_minor": 0,
        "purchases_documents": 0,
        "sales_minor": 0,
        "sales_documents": 0,
        "as_of": None,
        "confirmation": Confirmation.POSITIVE,
        "balances": None,
        "receipt": None,
        "code_nonce": None,
        "follows": None,
        "resend_of": None,
        "state": State.QUEUED,
        "reason": "",
        "due_at": now,
        "give_up_at": now + PATIENCE,
        "resume_due_at": None,
        "created_at": now,
        "updated_at": now,
    }
