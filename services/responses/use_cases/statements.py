"""Take copies of statements in; when the last part of one is there, freeze it, make its links and ask for its mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import structlog
from pydantic import TypeAdapter
from sqlalchemy import Row

from services.responses.domain.snapshot import (
    CompanyCard,
    Head,
    canonical,
    canonical_documents,
    canonical_model,
    part_seals,
    snapshot_sha256,
)
from services.responses.repository import companies, extensions, links, statements
from services.responses.use_cases.invitations import Invitation, issue
from services.responses.use_cases.link_rows import link_row
from shared.clock import end_of_day
from shared.contracts.aggregator import StatementPrepared
from shared.contracts.event import Event
from shared.contracts.values import Confirmation, Purpose, Recipient
from shared.database import Transaction
from shared.messaging.subscriptions import Verdict

log = structlog.get_logger(__name__)

FIRST_SEND = 1
_RECIPIENTS = TypeAdapter(tuple[Recipient, ...])

Prepared = Event[StatementPrepared]


async def take_statements(tx: Transaction, events: Sequence[Prepared]) -> Verdict:
    """Store parts in whatever order they come, and complete the statements that have all of theirs."""
    cards = await companies.cards(tx, {event.tenant for event in events})
    postponed = {
        event.id: f"company {event.tenant} is not known here yet" for event in events if event.tenant not in cards
    }
    refused = {
        event.id: f"part {event.data.part} of {event.data.parts} does not exist"
        for event in events
        if not 1 <= event.data.part <= event.data.parts
    }
    usable = [event for event in events if event.id not in postponed and event.id not in refused]
    longer = await extensions.enter(tx, {event.data.campaign_id for event in usable})
    await statements.add_heads(tx, [_head_row(tx, event, longer) for event in _one_each(usable).values()])
    known = await statements.lock(tx, {event.data.reconciliation_id for event in usable})
    fitting = []
    for event in usable:
        if reason := _mismatch(event, known[event.data.reconciliation_id]):
            refused[event.id] = reason
        else:
            fitting.append(event)
    await statements.add_parts(tx, [_part_row(event) for event in fitting])
    waiting = {row.reconciliation_id: row for row in known.values() if row.snapshot_sha256 is None}
    await _complete(tx, waiting, cards, _one_each(fitting))
    return Verdict(postponed=postponed, refused=refused)


def _one_each(events: Sequence[Prepared]) -> dict[UUID, Prepared]:
    first: dict[UUID, Prepared] = {}
    for event in events:
        first.setdefault(event.data.reconciliation_id, event)
    return first


def _head_row(tx: Transaction, event: Prepared, longer: Mapping[UUID, date]) -> dict[str, Any]:
    data = event.data
    # What the counterparty is to write itself is not part of what it is shown.
    blank = data.letter.confirmation is Confirmation.BLANK and data.letter.kind.has_balances
    head = Head(
        reference=data.reference,
        letter=data.letter,
        counterparty=data.counterparty,
        purchases=data.purchases,
        sales=data.sales,
        balances=() if blank else data.balances,
        open_items=() if blank else data.open_items,
        open_items_left_out=0 if blank else data.open_items_left_out,
        ageing=() if blank else data.ageing,
    )
    withheld = canonical([one.without_lines.model_dump(mode="json") for one in data.balances]) if blank else None
    return {
        "reconciliation_id": data.reconciliation_id,
        "company_id": event.tenant,
        "campaign_id": data.campaign_id,
        "statement_id": data.statement_id,
        "parts": data.parts,
        "head": canonical_model(head),
        "withheld": withheld,
        "recipients": canonical([recipient.model_dump(mode="json") for recipient in data.recipients]),
        "closes_at": end_of_day(data.letter.valid_until),
        "extended_to": end_of_day(longer[data.campaign_id]) if data.campaign_id in longer else None,
        "first_answer_final": data.letter.first_answer_final,
        "accept_late": data.letter.accept_late_answers,
        "received_at": tx.clock.now(),
    }


def _part_row(event: Prepared) -> dict[str, Any]:
    return {
        "reconciliation_id": event.data.reconciliation_id,
        "part": event.data.part,
        "company_id": event.tenant,
        "document_count": len(event.data.documents),
        "documents": canonical_documents(event.data.documents),
    }


def _mismatch(event: Prepared, row: Row[Any]) -> str | None:
    """A second, different statement for one reconciliation can never be shown: the first one is frozen."""
    if row.company_id != event.tenant:
        return "this reconciliation belongs to another company"
    if row.statement_id != event.data.statement_id or row.parts != event.data.parts:
        return f"reconciliation {row.reconciliation_id} already has statement {row.statement_id}"
    return None


async def _complete(
    tx: Transaction,
    waiting: Mapping[UUID, Row[Any]],
    cards: Mapping[UUID, CompanyCard],
    causes: Mapping[UUID, Prepared],
) -> None:
    counts = await statements.part_counts(tx, waiting.keys())
    whole = {id_: row for id_, row in waiting.items() if counts.get(id_, (0, 0))[0] == row.parts}
    if not whole:
        return
    now = tx.clock.now()
    documents = await statements.document_parts(tx, whole.keys())
    company_texts = {id_: canonical_model(card) for id_, card in cards.items()}

    def texts(id_: UUID) -> list[str]:
        return [text for text, _ in documents[id_]]

    frozen = [
        {
            "reconciliation_id": id_,
            "company": company_texts[row.company_id],
            "document_count": counts[id_][1],
            "snapshot_sha256": snapshot_sha256(company_texts[row.company_id], texts(id_), row.head),
            "part_seals": part_seals(texts(id_), [count for _, count in documents[id_]]),
            "completed_at": now,
        }
        for id_, row in whole.items()
    ]
    await statements.complete(tx, frozen)
    await links.add(tx, [link for id_, row in whole.items() for link in _link_rows(tx, row, causes[id_])])
    await _invite(tx, whole, causes)
    log.info("statements.completed", count=len(whole))


def _link_rows(tx: Transaction, row: Row[Any], event: Prepared) -> list[dict[str, Any]]:
    asked, tax_number = event.data.letter.level, event.data.counterparty.tax_number
    return [
        link_row(tx, row.company_id, row.reconciliation_id, recipient, asked, tax_number)
        for recipient in _RECIPIENTS.validate_json(row.recipients)
    ]


async def _invite(tx: Transaction, whole: Mapping[UUID, Row[Any]], causes: Mapping[UUID, Prepared]) -> None:
    """A statement that was withdrawn before it was complete gets its pages, which say so, and no mail."""
    gone = await statements.withdrawn(tx, whole.keys())
    if gone:
        log.info("invitation.ignored", count=len(gone), reason="withdrawn before the statement was complete")
    found = await links.of_reconciliations(tx, whole.keys() - gone)
    await issue(
        tx,
        [
            Invitation(whole[id_], link, FIRST_SEND, Purpose.INVITATION, causes[id_])
            for id_, rows in found.items()
            for link in rows
        ],
    )
