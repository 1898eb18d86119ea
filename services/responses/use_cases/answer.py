"""Take an answer: once, in time, about exactly what was shown, at the end of the company's chain.

All of it is decided in the writing transaction, behind the lock of the statement, so that parallel answers come one after the
other and the second one learns of the first (reliability-security.md §2.7, W2–W5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID, uuid4

import structlog
from pydantic import TypeAdapter

from services.responses.domain.conflicts import in_conflict
from services.responses.domain.details import write_details
from services.responses.domain.entries import TEXT_VERSION, AnswerContent, Entry
from services.responses.domain.own_balances import same_balances, write_balances
from services.responses.domain.page_state import is_late, may_answer
from services.responses.domain.seals import Salts
from services.responses.domain.told import document_remarks, side_answer
from services.responses.repository import evidence, ledgers, pages, responses
from services.responses.repository.pages import Page
from services.responses.use_cases.receipts import ReceiptDesk
from shared.contracts.responses import Answer, ResponseReceived
from shared.contracts.values import CurrencyBalance, LinkLevel
from shared.database import Transaction
from shared.money import Money

log = structlog.get_logger(__name__)

_WITHHELD = TypeAdapter(tuple[CurrencyBalance, ...])


@dataclass(frozen=True, slots=True)
class SendAnswer:
    """A filled-in and confirmed form. `replaces`: the version that its author wanted to change, 0 for a first answer."""

    link_id: str
    form_id: UUID
    snapshot_sha256: str
    replaces: int
    content: AnswerContent
    language: str
    ip: str
    user_agent: str
    information_version: int | None = None


class Outcome(StrEnum):
    STORED = "stored"
    REPEATED = "repeated"
    """The same answer again: the same receipt, nothing new."""
    ALREADY_ANSWERED = "already_answered"
    NOT_OPEN = "not_open"
    OTHER_FIGURES = "other_figures"
    UNKNOWN_LINK = "unknown_link"
    TOO_MANY_FORWARDS = "too_many_forwards"
    """Of what is short of an answer: no more colleagues can be named."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it, and the page as it is now."""

    outcome: Outcome
    page: Page | None


async def send_answer(tx: Transaction, command: SendAnswer, desk: ReceiptDesk) -> Taken:
    """Store the answer or say why not. Emits `ResponseReceived` and receipts when something new was stored."""
    await pages.lock(tx, command.link_id)
    page = await pages.find(tx, command.link_id)
    if page is None:
        return Taken(Outcome.UNKNOWN_LINK, None)
    command = replace(command, content=_judged(command.content, page))
    if await _said_before(tx, page, command):
        return Taken(Outcome.REPEATED, page)
    if command.snapshot_sha256 != page.snapshot_sha256:
        return Taken(Outcome.OTHER_FIGURES, page)
    position, previous = await responses.hold_chain(tx, page.company_id)
    # After the last lock: the time of the deadline is the time at which nothing can come in between any more.
    now = await tx.database_time()
    answered = page.standing is not None
    if not may_answer(page.facts, now):
        blocked = answered and not may_answer(replace(page.facts, answered_by=None), now)
        return Taken(Outcome.NOT_OPEN if blocked or not answered else Outcome.ALREADY_ANSWERED, page)
    standing_version = page.standing.version if page.standing else 0
    if command.replaces != standing_version:
        return Taken(Outcome.ALREADY_ANSWERED, page)
    entry = Entry(
        response_id=uuid4(),
        company_id=page.company_id,
        reconciliation_id=page.reconciliation_id,
        campaign_id=page.campaign_id,
        version=standing_version + 1,
        answer=command.content.answer.value,
        explanation=command.content.explanation,
        own_for_purchases_minor=command.content.own_for_purchases_minor,
        own_for_sales_minor=command.content.own_for_sales_minor,
        own_balances=write_balances(command.content.own_balances),
        ledger_sha256=await _kept(tx, page, command.content.ledger_sha256),
        details=write_details(command.content.details),
        late=is_late(page.facts, now),
        responder_name=command.content.responder_name,
        responder_title=command.content.responder_title,
        link_id=page.link_id,
        address=page.address,
        ip=command.ip,
        user_agent=command.user_agent,
        language=command.language,
        text_version=TEXT_VERSION,
        answered_at=now,
        form_id=command.form_id,
        snapshot_sha256=page.snapshot_sha256,
        position=position + 1,
        previous_sha256=previous,
        security_level=page.level,
        information_version=command.information_version,
    )
    entry = entry.sealed(await evidence.rows_of(tx, page.reconciliation_id), Salts.fresh())
    conflict = answered and in_conflict([*await responses.versions(tx, page.reconciliation_id), entry])
    await responses.append(tx, entry)
    _emit(tx, entry, conflict=conflict)
    desk.issue(tx, page, entry)
    return Taken(Outcome.STORED, replace(page, standing=entry))


def _judged(content: AnswerContent, page: Page) -> AnswerContent:
    """Where the counterparty writes its own balance, it agrees when that is ours. Told by the books, here and not in the form:
    nobody can try out what we would agree to."""
    if page.withheld is None or same_balances(content.own_balances, _WITHHELD.validate_json(page.withheld)):
        return content
    return replace(content, answer=Answer.DISAGREED)


async def _kept(tx: Transaction, page: Page, sha256: str) -> str | None:
    """The file that the answer names, as far as it is still kept: nobody can swear on a file that is not there."""
    return sha256 if sha256 and await ledgers.of_file(tx, page.reconciliation_id, sha256) else None


async def _said_before(tx: Transaction, page: Page, command: SendAnswer) -> bool:
    """The same form once more, or the same words from the same link: a double click, a reload, a retry."""
    standing = page.standing
    if standing is None:
        return False
    if standing.link_id == command.link_id and standing.content == command.content:
        return True
    earlier = await responses.by_form(tx, command.form_id)
    return earlier is not None and earlier.link_id == command.link_id


def _emit(tx: Transaction, entry: Entry, *, conflict: bool) -> None:
    content = entry.content
    event = ResponseReceived(
        response_id=entry.response_id,
        reconciliation_id=entry.reconciliation_id,
        campaign_id=entry.campaign_id,
        version=entry.version,
        answer=content.answer,
        explanation=entry.explanation,
        responder_name=entry.responder_name,
        responder_title=entry.responder_title,
        address=entry.address,
        answered_at=entry.answered_at,
        snapshot_sha256=entry.snapshot_sha256,
        entry_sha256=entry.entry_sha256,
        own_balances=tuple(Money.of_minor(one.minor, one.currency) for one in content.own_balances),
        purchases=side_answer(content.own_for_purchases_minor, content.details.purchases),
        sales=side_answer(content.own_for_sales_minor, content.details.sales),
        reasons=tuple(reason.value for reason in content.details.reasons),
        documents=document_remarks(content.details),
        late=entry.late,
        conflict=conflict,
        level=LinkLevel(entry.security_level),
    )
    tx.emit(event, tenant=entry.company_id, subject=entry.reconciliation_id)
    log.info("response.received", reconciliation_id=str(entry.reconciliation_id), version=entry.version)
