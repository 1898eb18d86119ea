"""What became of every message, and the two decisions a person may take about an uncertain one."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from services.mailer.api.edge import InLanguage, Mailer, Reader
from services.mailer.api.lane_view import lane_of
from services.mailer.api.positions import position
from services.mailer.domain.states import WAITING, State
from services.mailer.domain.wording import STATES, reason_words
from services.mailer.repository import attempts, overview, progress
from services.mailer.schemas import AttemptView, CampaignAttempt, LaneView, MessageCounts, MessageDetail, MessageView
from services.mailer.schemas.base import Line
from services.mailer.use_cases import uncertain
from shared.database import Reading
from shared.errors import NotFound
from shared.http.dependencies import InReading, InTransaction, Once, Writer
from shared.http.dependencies import Reader as Reads
from shared.paging import Cursor, Limit, Page, cut, decode_cursor, encode_cursor

router = APIRouter(prefix="/messages", tags=["messages"])


def _fields(row: Any, lane: LaneView, reader: Reader) -> dict[str, Any]:
    # A message that simply waits has no reason of its own: its lane's is what keeps it.
    waits = row.state in WAITING and not row.reason and lane.state != "open"
    reason = lane.reason if waits else row.reason
    return {
        "id": row.id,
        "campaign_id": row.campaign_id,
        "reconciliation_id": row.reconciliation_id,
        "reference": row.reference,
        "send_number": row.send_number,
        "purpose": row.purpose,
        "address": row.address,
        "recipient_name": row.recipient_name,
        "language": row.language,
        "subject": row.description,
        "state": row.state,
        "state_text": reader.say(STATES[State(row.state)]),
        "reason": reason,
        "reason_text": reader.say(reason_words(reason)),
        "reply": row.detail,
        "needs_decision": row.state == State.UNCERTAIN and row.due_at is None and row.resume_due_at is None,
        "due_at": _later(lane.retry_at, row.due_at) if waits else row.due_at,
        "attempts": row.attempts,
        "sent_at": row.sent_at,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one is not None and other is not None else one


def _chosen(
    principal: Reads,
    campaign_id: UUID | None = None,
    reconciliation_id: UUID | None = None,
    state: Annotated[list[State] | None, Query(description="Repeat for several.")] = None,
    address: Annotated[Line | None, Query(max_length=320, description="Exactly this address.")] = None,
    needs_decision: Annotated[bool, Query(description="Only uncertain ones that wait for a person.")] = False,
) -> overview.Filter:
    return overview.Filter(
        company_id=principal.company_id,
        campaign_id=campaign_id,
        reconciliation_id=reconciliation_id,
        states=tuple(state or ()),
        address=address,
        undecided=needs_decision,
    )


Chosen = Annotated[overview.Filter, Depends(_chosen)]


@router.get("/counts", summary="How many messages there are per state, for the same filters")
async def counts(reading: InReading, chosen: Chosen, reader: InLanguage) -> MessageCounts:
    those = overview.matching(chosen)
    found = await progress.counts(reading, those)
    return MessageCounts(
        total=sum(found.values()),
        counts=found,
        words={state.value: reader.say(STATES[state]) for state in State},
        needs_decision=await progress.how_many(reading, those & overview.undecided()),
    )


@router.get("/attempts", summary="Every attempt at the messages of a campaign, in their order")
async def list_attempts(
    reading: InReading,
    principal: Reads,
    reader: InLanguage,
    campaign_id: Annotated[UUID, Query(description="Whose messages.")],
    cursor: Cursor = None,
    limit: Limit = 500,
) -> Page[CampaignAttempt]:
    """What the mail servers said, in full: for whoever has to show it for all of them at once."""
    after = decode_cursor(cursor, int)[0] if cursor else 0
    rows = await attempts.of_campaign(reading, principal.company_id, campaign_id, after=after, limit=limit + 1)
    shown, last = cut(rows, limit)
    return Page(
        items=[
            CampaignAttempt(
                **_attempt(one, reader).model_dump(),
                message_id=one.message_id,
                reconciliation_id=one.reconciliation_id,
                reference=one.reference,
                send_number=one.send_number,
                purpose=one.purpose,
                address=one.address,
            )
            for one in shown
        ],
        next=encode_cursor(last.id) if last is not None else None,
    )


@router.get("", summary="Messages, newest first")
async def list_messages(
    reading: InReading,
    principal: Reads,
    mailer: Mailer,
    reader: InLanguage,
    chosen: Chosen,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[MessageView]:
    rows = await overview.page(reading, chosen, after=position(cursor), limit=limit + 1)
    shown, last = cut(rows, limit)
    lane = await lane_of(reading, principal.company_id, mailer, reader)
    return Page(
        items=[MessageView(**_fields(row, lane, reader)) for row in shown],
        next=encode_cursor(last.created_at.isoformat(), str(last.id)) if last is not None else None,
    )


@router.get("/{message_id}", summary="One message with all its attempts")
async def read(
    message_id: UUID, reading: InReading, principal: Reads, mailer: Mailer, reader: InLanguage
) -> MessageDetail:
    return await _detail(reading, principal.company_id, message_id, mailer, reader)


@router.post(
    "/{message_id}/retry", summary="Send an uncertain message again, with the same link", response_model=MessageDetail
)
async def retry(
    message_id: UUID, tx: InTransaction, principal: Writer, once: Once, mailer: Mailer, reader: InLanguage
) -> Response:
    async def work() -> MessageDetail:
        await uncertain.send_again(tx, principal.company_id, message_id)
        return await _detail(tx, principal.company_id, message_id, mailer, reader)

    return await once.run(tx, work, status=200)


@router.post("/{message_id}/settle", summary="Count an uncertain message as sent", response_model=MessageDetail)
async def settle(
    message_id: UUID, tx: InTransaction, principal: Writer, once: Once, mailer: Mailer, reader: InLanguage
) -> Response:
    async def work() -> MessageDetail:
        await uncertain.count_as_sent(tx, principal.company_id, message_id, by=principal.name)
        return await _detail(tx, principal.company_id, message_id, mailer, reader)

    return await once.run(tx, work, status=200)


async def _detail(
    reading: Reading, company_id: UUID, message_id: UUID, mailer: Mailer, reader: Reader
) -> MessageDetail:
    row = await overview.one(reading, company_id, message_id)
    if row is None:
        raise NotFound("There is no such message.")
    lane = await lane_of(reading, company_id, mailer, reader)
    log = await attempts.of_message(reading, company_id, message_id)
    return MessageDetail(**_fields(row, lane, reader), attempt_log=[_attempt(one, reader) for one in log])


def _attempt(row: Any, reader: Reader) -> AttemptView:
    return AttemptView(
        number=row.number,
        server=row.server,
        sender=row.sender,
        started_at=row.started_at,
        duration_ms=row.duration_ms,
        phase=row.phase,
        outcome=row.outcome,
        reason=row.reason,
        reason_text=reader.say(reason_words(row.reason)),
        code=row.code,
        enhanced_code=row.enhanced_code,
        reply=row.reply,
        queue_id=row.queue_id,
        tls=row.tls,
    )
