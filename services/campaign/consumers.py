"""What the campaign service listens to: facts about its reconciliations, each kept once, in whatever order they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from services.campaign.domain.credentials import sha256_hex
from services.campaign.domain.progress import MailResult
from services.campaign.domain.reconciliations import Entry
from services.campaign.progress import Known, record
from services.campaign.repository import companies
from shared.contracts.aggregator import ImportCompleted, StatementOutdated, StatementPrepared, StatementRefused
from shared.contracts.event import Event
from shared.contracts.mailer import MailBounced, MailFailed, MailSent, MailUncertain
from shared.contracts.responses import InvitationIssued, NoticeReceived, PageOpened, ResponseReceived
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
        addresses=len(data.recipients),
    )


def _statement_refused(known: Known, event: Event[StatementRefused]) -> None:
    if known["refused_at"] is None:
        known.set(refused_code=event.data.code[:60], refused_reason=event.data.reason, refused_at=event.time)


def _statement_outdated(known: Known, event: Event[StatementOutdated]) -> None:
    known.add_entry(Entry.OUTDATED, f"outdated:{event.data.import_id}", event.time)
    if known["outdated_at"] is None or event.time > known["outdated_at"]:
        known.set(outdated_at=event.time)


def _invitation_issued(known: Known, event: Event[InvitationIssued]) -> None:
    data = event.data
    known.add_mail(
        message_id=data.message_id,
        send_number=data.send_number,
        purpose=data.purpose.value,
        address=data.recipient.address,
        attempt=0,
        result=MailResult.QUEUED.value,
        at=event.time,
        server="",
        code=0,
        reply="",
        reason="",
    )


def _mail(result: MailResult, known: Known, event: Event[AnyMail]) -> None:
    data = event.data
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
        )


def _who(name: str, title: str) -> str:
    return (f"{name} ({title})" if title else name)[:200]


def _notice_received(known: Known, event: Event[NoticeReceived]) -> None:
    data = event.data
    at = data.received_at
    known.add_entry(
        Entry.NOTICE,
        f"notice:{data.code[:20]}:{at:%Y%m%dT%H%M%S%f}",
        at,
        state=data.code[:20],
        explanation=data.text,
        address=data.address,
    )


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
    on(InvitationIssued, each(_invitation_issued)),
    on(MailSent, each(partial(_mail, MailResult.SENT))),
    on(MailFailed, each(partial(_mail, MailResult.FAILED))),
    on(MailUncertain, each(partial(_mail, MailResult.UNCERTAIN))),
    on(MailBounced, each(partial(_mail, MailResult.BOUNCED))),
    on(PageOpened, each(_page_opened)),
    on(ResponseReceived, each(_response_received)),
    on(NoticeReceived, each(_notice_received)),
)
