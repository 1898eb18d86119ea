"""Writing to a counterparty on the page, reading what it wrote, and saying what a disagreement came down to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from services.campaign.announcing import Step, announce_steps
from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.campaigns import CampaignState
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.reconciliations import Entry, Reconciliation
from services.campaign.domain.resolutions import check_resolvable, checked_code, checked_word
from services.campaign.domain.webhooks import WebhookEvent
from services.campaign.domain.written import checked_text
from services.campaign.progress import Known, lock, settle
from services.campaign.repository import campaigns, conversation
from services.campaign.repository.reconciliations import get_reconciliation
from services.campaign.use_cases.audit_log import note
from shared.contracts.campaign import MessageWritten
from shared.contracts.event import Event
from shared.contracts.responses import MessageReceived
from shared.database import Transaction
from shared.errors import Conflict
from shared.messaging.subscriptions import Verdict


@dataclass(frozen=True, slots=True)
class WriteMessage:
    company_id: UUID
    reconciliation_id: UUID
    user_name: str
    text: str
    seen_until: datetime | None = None
    """When the newest message was received that the writer has seen; without it, whatever has come by now is taken as read."""


@dataclass(frozen=True, slots=True)
class MarkRead:
    company_id: UUID
    reconciliation_id: UUID
    user_name: str
    seen_until: datetime | None = None
    """As in `WriteMessage`: what has come since the screen was opened stays unread."""


@dataclass(frozen=True, slots=True)
class Resolve:
    """`code`: a usual cause, empty to take it back."""

    company_id: UUID
    reconciliation_id: UUID
    user_name: str
    code: str
    text: str = ""
    seen_version: int | None = None


async def write_message(tx: Transaction, command: WriteMessage) -> MessageWritten:
    """It stands on the page and is mailed to every recipient with their own link. Whoever answers has read what was there.

    Errors: `reconciliation_not_found`, `campaign_not_sent`, `text_missing`, `text_too_long`, `text_forbidden_character`,
    `no_page` (withdrawn, replaced, or never made).
    """
    text = checked_text(command.text)
    row = await get_reconciliation(tx, command.company_id, command.reconciliation_id)
    known = (await lock(tx, [row.reconciliation_id]))[row.reconciliation_id]
    campaign = await campaigns.get_campaign(tx, command.company_id, row.campaign_id)
    _check_page(known, campaign.state)
    now = tx.clock.now()
    told = MessageWritten(
        message_id=uuid4(),
        reconciliation_id=row.reconciliation_id,
        campaign_id=row.campaign_id,
        text=text,
        written_by=command.user_name,
        written_at=now,
    )
    known.add_entry(Entry.MESSAGE, f"message:{told.message_id}", now, explanation=text, who=command.user_name)
    await _read(tx, known, command.user_name, command.seen_until)
    await settle(tx, [known])
    tx.emit(told, tenant=command.company_id, subject=row.reconciliation_id)
    await note(tx, Actor(command.company_id, None, command.user_name), Deed.MESSAGE_WRITTEN, row.title)
    return told


def _check_page(known: Known, campaign: CampaignState) -> None:
    if not campaign.sent:
        raise Conflict("The campaign has not been sent yet, so nobody is written to.", code="campaign_not_sent")
    gone = known.state in (ReconciliationState.CANCELLED, ReconciliationState.NOT_SENT) or known["superseded_by"]
    if gone or campaign is CampaignState.CANCELLED:
        raise Conflict(
            "There is no page (any more) on which the counterparty could read this. Write it an e-mail instead.",
            code="no_page",
        )


async def mark_read(tx: Transaction, command: MarkRead) -> Reconciliation:
    """Errors: `reconciliation_not_found`."""
    row = await get_reconciliation(tx, command.company_id, command.reconciliation_id)
    known = (await lock(tx, [row.reconciliation_id]))[row.reconciliation_id]
    await _read(tx, known, command.user_name, command.seen_until)
    await settle(tx, [known])
    return await get_reconciliation(tx, command.company_id, command.reconciliation_id)


async def _read(tx: Transaction, known: Known, who: str, until: datetime | None) -> None:
    if known["unread_messages"]:
        id_ = known.reconciliation_id
        await conversation.mark_read(tx, known.company_id, id_, who, until)
        known.set(unread_messages=(await conversation.unread(tx, [id_])).get(id_, 0))


async def resolve(tx: Transaction, command: Resolve) -> Reconciliation:
    """The answer stays what it is; beside it stands what it came down to, in whose words.

    Errors: `reconciliation_not_found`, `no_disagreement`, `resolution_unknown`, `resolution_too_long`, `changed_meanwhile`.
    """
    code, text = checked_code(command.code), checked_word(command.text)
    row = await get_reconciliation(tx, command.company_id, command.reconciliation_id)
    known, now = (await lock(tx, [row.reconciliation_id]))[row.reconciliation_id], tx.clock.now()
    known.check_seen(command.seen_version, now)
    check_resolvable(known.state)
    known.touch(command.user_name, now)
    known.set(
        resolution=code,
        resolution_text=text if code else "",
        resolved_by=command.user_name if code else "",
        resolved_at=now if code else None,
    )
    fact = f"resolved:{known['version']}"
    known.add_entry(Entry.RESOLVED, fact, now, state=code, explanation=text, who=command.user_name)
    await settle(tx, [known])
    actor = Actor(command.company_id, None, command.user_name)
    await note(tx, actor, Deed.DISAGREEMENT_RESOLVED, row.title, resolution=code)
    return await get_reconciliation(tx, command.company_id, command.reconciliation_id)


async def take_messages(tx: Transaction, events: Sequence[Event[MessageReceived]]) -> Verdict:
    """Counted as unread, once each; what was written is read where it is kept."""
    known = await lock(tx, {event.data.reconciliation_id for event in events})
    postponed: dict[UUID, str] = {}
    mine: list[Event[MessageReceived]] = []
    for event in events:
        one = known.get(event.data.reconciliation_id)
        if one is None or one.company_id != event.tenant:
            postponed[event.id] = f"reconciliation {event.data.reconciliation_id} is not known here yet"
            continue
        mine.append(event)
        one.add_entry(Entry.MESSAGE_RECEIVED, f"message:{event.data.message_id}", event.data.received_at)
    if mine:
        await conversation.keep(
            tx,
            [
                {
                    "message_id": event.data.message_id,
                    "company_id": event.tenant,
                    "reconciliation_id": event.data.reconciliation_id,
                    "received_at": event.data.received_at,
                }
                for event in mine
            ],
        )
        about = {event.data.reconciliation_id for event in mine}
        many = await conversation.unread(tx, about)
        for id_ in about:
            known[id_].set(unread_messages=many.get(id_, 0))
        await settle(tx, [known[id_] for id_ in about], cause=mine[0])
        await announce_steps(tx, [_received(known[event.data.reconciliation_id]) for event in mine])
    return Verdict(postponed=postponed)


def _received(one: Known) -> Step:
    """A message came; programs are told that, not what it says."""
    events = (WebhookEvent.MESSAGE_RECEIVED,)
    return Step(one.company_id, one.reconciliation_id, one.campaign_id, one.state, one["undelivered"], events)
