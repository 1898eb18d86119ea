"""Take copies of statements in; when the last part of one is there, freeze it, make its links and ask for its mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import structlog
from pydantic import TypeAdapter
from sqlalchemy import Row

from services.responses.domain.snapshot import (
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
from services.responses.use_cases.ordered_mails import head_of
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


@dataclass(frozen=True, slots=True)
class Whole:
    """A statement all of whose parts are here, frozen in this transaction; what its links and mails are made of."""

    company_id: UUID
    reconciliation_id: UUID
    campaign_id: UUID
    head: str
    recipients: str
    closes_at: datetime
    """As it is by now."""
    read_head: Head
    cause: Prepared


async def take_statements(tx: Transaction, events: Sequence[Prepared]) -> Verdict:
    """Store parts in whatever order they come, and freeze the statements that have all of theirs."""
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
    companies_as_text = {id_: canonical_model(card) for id_, card in cards.items()}
    longer = await extensions.enter(tx, {event.data.campaign_id for event in usable})
    whole = await _store_new(tx, _one_each(usable), companies_as_text, longer)
    done = {one.cause.id for one in whole}
    others = [event for event in usable if event.id not in done]
    known = await statements.lock(tx, {event.data.reconciliation_id for event in others})
    fitting = []
    for event in others:
        if reason := _mismatch(event, known[event.data.reconciliation_id]):
            refused[event.id] = reason
        else:
            fitting.append(event)
    await statements.add_parts(tx, [_part_row(event) for event in fitting])
    waiting = {row.reconciliation_id: row for row in known.values() if row.snapshot_sha256 is None}
    whole += await _freeze(tx, waiting, companies_as_text, _one_each(fitting))
    if whole:
        await links.add(tx, [link for one in whole for link in _link_rows(tx, one)])
        await _invite(tx, {one.reconciliation_id: one for one in whole})
        log.info("statements.completed", count=len(whole))
    return Verdict(postponed=postponed, refused=refused)


async def _store_new(
    tx: Transaction,
    firsts: Mapping[UUID, Prepared],
    companies_as_text: Mapping[UUID, str],
    longer: Mapping[UUID, date],
) -> list[Whole]:
    """Store the heads of these; those of one part, which are most, with their part and frozen at once. Returns the latter."""
    heads = {id_: _head(event) for id_, event in firsts.items()}
    rows = {id_: _head_row(tx, event, heads[id_], longer) for id_, event in firsts.items()}
    parts = {id_: _part_row(event) for id_, event in firsts.items() if event.data.parts == 1}
    for id_, row in rows.items():
        part = parts.get(id_)
        row |= dict.fromkeys(statements.FROZEN)
        if part is not None:
            seen = [(part["documents"], part["document_count"])]
            row |= _frozen(tx, companies_as_text[row["company_id"]], row["head"], seen)
    new = await statements.add_heads(tx, list(rows.values()))
    whole = [
        Whole(
            rows[id_]["company_id"],
            id_,
            rows[id_]["campaign_id"],
            rows[id_]["head"],
            rows[id_]["recipients"],
            rows[id_]["extended_to"] or rows[id_]["closes_at"],
            heads[id_],
            firsts[id_],
        )
        for id_ in parts
        if id_ in new
    ]
    await statements.add_parts(tx, [parts[one.reconciliation_id] for one in whole])
    return whole


def _one_each(events: Sequence[Prepared]) -> dict[UUID, Prepared]:
    first: dict[UUID, Prepared] = {}
    for event in events:
        first.setdefault(event.data.reconciliation_id, event)
    return first


def _is_blank(data: StatementPrepared) -> bool:
    """What the counterparty is to write itself is not part of what it is shown."""
    return data.letter.confirmation is Confirmation.BLANK and data.letter.kind.has_balances


def _head(event: Prepared) -> Head:
    data, blank = event.data, _is_blank(event.data)
    return Head(
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


def _head_row(tx: Transaction, event: Prepared, head: Head, longer: Mapping[UUID, date]) -> dict[str, Any]:
    data, withheld = event.data, None
    if _is_blank(data):
        withheld = canonical([one.without_lines.model_dump(mode="json") for one in data.balances])
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


async def _freeze(
    tx: Transaction,
    waiting: Mapping[UUID, Row[Any]],
    companies_as_text: Mapping[UUID, str],
    causes: Mapping[UUID, Prepared],
) -> list[Whole]:
    """Freeze those of these stored statements that have all their parts, and return them."""
    counts = await statements.part_counts(tx, waiting.keys()) if waiting else {}
    whole = {id_: row for id_, row in waiting.items() if counts.get(id_, 0) == row.parts}
    if not whole:
        return []
    documents = await statements.document_parts(tx, whole.keys())
    frozen = [
        {"reconciliation_id": id_} | _frozen(tx, companies_as_text[row.company_id], row.head, documents[id_])
        for id_, row in whole.items()
    ]
    await statements.complete(tx, frozen)
    return [
        Whole(
            row.company_id,
            id_,
            row.campaign_id,
            row.head,
            row.recipients,
            row.extended_to or row.closes_at,
            head_of(row.head),
            causes[id_],
        )
        for id_, row in whole.items()
    ]


def _frozen(tx: Transaction, company: str, head: str, parts: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """The columns `statements.FROZEN` of a statement with these parts, each with how many documents it holds."""
    texts = [text for text, _ in parts]
    counts = [count for _, count in parts]
    return {
        "company": company,
        "document_count": sum(counts),
        "snapshot_sha256": snapshot_sha256(company, texts, head),
        "part_seals": part_seals(texts, counts),
        "completed_at": tx.clock.now(),
    }


def _link_rows(tx: Transaction, whole: Whole) -> list[dict[str, Any]]:
    asked, tax_number = whole.read_head.letter.level, whole.read_head.counterparty.tax_number
    return [
        link_row(tx, whole.company_id, whole.reconciliation_id, recipient, asked, tax_number)
        for recipient in _RECIPIENTS.validate_json(whole.recipients)
    ]


async def _invite(tx: Transaction, whole: Mapping[UUID, Whole]) -> None:
    """A statement that was withdrawn before it was complete gets its pages, which say so, and no mail."""
    gone = await statements.withdrawn(tx, whole.keys())
    if gone:
        log.info("invitation.ignored", count=len(gone), reason="withdrawn before the statement was complete")
    found = await links.of_reconciliations(tx, whole.keys() - gone)
    await issue(
        tx,
        [
            Invitation(whole[id_], link, FIRST_SEND, Purpose.INVITATION, whole[id_].cause, whole[id_].read_head)
            for id_, rows in found.items()
            for link in rows
        ],
    )
