"""What came back: reports about a message, and answers by ordinary mail that a person has to read."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.mailer.api.edge import InLanguage, Reader
from services.mailer.api.positions import position
from services.mailer.domain.returned import Kind
from services.mailer.domain.wording import RETURNED
from services.mailer.repository import overview, replies, returns
from services.mailer.schemas.returns import ReplyView, Reports, ReportView
from services.mailer.use_cases import suppressions
from shared.errors import NotFound
from shared.http.dependencies import InReading, InTransaction, Once, Writer
from shared.http.dependencies import Reader as Reads
from shared.paging import Cursor, Limit, Page, cut, encode_cursor

router = APIRouter()


def _report(row: Any, reader: Reader) -> ReportView:
    return ReportView(
        id=row.id,
        kind=row.kind,
        kind_text=reader.say(RETURNED[Kind(row.kind)]),
        matched_by=row.matched_by,
        status=row.status,
        code=row.code,
        words=row.words,
        sender=row.sender,
        subject=row.subject,
        received_at=row.received_at,
    )


@router.get("/messages/{message_id}/reports", tags=["messages"], summary="What came back about a message")
async def reports(message_id: UUID, reading: InReading, principal: Reads, reader: InLanguage) -> Reports:
    if await overview.one(reading, principal.company_id, message_id) is None:
        raise NotFound("There is no such message.")
    rows = await returns.of_message(reading, principal.company_id, message_id)
    return Reports(items=[_report(row, reader) for row in rows])


@router.post(
    "/messages/{message_id}/send-anyway",
    tags=["messages"],
    summary="Send a mail that is held because its address is on the list; the address stays there",
    status_code=204,
)
async def send_anyway(message_id: UUID, tx: InTransaction, principal: Writer, once: Once) -> Response:
    async def work() -> None:
        await suppressions.send_anyway(tx, principal.company_id, message_id)

    return await once.run(tx, work, status=204)


@router.get("/replies", tags=["replies"], summary="Answers by ordinary mail, newest first")
async def list_replies(
    reading: InReading,
    principal: Reads,
    campaign_id: UUID | None = None,
    reconciliation_id: UUID | None = None,
    handled: Annotated[bool | None, Query(description="`false`: only those that nobody has dealt with.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ReplyView]:
    chosen = replies.Filter(
        company_id=principal.company_id,
        campaign_id=campaign_id,
        reconciliation_id=reconciliation_id,
        handled=handled,
    )
    rows = await replies.page(reading, chosen, after=position(cursor), limit=limit + 1)
    shown, last = cut(rows, limit)
    return Page(
        items=[_reply(row) for row in shown],
        next=encode_cursor(last.received_at.isoformat(), str(last.id)) if last is not None else None,
    )


@router.post(
    "/replies/{reply_id}/handled", tags=["replies"], summary="Mark an answer as dealt with", response_model=ReplyView
)
async def handle(reply_id: UUID, tx: InTransaction, principal: Writer, once: Once) -> Response:
    async def work() -> ReplyView:
        await replies.handle(tx, principal.company_id, reply_id, by=principal.name)
        row = await replies.one(tx, principal.company_id, reply_id)
        if row is None:
            raise NotFound("There is no such answer.")
        return _reply(row)

    return await once.run(tx, work, status=200)


def _reply(row: Any) -> ReplyView:
    return ReplyView.model_validate(row, from_attributes=True)
