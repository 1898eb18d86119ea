"""The conversation about a request: what the company writes stands on the page and is mailed with each reader's own link; what a
reader writes there is kept and told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid5

import structlog

from services.responses.domain.conversation import PACE, Message
from services.responses.models import tries
from services.responses.repository import conversation, links, statements
from services.responses.repository.pages import Page
from services.responses.use_cases.ordered_mails import Mail, order, recipient_of
from shared import attempts
from shared.contracts.campaign import MessageWritten
from shared.contracts.event import Event
from shared.contracts.responses import MessageAlong, MessageReceived
from shared.contracts.values import Purpose
from shared.database import Transaction
from shared.messaging.subscriptions import Verdict

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SendMessage:
    """What a reader of the page wrote. `form`: of the form that was filled in, so that sending it twice is once."""

    page: Page
    form: str
    who: str
    text: str
    network: str


async def take_messages(tx: Transaction, events: Sequence[Event[MessageWritten]]) -> Verdict:
    """Keep what the company wrote, and have it mailed once to every recipient that has a link."""
    ids = {event.data.reconciliation_id for event in events}
    known = {id_: row for id_, row in (await statements.lock(tx, ids)).items() if row.snapshot_sha256 is not None}
    postponed = {
        event.id: f"the statement of reconciliation {event.data.reconciliation_id} is not complete here yet"
        for event in events
        if event.data.reconciliation_id not in known or known[event.data.reconciliation_id].company_id != event.tenant
    }
    there = await conversation.known(tx, {event.data.message_id for event in events})
    fresh = {
        event.data.message_id: event
        for event in events
        if event.id not in postponed and event.data.message_id not in there
    }
    if not fresh:
        return Verdict(postponed=postponed)
    await conversation.add(tx, [_ours(event) for event in fresh.values()])
    about = {event.data.reconciliation_id for event in fresh.values()}
    await conversation.count_ours(tx, about)
    gone = await statements.withdrawn(tx, about)
    readers = await links.of_reconciliations(tx, about - gone)
    for event in fresh.values():
        for link in readers.get(event.data.reconciliation_id, ()):
            along = MessageAlong(text=event.data.text, written_by=event.data.written_by)
            message_id = uuid5(event.data.message_id, link.address)
            mail = Mail(message_id, link.link_id, recipient_of(link), Purpose.MESSAGE, message=along)
            order(tx, known[event.data.reconciliation_id], mail, event)
    log.info("messages.kept", count=len(fresh))
    return Verdict(postponed=postponed)


def _ours(event: Event[MessageWritten]) -> Message:
    data = event.data
    return Message(
        message_id=data.message_id,
        company_id=event.tenant,
        reconciliation_id=data.reconciliation_id,
        campaign_id=data.campaign_id,
        ours=True,
        who=data.written_by,
        address="",
        link_id="",
        text=data.text,
        written_at=data.written_at,
    )


async def send_message(tx: Transaction, command: SendMessage) -> int:
    """Keep it and tell that there is one; the seconds to wait when there were too many, else 0. The same form twice is one."""
    page = command.page
    message_id = uuid5(page.reconciliation_id, f"{page.link_id}|{command.form}")
    if message_id in await conversation.known(tx, {message_id}):
        return 0
    subjects = (page.link_id, str(page.reconciliation_id), command.network)
    wait = await attempts.count(tx, tries, list(zip(PACE, subjects, strict=True)))
    if wait:
        return wait
    now = await tx.database_time()
    message = Message(
        message_id=message_id,
        company_id=page.company_id,
        reconciliation_id=page.reconciliation_id,
        campaign_id=page.campaign_id,
        ours=False,
        who=command.who,
        address=page.address,
        link_id=page.link_id,
        text=command.text,
        written_at=now,
    )
    await conversation.add(tx, [message])
    tx.emit(
        MessageReceived(
            message_id=message_id,
            reconciliation_id=page.reconciliation_id,
            campaign_id=page.campaign_id,
            received_at=now,
        ),
        tenant=page.company_id,
        subject=page.reconciliation_id,
    )
    log.info("message.received", reconciliation_id=str(page.reconciliation_id))
    return 0
