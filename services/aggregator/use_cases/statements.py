"""From a request to a statement: the run's figure with its documents, in parts, or the reason why there is none.

Nothing is computed here: what is sent is exactly what the operator saw (design §2). Where the books have changed since the run
was made, the statement goes out as it was asked for and is reported as outdated in the same breath.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlalchemy import Row

from services.aggregator.domain.documents import BookedDocument, Standing
from services.aggregator.domain.recipients import ACCOUNT, NEVER_MAIL, PLACEHOLDER
from services.aggregator.domain.rules import RunRules
from services.aggregator.domain.series import DeferredSeriesList
from services.aggregator.domain.sides import Side
from services.aggregator.repository import behind, companies, runs, statements
from services.aggregator.repository.behind import View
from services.aggregator.use_cases import balances
from services.aggregator.use_cases.balances import OpenBalance
from services.aggregator.use_cases.outdated_balances import report_balances_since
from services.aggregator.use_cases.outdating import report_outdated_since
from services.aggregator.use_cases.sides import kept_side, rules_of
from shared.contracts.aggregator import DOCUMENTS_PER_PART, OPEN_ITEMS_AT_MOST, StatementPrepared, StatementRefused
from shared.contracts.campaign import CampaignCreated, ReconciliationRequested
from shared.contracts.event import MAX_BODY_BYTES, Event
from shared.contracts.values import Counterparty, Document, Kind, Recipient
from shared.database import Transaction
from shared.messaging.outbox import BodyTooLarge
from shared.messaging.subscriptions import Verdict
from shared.money import Money
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
    "never_mail": "A card of this counterparty says that it is never to be mailed.",
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


@dataclass(frozen=True, slots=True)
class Letters:
    """What is needed to answer a batch: the runs, their figures, and what lies behind them."""

    runs: Mapping[UUID, Row[Any]]
    figures: Mapping[tuple[UUID, str], Row[Any]]
    documents: Mapping[tuple[UUID, str], Sequence[Document]]
    open: Mapping[tuple[UUID, str], OpenBalance]


async def prepare_statements(tx: Transaction, events: Sequence[Requested]) -> Verdict:
    """Answer each request once, whatever comes twice."""
    await tx.plan_for_these_values()
    known = await companies.known(tx, {event.tenant for event in events})
    postponed = {
        event.id: f"company {event.tenant} is not known here yet" for event in events if event.tenant not in known
    }
    first = {event.data.reconciliation_id: event for event in reversed(events) if event.tenant in known}
    done = await statements.already_prepared(tx, first.keys())
    requests = [event for reconciliation, event in first.items() if reconciliation not in done]
    # An import waits until these statements are there, or they wait for it: one of the two finds what is outdated.
    tenants = sorted({one.tenant for one in requests})
    revisions = {tenant: await companies.hold_books_as_they_are(tx, tenant) for tenant in tenants}
    letters = await _read(tx, known, requests)
    rows = [_answer(tx, event, letters) for event in requests]
    await statements.add(tx, rows)
    went_out: defaultdict[UUID, dict[UUID, str]] = defaultdict(dict)
    for row in rows:
        if not row["refusal"]:
            went_out[row["run_id"]][row["id"]] = row["key"]
    for run_id, sent in went_out.items():
        run, figures = letters.runs[run_id], {key: letters.figures[run_id, key] for key in sent.values()}
        await report_outdated_since(tx, run, sent, figures, revisions[run.company_id])
        await report_balances_since(tx, run, sent.keys(), revisions[run.company_id])
    return Verdict(postponed=postponed)


async def _read(tx: Transaction, known: set[UUID], requests: Sequence[Requested]) -> Letters:
    """Everything in a few queries, however many requests there are."""
    found = await runs.several(tx, known, {event.data.run_id for event in requests})
    wanted = {(event.data.run_id, event.data.figure_key) for event in requests if _may_exist(event, found)}
    figures = await statements.figures_of(tx, wanted)
    of_run: defaultdict[UUID, list[Row[Any]]] = defaultdict(list)
    for (run_id, _), figure in figures.items():
        of_run[run_id].append(figure)
    documents: dict[tuple[UUID, str], Sequence[Document]] = {}
    opened: dict[tuple[UUID, str], OpenBalance] = {}
    for run_id, some in of_run.items():
        run = found[run_id]
        for key, behind_it in (await _documents(tx, run, some)).items():
            documents[run_id, key] = behind_it
        if Kind(run.kind).has_balances:
            for key, open_balance in (await balances.open_of_figures(tx, run, some)).items():
                opened[run_id, key] = open_balance
    return Letters(found, figures, documents, opened)


async def _documents(tx: Transaction, run: Row[Any], figures: Sequence[Row[Any]]) -> Mapping[str, Sequence[Document]]:
    if not Kind(run.kind).has_sides:
        return {}
    rules = rules_of(run)
    view = View(run.company_id, rules, run.revision)
    found = await behind.documents(tx, view, {figure.key: figure.account_ids for figure in figures})
    return {key: counted(documents, rules) for key, documents in found.items()}


def counted(documents: Sequence[BookedDocument], rules: RunRules) -> list[Document]:
    """The documents that a figure is the sum of, as they travel: above zero, on the side where they count."""
    deferred = DeferredSeriesList(rules.deferred_series)
    return [
        Document(
            number=one.number,
            date=one.date,
            kind=one.kind,
            side=one.side,
            amount=Money.of_minor(one.kurus(rules)),
            original=None if (minor := one.original(rules)) is None else Money.of_minor(minor, one.currency),
        )
        for one in documents
        if one.standing(rules, deferred) is Standing.COUNTED
    ]


def _answer(tx: Transaction, event: Requested, letters: Letters) -> dict[str, Any]:
    """Emit the statement or the refusal; returns its row."""
    place = (event.data.run_id, event.data.figure_key)
    run = _run_of(event, letters.runs)
    figure = letters.figures.get(place)
    refusal, recipients = _judge(event, run, figure)
    statement_id = uuid4()
    if refusal or figure is None or run is None:
        _refuse(tx, event, refusal)
    else:
        head = _head(event, statement_id, run, figure, recipients, letters.open.get(place, balances.NOTHING_OPEN))
        _prepare(tx, event, head, letters.documents.get(place, ()))
    return _row(tx, event, statement_id, refusal)


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
    if NEVER_MAIL in figure.warnings:
        return "never_mail", ()
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


def _head(
    event: Requested,
    statement_id: UUID,
    run: Row[Any],
    figure: Row[Any],
    recipients: tuple[Recipient, ...],
    opened: OpenBalance,
) -> StatementPrepared:
    """What every part of the statement carries."""
    return StatementPrepared(
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
        purchases=kept_side(figure, Side.PURCHASES),
        sales=kept_side(figure, Side.SALES),
        recipients=recipients[:RECIPIENTS_AT_MOST],
        as_of=run.as_of,
        balances=balances.frozen(figure),
        open_items=opened.items[:OPEN_ITEMS_AT_MOST],
        open_items_left_out=max(0, len(opened.items) - OPEN_ITEMS_AT_MOST),
        ageing=opened.ageing,
    )


def _prepare(tx: Transaction, event: Requested, head: StatementPrepared, behind_it: Sequence[Document]) -> None:
    if len(behind_it) <= DOCUMENTS_PER_PART:
        # Nearly always they fit. That they did not is found by trying, which costs least.
        with suppress(BodyTooLarge):
            _emit(tx, event, head.model_copy(update={"documents": tuple(behind_it)}))
            return
    room = MAX_BODY_BYTES - ENVELOPE_BYTES - len(head.model_dump_json().encode())
    parts = list(_parts(behind_it, room)) or [()]
    for number, documents in enumerate(parts, start=1):
        _emit(tx, event, head.model_copy(update={"part": number, "parts": len(parts), "documents": documents}))


def _emit(tx: Transaction, event: Requested, statement: StatementPrepared) -> None:
    tx.emit(statement, tenant=event.tenant, subject=event.data.reconciliation_id, cause=event)


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
