"""From a request to a statement: the run's figure with its documents, in parts, or the reason why there is none.

Nothing is computed here: what is sent is exactly what the operator saw (design §2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlalchemy import Row

from services.aggregator.domain.recipients import ACCOUNT, PLACEHOLDER
from services.aggregator.domain.sides import side_of
from services.aggregator.repository import companies, runs, statements
from services.aggregator.use_cases.sides import SIDE_COLUMNS, side_total
from shared.contracts.aggregator import DOCUMENTS_PER_PART, StatementPrepared, StatementRefused
from shared.contracts.campaign import CampaignCreated, ReconciliationRequested
from shared.contracts.event import MAX_BODY_BYTES, Event
from shared.contracts.values import Counterparty, Document, DocumentKind, Recipient
from shared.database import Transaction
from shared.messaging.subscriptions import Verdict
from shared.money import TRY, Money
from shared.text import forbidden_character

Requested = Event[ReconciliationRequested]
_RECIPIENTS = TypeAdapter(tuple[Recipient, ...])

ENVELOPE_BYTES = 4 * 1024
"""Room for the envelope around a part, and for commas between its documents."""
RECIPIENTS_AT_MOST = 200
"""More addresses than any firm answers from; together with the codes they must leave room for documents in a part."""
CODES_AT_MOST = 500
KEY_AT_MOST = 80

REASONS: Mapping[str, str] = {
    "unknown_run": "The run of this request is not in the books of this company.",
    "unknown_figure": "The run has no such counterparty.",
    "placeholder_tax_number": "The tax number stands for nobody in particular; such accounts are never mailed.",
    "no_address": "There is no valid address to write to.",
}


async def remember_campaigns(tx: Transaction, events: Sequence[Event[CampaignCreated]]) -> None:
    """Which runs were sent, so that later changes of the books are noticed."""
    rows = [
        {
            "campaign_id": event.data.campaign_id,
            "company_id": event.tenant,
            "run_id": event.data.run_id,
            "requested": event.data.requested,
            "sent_at": event.time,
        }
        for event in events
    ]
    await statements.remember_campaigns(tx, rows)


async def prepare_statements(tx: Transaction, events: Sequence[Requested]) -> Verdict:
    """Answer each request once, whatever comes twice."""
    known = await companies.known(tx, {event.tenant for event in events})
    postponed = {
        event.id: f"company {event.tenant} is not known here yet" for event in events if event.tenant not in known
    }
    first = {event.data.reconciliation_id: event for event in reversed(events) if event.tenant in known}
    done = await statements.already_prepared(tx, first.keys())
    requests = [event for reconciliation, event in first.items() if reconciliation not in done]
    found_runs = await runs.several(tx, known, {event.data.run_id for event in requests})
    wanted = {(event.data.run_id, event.data.figure_key) for event in requests if _may_exist(event, found_runs)}
    figures = await statements.figures_of(tx, wanted)
    documents = await statements.documents_of(tx, wanted)
    rows = []
    for event in requests:
        data = event.data
        run = _run_of(event, found_runs)
        figure = figures.get((data.run_id, data.figure_key))
        refusal, recipients = _judge(event, run, figure)
        statement_id = uuid4()
        rows.append(_row(tx, event, statement_id, refusal))
        if refusal or figure is None or run is None:
            _refuse(tx, event, refusal)
        else:
            behind = documents.get((data.run_id, data.figure_key), [])
            _prepare(tx, event, statement_id, figure, run.limit_minor, recipients, behind)
    await statements.add(tx, rows)
    return Verdict(postponed=postponed)


def _run_of(event: Requested, found: Mapping[UUID, Row[Any]]) -> Row[Any] | None:
    run = found.get(event.data.run_id)
    return run if run is not None and run.company_id == event.tenant else None


def _may_exist(event: Requested, found: Mapping[UUID, Row[Any]]) -> bool:
    """Whether to look for the figure at all: in the company's own run, under a key that a column can hold."""
    key = event.data.figure_key
    return _run_of(event, found) is not None and len(key) <= KEY_AT_MOST and forbidden_character(key) is None


def _judge(event: Requested, run: Row[Any] | None, figure: Row[Any] | None) -> tuple[str, tuple[Recipient, ...]]:
    if run is None:
        return "unknown_run", ()
    if figure is None:
        return "unknown_figure", ()
    if PLACEHOLDER in figure.warnings:
        return "placeholder_tax_number", ()
    recipients = _RECIPIENTS.validate_python(figure.recipients)
    if not event.data.notify_contacts:
        recipients = tuple(recipient for recipient in recipients if recipient.role == ACCOUNT)
    return ("" if recipients else "no_address"), recipients


def _row(tx: Transaction, event: Requested, statement_id: UUID, refusal: str) -> dict[str, Any]:
    return {
        "id": statement_id,
        "company_id": event.tenant,
        "reconciliation_id": event.data.reconciliation_id,
        "campaign_id": event.data.campaign_id,
        "run_id": event.data.run_id,
        "key": "".join(filter(str.isprintable, event.data.figure_key))[:KEY_AT_MOST],
        "refusal": refusal,
        "prepared_at": tx.clock.now(),
    }


def _refuse(tx: Transaction, event: Requested, refusal: str) -> None:
    tx.emit(
        StatementRefused(
            reconciliation_id=event.data.reconciliation_id,
            campaign_id=event.data.campaign_id,
            code=refusal,
            reason=REASONS[refusal],
        ),
        tenant=event.tenant,
        subject=event.data.reconciliation_id,
        cause=event,
    )


def _prepare(
    tx: Transaction,
    event: Requested,
    statement_id: UUID,
    figure: Row[Any],
    limit_minor: int,
    recipients: tuple[Recipient, ...],
    behind: Sequence[Row[Any]],
) -> None:
    sides = {name: getattr(figure, name) for name in SIDE_COLUMNS}
    head = StatementPrepared(
        statement_id=statement_id,
        reconciliation_id=event.data.reconciliation_id,
        campaign_id=event.data.campaign_id,
        reference=event.data.reference,
        letter=event.data.letter,
        counterparty=Counterparty(
            title=figure.title,
            tax_number=figure.tax_number,
            account_codes=tuple(figure.account_codes[:CODES_AT_MOST]),
            language=figure.language,
        ),
        purchases=side_total(sides, "purchases", limit_minor),
        sales=side_total(sides, "sales", limit_minor),
        recipients=recipients[:RECIPIENTS_AT_MOST],
    )
    room = MAX_BODY_BYTES - ENVELOPE_BYTES - len(head.model_dump_json().encode())
    parts = list(_parts([_document(row) for row in behind], room)) or [()]
    for number, documents in enumerate(parts, start=1):
        tx.emit(
            head.model_copy(update={"part": number, "parts": len(parts), "documents": documents}),
            tenant=event.tenant,
            subject=event.data.reconciliation_id,
            cause=event,
        )


def _document(row: Row[Any]) -> Document:
    kind = DocumentKind(row.kind)
    foreign = row.currency != TRY
    return Document(
        number=row.document_no,
        date=row.document_date,
        kind=kind,
        side=side_of(kind),
        amount=Money.of_minor(row.amount_minor),
        original=Money.of_minor(row.original_minor, row.currency) if foreign else None,
    )


def _parts(documents: Sequence[Document], room: int) -> Iterator[tuple[Document, ...]]:
    """At most 500 documents a part, fewer where they are longer than the bytes that a part has room for."""
    part: list[Document] = []
    size = 0
    for document in documents:
        length = len(document.model_dump_json().encode()) + 1
        if part and (len(part) == DOCUMENTS_PER_PART or size + length > room):
            yield tuple(part)
            part, size = [], 0
        part.append(document)
        size += length
    if part:
        yield tuple(part)
