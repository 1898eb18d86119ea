"""How a service is doing, and what an administrator does with its messages: the same room in every service.

Figures are the installation's, because queues are shared; messages are shown and touched only when they belong to the asker's
company. What is shown of a body is masked like a log.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from sqlalchemy import Table

from shared.database import Database, Reading, Transaction
from shared.http.dependencies import Administrator, InReading, InTransaction, edge_of
from shared.http.values import can_be_kept
from shared.logging import mask
from shared.messaging import admin, leases
from shared.messaging.admin import Message, State
from shared.messaging.transport import Transport
from shared.paging import Cursor, Page, cut, decode_cursor, encode_cursor

MOST_SHOWN = 200


class Box(StrEnum):
    INBOX = "inbox"
    OUTBOX = "outbox"


class _Output(BaseModel):
    model_config = ConfigDict(frozen=True)


class Queue(_Output):
    """Events of one box."""

    pending: int = Field(description="How many wait.")
    oldest_seconds: float = Field(description="For how long the oldest of them.")
    buried: int = Field(description="How many were given up and need a person.")


class Health(_Output):
    """One service."""

    service: str
    version: str
    database: str = Field(description="`postgresql` or `sqlite`.")
    database_milliseconds: float = Field(description="What a question takes.")
    transport: str | None = Field(description="What is wrong with what carries events; nothing: it works.")
    outbox: Queue
    inbox: Queue


class SystemMessage(_Output):
    """An event, or several of one type, that wait or were given up."""

    id: UUID
    box: Box
    type: str
    state: State
    events: int
    attempts: int
    occurred_at: datetime
    next_at: datetime | None
    reason: str


class SystemMessageList(Page[SystemMessage]):
    """The oldest first."""

    total: int = Field(description="Events in all of them, also those that are not listed.")


class SystemMessageBody(SystemMessage):
    """With what it says; names, addresses and numbers are masked."""

    body: str


class Handled(_Output):
    messages: int


class RetryInput(BaseModel):
    """Which buried messages are brought back; without ids all of the company's."""

    model_config = ConfigDict(extra="forbid")

    box: Box = Box.INBOX
    ids: list[UUID] | None = Field(default=None, min_length=1, max_length=1000)


class DiscardInput(BaseModel):
    """Why a message is closed for good."""

    model_config = ConfigDict(extra="forbid")

    box: Box = Box.INBOX
    note: Annotated[str, StringConstraints(min_length=1, max_length=500), BeforeValidator(can_be_kept)]


@dataclass(frozen=True, slots=True)
class Boxes:
    """The two tables of a service."""

    tables: Mapping[Box, Table]

    @classmethod
    def of(cls, outbox: Table, inbox: Table) -> Boxes:
        return cls({Box.OUTBOX: outbox, Box.INBOX: inbox})

    def __getitem__(self, box: Box) -> Table:
        return self.tables[box]


async def health(service: str, database: Database, boxes: Boxes, transport: Transport | None) -> Health:
    """How the service is doing at this moment."""
    async with database.reading() as reading:
        started = time.perf_counter()
        now = await reading.database_time()
        milliseconds = (time.perf_counter() - started) * 1000
        outbox, inbox = [await _queue(reading, boxes[box], now) for box in (Box.OUTBOX, Box.INBOX)]
    return Health(
        service=service,
        version=product_version(),
        database=database.engine.dialect.name,
        database_milliseconds=round(milliseconds, 1),
        transport=None if transport is None else await transport.healthy(),
        outbox=outbox,
        inbox=inbox,
    )


async def _queue(reading: Reading, table: Table, now: datetime) -> Queue:
    depth = await leases.depth(reading, table, now)
    return Queue(pending=depth.pending, oldest_seconds=round(max(depth.oldest_seconds, 0.0), 1), buried=depth.buried)


async def messages(
    reading: Reading, boxes: Boxes, box: Box, state: State, company_id: UUID, limit: int, cursor: str | None
) -> SystemMessageList:
    after = decode_cursor(cursor, int)[0] if cursor else 0
    total, found = await admin.list_messages(reading, boxes[box], state, limit + 1, tenant=company_id, after=after)
    page, last = cut(found, limit)
    following = encode_cursor(last.position) if last else None
    return SystemMessageList(items=[_shown(box, one) for one in page], total=total, next=following)


async def message(reading: Reading, boxes: Boxes, box: Box, event_id: UUID, company_id: UUID) -> SystemMessageBody:
    found = await admin.show_message(reading, boxes[box], event_id, tenant=company_id)
    body = mask(admin.pretty_body(found))
    return SystemMessageBody(**_shown(box, found).model_dump(), body=body)


async def retry(tx: Transaction, boxes: Boxes, wanted: RetryInput, company_id: UUID) -> int:
    return await admin.retry(tx, boxes[wanted.box], wanted.ids, tenant=company_id)


async def discard(tx: Transaction, boxes: Boxes, event_id: UUID, wanted: DiscardInput, company_id: UUID) -> None:
    await admin.discard(tx, boxes[wanted.box], event_id, wanted.note, tenant=company_id)


@cache
def product_version() -> str:
    """What is installed; a checkout that is not is called so."""
    try:
        return version("mutabakat")
    except PackageNotFoundError:
        return "development"


def _shown(box: Box, one: Message) -> SystemMessage:
    return SystemMessage(
        id=one.event_id,
        box=box,
        type=one.type,
        state=one.state,
        events=one.events,
        attempts=one.attempts,
        occurred_at=one.occurred_at,
        next_at=one.next_at,
        reason=mask(one.reason),
    )


def system_router(boxes: Boxes) -> APIRouter:
    """Operations under `/system`, for administrators."""
    router = APIRouter(prefix="/system", tags=["system"])

    @router.get("", response_model=Health, summary="How this service is doing")
    async def show(who: Administrator, request: Request) -> Health:  # noqa: ARG001  # for its check
        edge = edge_of(request)
        transport: Any = getattr(request.app.state, "transport", None)
        return await health(edge.service, edge.database, boxes, transport)

    @router.get("/messages", response_model=SystemMessageList, summary="Events that wait or were given up")
    async def listed(
        who: Administrator,
        reading: InReading,
        box: Box = Box.INBOX,
        state: State = State.BURIED,
        limit: Annotated[int, Query(ge=1, le=MOST_SHOWN)] = 50,
        cursor: Cursor = None,
    ) -> SystemMessageList:
        """Of your company, the oldest first."""
        return await messages(reading, boxes, box, state, who.company_id, limit, cursor)

    @router.get("/messages/{event_id:uuid}", response_model=SystemMessageBody, summary="One of them with its body")
    async def one(event_id: UUID, who: Administrator, reading: InReading, box: Box = Box.INBOX) -> SystemMessageBody:
        return await message(reading, boxes, box, event_id, who.company_id)

    @router.post(
        "/messages/retry",
        response_model=Handled,
        summary="Try buried events again",
        responses={409: {"description": "None of them is buried."}},
    )
    async def again(body: RetryInput, who: Administrator, tx: InTransaction) -> Handled:
        """With fresh attempts."""
        return Handled(messages=await retry(tx, boxes, body, who.company_id))

    @router.post(
        "/messages/{event_id}/discard",
        status_code=204,
        summary="Close a buried event for good",
        responses={409: {"description": "It is not buried."}},
    )
    async def close(event_id: UUID, body: DiscardInput, who: Administrator, tx: InTransaction) -> None:
        """It takes no effect any more; the note stays beside the reason."""
        await discard(tx, boxes, event_id, body, who.company_id)

    return router
