"""Take answers: each once, in time, about exactly what was shown, at the end of the company's chain.

All of it is decided in the writing transaction, behind the locks of the statements, so that parallel answers come one after the
other and the second one learns of the first (reliability-security.md §2.7, W2–W5). Answers to one company wait for its chain
anyway, so those that wait together are stored together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
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
    now: datetime | None = None
    """The database's time that decided; None where it was clear before."""


async def send_answers(tx: Transaction, commands: Sequence[SendAnswer], desk: ReceiptDesk) -> list[Taken]:
    """Store answers to different reconciliations of one company, or say of each why not. Emits `ResponseReceived` for
    what is new; receipts follow. The results are in the order of the commands."""
    links = {command.link_id for command in commands}
    await pages.lock_each(tx, links)
    found = await pages.find_each(tx, links)
    # A form that was sent before has left its answer on the page of its link.
    asked_again = {one.form_id for one in commands if (page := found.get(one.link_id)) and page.standing is not None}
    forms = await responses.links_of_forms(tx, asked_again) if asked_again else {}
    taken = [_settled(command, found.get(command.link_id), forms) for command in commands]
    new = [
        Asked(command, found[command.link_id]) for command, done in zip(commands, taken, strict=True) if done is None
    ]
    stored = iter(await _store(tx, new, desk) if new else ())
    return [done if done is not None else next(stored) for done in taken]


class Asked(NamedTuple):
    """An answer that nothing is against so far, and its page."""

    command: SendAnswer
    page: Page


def _settled(command: SendAnswer, page: Page | None, forms: Mapping[UUID, str]) -> Taken | None:
    """What becomes of it without a look at the clock; None where that has to decide."""
    if page is None:
        return Taken(Outcome.UNKNOWN_LINK, None)
    if _said_before(page, command, forms):
        return Taken(Outcome.REPEATED, page)
    if command.snapshot_sha256 != page.snapshot_sha256:
        return Taken(Outcome.OTHER_FIGURES, page)
    return None


async def _store(tx: Transaction, asked: Sequence[Asked], desk: ReceiptDesk) -> list[Taken]:
    position, previous = await responses.hold_chain(tx, asked[0].page.company_id)
    # After the last lock: the time of the deadline is the time at which nothing can come in between any more.
    now = await tx.database_time()
    refused = [_refusal(one.command, one.page, now) for one in asked]
    new = [one for one, refusal in zip(asked, refused, strict=True) if refusal is None]
    rows = await evidence.rows_of_each(tx, [one.page.reconciliation_id for one in new])
    answered = [one.page.reconciliation_id for one in new if one.page.standing is not None]
    earlier = await responses.versions_of_each(tx, answered)
    entries: list[Entry] = []
    for one in new:
        draft = await _entry(tx, one, now, position + len(entries) + 1, previous)
        entries.append(draft.sealed(rows[one.page.reconciliation_id], Salts.fresh()))
        previous = entries[-1].entry_sha256
    if entries:
        await responses.append(tx, entries)
        desk.expected(tx)
    for one, entry in zip(new, entries, strict=True):
        versions = [*earlier.get(one.page.reconciliation_id, ()), entry]
        _emit(tx, entry, conflict=len(versions) > 1 and in_conflict(versions))
    kept = iter(entries)
    return [
        Taken(refusal, one.page, now)
        if refusal is not None
        else Taken(Outcome.STORED, replace(one.page, standing=next(kept)), now)
        for one, refusal in zip(asked, refused, strict=True)
    ]


def _refusal(command: SendAnswer, page: Page, now: datetime) -> Outcome | None:
    answered = page.standing is not None
    if not may_answer(page.facts, now):
        blocked = answered and not may_answer(replace(page.facts, answered_by=None), now)
        return Outcome.NOT_OPEN if blocked or not answered else Outcome.ALREADY_ANSWERED
    if command.replaces != _version(page):
        return Outcome.ALREADY_ANSWERED
    return None


def _version(page: Page) -> int:
    return page.standing.version if page.standing else 0


async def _entry(tx: Transaction, asked: Asked, now: datetime, position: int, previous: str) -> Entry:
    """The entry, not sealed yet."""
    command, page = asked
    content = _judged(command.content, page)
    return Entry(
        response_id=uuid4(),
        company_id=page.company_id,
        reconciliation_id=page.reconciliation_id,
        campaign_id=page.campaign_id,
        version=_version(page) + 1,
        answer=content.answer.value,
        explanation=content.explanation,
        own_for_purchases_minor=content.own_for_purchases_minor,
        own_for_sales_minor=content.own_for_sales_minor,
        own_balances=write_balances(content.own_balances),
        ledger_sha256=await _kept(tx, page, content.ledger_sha256),
        details=write_details(content.details),
        late=is_late(page.facts, now),
        responder_name=content.responder_name,
        responder_title=content.responder_title,
        link_id=page.link_id,
        address=page.address,
        ip=command.ip,
        user_agent=command.user_agent,
        language=command.language,
        text_version=TEXT_VERSION,
        answered_at=now,
        form_id=command.form_id,
        snapshot_sha256=page.snapshot_sha256,
        position=position,
        previous_sha256=previous,
        security_level=page.level,
        information_version=command.information_version,
    )


def _judged(content: AnswerContent, page: Page) -> AnswerContent:
    """Where the counterparty writes its own balance, it agrees when that is ours. Told by the books, here and not in the form:
    nobody can try out what we would agree to."""
    if page.withheld is None or same_balances(content.own_balances, _WITHHELD.validate_json(page.withheld)):
        return content
    return replace(content, answer=Answer.DISAGREED)


async def _kept(tx: Transaction, page: Page, sha256: str) -> str | None:
    """The file that the answer names, as far as it is still kept: nobody can swear on a file that is not there."""
    return sha256 if sha256 and await ledgers.of_file(tx, page.reconciliation_id, sha256) else None


def _said_before(page: Page, command: SendAnswer, forms: Mapping[UUID, str]) -> bool:
    """The same form once more, or the same words from the same link: a double click, a reload, a retry."""
    standing = page.standing
    if standing is None:
        return False
    if standing.link_id == command.link_id and standing.content == _judged(command.content, page):
        return True
    return forms.get(command.form_id) == command.link_id


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
