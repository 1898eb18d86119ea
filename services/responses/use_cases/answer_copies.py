"""An auditor's own copy of each answer: ordered here and mailed by the mailer, with nobody of the asking company in between.

Followed along the company's chain and not in the transaction that stores an answer: an answer never waits for a copy, and those
that were given before the order are copied, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Row

from services.responses.repository import answer_copies, answered_pages, responses
from services.responses.repository.answered_pages import AnsweredPage
from services.responses.use_cases.ordered_mails import Mail, order
from services.responses.use_cases.receipts import ReceiptDesk
from shared.contracts.campaign import AnswerCopiesEnded, AnswerCopiesOrdered
from shared.contracts.event import Event
from shared.contracts.values import Purpose, Recipient
from shared.database import Transaction
from shared.messaging.subscriptions import Verdict

AUDITOR = "auditor"
"""Role of whoever ordered copies, among the recipients of receipts."""
COPIES_AT_ONCE = 100


async def take_copy_orders(tx: Transaction, events: Sequence[Event[AnswerCopiesOrdered]]) -> None:
    now = tx.clock.now()
    orders = [
        {
            "order_id": event.data.order_id,
            "company_id": event.tenant,
            "campaign_id": event.data.campaign_id,
            "address": event.data.address,
            "language": event.data.language,
            "whole_campaign": event.data.whole_campaign,
            "received_at": now,
        }
        for event in events
    ]
    members = [
        {"order_id": event.data.order_id, "reconciliation_id": id_, "company_id": event.tenant}
        for event in events
        for id_ in event.data.reconciliation_ids
    ]
    await answer_copies.add(tx, orders, members)


async def end_copy_orders(tx: Transaction, events: Sequence[Event[AnswerCopiesEnded]]) -> Verdict:
    postponed: dict[UUID, str] = {}
    for event in events:
        if not await answer_copies.end(tx, event.data.order_id, event.tenant, event.time):
            postponed[event.id] = f"the order of copies {event.data.order_id} is not known here yet"
    return Verdict(postponed=postponed)


async def copy_answers(tx: Transaction, desk: ReceiptDesk) -> int | None:
    """Order the mails of one standing order, a bounded number; how many, or None when no order has anything to follow."""
    standing = await answer_copies.take_one_behind(tx)
    if standing is None:
        return None
    # The end first: whatever comes while this is read stands behind it.
    position, _ = await responses.head(tx, standing.company_id)
    wanted = None if standing.whole_campaign else await answer_copies.members(tx, standing.order_id)
    copied, last = 0, int(standing.position)
    async for one in answered_pages.of_campaign(tx, standing.company_id, standing.campaign_id, after=standing.position):
        if one.entry.position > position:
            break
        if wanted is not None and one.entry.reconciliation_id not in wanted:
            continue
        if copied == COPIES_AT_ONCE:
            position = last
            break
        _copy(tx, desk, standing, one)
        copied, last = copied + 1, one.entry.position
    await answer_copies.followed(tx, standing.order_id, position)
    return copied


def _copy(tx: Transaction, desk: ReceiptDesk, standing: Row[Any], one: AnsweredPage) -> None:
    entry = one.entry
    mail = Mail(
        # The same whoever orders it again: a copy is mailed once for each order and version.
        message_id=uuid5(entry.reconciliation_id, f"{standing.order_id}|copy|{entry.version}"),
        link_id="",
        recipient=Recipient(address=standing.address, role=AUDITOR, language=standing.language),
        purpose=Purpose.RECEIPT,
        send_number=entry.version,
        receipt=desk.auditors_copy(one.company, one.head, entry),
    )
    order(tx, one, mail)
