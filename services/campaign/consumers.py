"""What the campaign service listens to: facts about its reconciliations, each kept once, in whatever order they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from services.campaign.domain.credentials import sha256_hex
from services.campaign.domain.heard import InvitationIssued, StatementPrepared
from services.campaign.domain.progress import MailFact, MailResult
from services.campaign.domain.reconciliations import Entry
from services.campaign.domain.said import details_of, difference_of, with_colleague
from services.campaign.progress import Known, record
from services.campaign.repository import companies, facts, invitations
from services.campaign.use_cases.conversation import take_messages
from shared import formats
from shared.contracts.aggregator import ImportCompleted, StatementOutdated, StatementRefused
from shared.contracts.event import Event
from shared.contracts.mailer import MailBounced, MailFailed, MailSent, MailUncertain
from shared.contracts.responses import MessageReceived, NoticeCode, NoticeReceived, PageOpened, ResponseReceived
from shared.contracts.values import FORWARDED, REMINDER_ANSWERED, Purpose
from shared.database import Transaction
from shared.messaging.subscriptions import Handler, Subscriptions, Verdict, on

AnyMail = MailSent | MailFailed | MailUncertain | MailBounced


def _statement_prepared(known: Known, event: Event[StatementPrepared]) -> None:
    data = event.data
    if data.part != 1 or known["prepared_at"] is not None:
        return
    known.set(
        statement_id=data.statement_id,
        prepared_at=event.time,
        recipients=[recipient.model_dump(mode="json") for recipient in data.recipients],
        addresses=len(data.recipients) + len(known["forwarded"] or ()),
    )


def _statement_refused(known: Known, event: Event[StatementRefused]) -> None:
    if known["refused_at"] is None:
        known.set(refused_code=event.data.code[:60], refused_reason=event.data.reason, refused_at=event.time)


def _statement_outdated(known: Known, event: Event[StatementOutdated]) -> None:
    known.add_entry(Entry.OUTDATED, f"outdated:{event.data.import_id}", event.time)
    if known["outdated_at"] is None or event.time > known["outdated_at"]:
        known.set(outdated_at=event.time)


async def invitation_issued(tx: Transaction, events: Sequence[Event[InvitationIssued]]) -> Verdict:
    """Remember that mails wait.

    That the first mail waits follows from the statement, and mails that do not ask say nothing about the state. Those, which are
    most, are written down without touching their reconciliation.
    """
    prepared = await facts.prepared(tx, {event.data.reconciliation_id for event in events})
    beside = [event for event in events if prepared.get(event.data.reconciliation_id) == event.tenant and _first(event)]
    await facts.keep_mails(tx, [_queued(event) for event in beside])
    written = {event.id for event in beside}
    others = [event for event in events if event.id not in written]
    return await record(tx, others, _mail_waits) if others else Verdict()


def _first(event: Event[InvitationIssued]) -> bool:
    return event.data.purpose not in (Purpose.RESEND, Purpose.REMINDER)


def _mail_waits(known: Known, event: Event[InvitationIssued]) -> None:
    known.add_mail(**_queued(event))


def _queued(event: Event[InvitationIssued]) -> dict[str, Any]:
    data = event.data
    return {
        "company_id": event.tenant,
        "reconciliation_id": data.reconciliation_id,
        "message_id": data.message_id,
        "send_number": data.send_number,
        "purpose": data.purpose.value,
        "address": data.recipient.address,
        "attempt": 0,
        "result": MailResult.QUEUED.value,
        "at": event.time,
        "server": "",
        "code": 0,
        "reply": "",
        "reason": "",
    }


def _mail(result: MailResult, known: Known, event: Event[AnyMail]) -> None:
    data = event.data
    if isinstance(data, MailFailed) and data.reason == REMINDER_ANSWERED:
        result = MailResult.WITHDRAWN
    known.add_mail(
        message_id=data.message_id,
        send_number=data.send_number,
        purpose=data.purpose.value,
        address=data.address,
        attempt=data.attempt,
        result=result.value,
        at=data.at,
        server=getattr(data, "server", "")[:255],
        code=getattr(data, "code", 0),
        reply=getattr(data, "reply", ""),
        reason=_reason(data),
    )


def _reason(data: AnyMail) -> str:
    if isinstance(data, MailFailed):
        return data.reason[:120]
    if isinstance(data, MailBounced):
        return data.enhanced_code[:120]
    if isinstance(data, MailUncertain):
        return "waits_for_operator" if data.retry_at is None else "will_be_tried_again"
    return ""


def _page_opened(known: Known, event: Event[PageOpened]) -> None:
    data = event.data
    column = "machine_opened_at" if data.probably_machine else "opened_at"
    if known[column] is None or data.opened_at < known[column]:
        known.set(**{column: data.opened_at})
    # The first time per address and kind of visitor is history enough; a page may be opened a hundred times.
    known.add_entry(
        Entry.OPENED,
        f"{column}:{sha256_hex(data.address)[:32]}",
        data.opened_at,
        state="machine" if data.probably_machine else "",
        address=data.address,
    )


def _response_received(known: Known, event: Event[ResponseReceived]) -> None:
    data = event.data
    known.add_entry(
        Entry.ANSWER,
        f"answer:{data.version}",
        data.answered_at,
        state=data.answer.value,
        version=data.version,
        explanation=data.explanation,
        who=_who(data.responder_name, data.responder_title),
        address=data.address,
    )
    if data.version > known["answer_version"]:
        known.set(
            answer=data.answer.value,
            answer_version=data.version,
            answer_explanation=data.explanation,
            own_balances=[one.model_dump(mode="json") for one in data.own_balances] or None,
            answered_at=data.answered_at,
            answered_by=_who(data.responder_name, data.responder_title),
            answered_from=data.address,
            answer_late=data.late,
            answer_conflict=data.conflict,
            answer_details=details_of(data),
            difference_minor=difference_of(
                data, known["purchases_minor"], known["sales_minor"], known["balance_minor"]
            ),
        )


def _who(name: str, title: str) -> str:
    return (f"{name} ({title})" if title else name)[:200]


def _notice_received(known: Known, event: Event[NoticeReceived]) -> None:
    data = event.data
    at, code = data.received_at, data.code[:20]
    known.add_entry(
        Entry.NOTICE,
        f"notice:{data.notice_id}" if data.notice_id else f"notice:{code}:{at:%Y%m%dT%H%M%S%f}",
        at,
        state=code,
        explanation=_told(data),
        who=data.name[:200],
        address=data.address,
    )
    if known["notice_at"] is None or at > known["notice_at"]:
        known.set(notice=code, notice_at=at, notice_by=data.name[:200], answer_by=data.answer_by)
    if code == NoticeCode.WRONG_PERSON:
        known.set(wrong_addresses=sorted({*(known["wrong_addresses"] or ()), data.address}))
    colleague = data.forwarded_to
    # One that was asked already keeps its role, and stands among the recipients.
    if colleague is not None and colleague.role == FORWARDED:
        before = known["forwarded"] or []
        after = with_colleague(before, colleague)
        known.set(forwarded=after, addresses=known["addresses"] + len(after) - len(before))


def _told(data: NoticeReceived) -> str:
    """The words, and below an arrow whom or which day they name: the same in every language."""
    named = ""
    if data.forwarded_to is not None:
        named = f"→ {data.forwarded_to.name} <{data.forwarded_to.address}>"
    elif data.answer_by is not None:
        named = f"→ {formats.day(data.answer_by)}"
    return "\n".join(part for part in (named, data.text) if part)


def mails(result: MailResult) -> Handler:
    """Mails about reconciliations, and those that invite colleagues."""

    async def handler(tx: Transaction, events: Sequence[Event[Any]]) -> Verdict:
        for event in events:
            data = event.data
            if data.purpose is Purpose.COLLEAGUE:
                fact = MailFact(data.address, data.send_number, data.attempt, result)
                # Both ids are the invitation's; the order within an attempt is that of every mail.
                order = data.attempt * 10 + fact.order[2]
                await invitations.note_mail(tx, event.tenant, data.reconciliation_id, result.value, order)
        about = [event for event in events if event.data.purpose is not Purpose.COLLEAGUE]
        return await record(tx, about, partial(_mail, result)) if about else Verdict()

    return handler


def each(add: Callable[[Known, Event[Any]], None]) -> Handler:
    """A handler that adds one fact per event."""

    async def handler(tx: Transaction, events: Sequence[Event[Any]]) -> Verdict:
        return await record(tx, events, add)

    return handler


async def import_completed(tx: Transaction, events: Sequence[Event[ImportCompleted]]) -> Verdict:
    """Remember that the books have moved on; the console says so beside older runs."""
    known = await companies.known_companies(tx, [event.tenant for event in events])
    postponed: dict[UUID, str] = {
        event.id: f"company {event.tenant} is not known here yet" for event in events if event.tenant not in known
    }
    await companies.keep_imports(
        tx,
        [
            {
                "import_id": event.data.import_id,
                "company_id": event.tenant,
                "source": event.data.source[:300],
                "accounts": event.data.accounts,
                "movements": event.data.movements,
                "periods": list(event.data.periods),
                "imported_at": event.time,
            }
            for event in events
            if event.tenant in known
        ],
    )
    return Verdict(postponed=postponed)


SUBSCRIPTIONS = Subscriptions(
    on(ImportCompleted, import_completed),
    on(StatementPrepared, each(_statement_prepared)),
    on(StatementRefused, each(_statement_refused)),
    on(StatementOutdated, each(_statement_outdated)),
    on(InvitationIssued, invitation_issued),
    on(MailSent, mails(MailResult.SENT)),
    on(MailFailed, mails(MailResult.FAILED)),
    on(MailUncertain, mails(MailResult.UNCERTAIN)),
    on(MailBounced, mails(MailResult.BOUNCED)),
    on(PageOpened, each(_page_opened)),
    on(ResponseReceived, each(_response_received)),
    on(MessageReceived, take_messages),
    on(NoticeReceived, each(_notice_received)),
)
