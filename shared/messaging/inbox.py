"""What a service was told: stored first, acknowledged then, handled from the table.

The unique event id is the deduplication. A delivery that cannot be read is stored too, buried, with the reason: nothing that
reached us disappears.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from pydantic import ValidationError
from sqlalchemy import Table

from shared.clock import Clock
from shared.contracts.event import MAX_BODY_BYTES, SPEC_VERSION, Head
from shared.crashpoint import crashpoint
from shared.database import Database
from shared.messaging.packing import bundle_id, events_in
from shared.messaging.subscriptions import Subscriptions
from shared.wakeup import Wakeup

log = structlog.get_logger(__name__)

UNREADABLE = "unreadable"
"""Type under which a body that is no envelope is kept."""

KEPT_OF_UNREADABLE = 48 * 1024


class NoEnvelope(ValueError):
    """A delivery that is not one of our events at all."""


class Inbox:
    """Stores deliveries of one service."""

    def __init__(
        self, service: str, table: Table, database: Database, subscriptions: Subscriptions, clock: Clock
    ) -> None:
        self.service = service
        self.table = table
        self.database = database
        self.subscriptions = subscriptions
        self._clock = clock
        self.wakeup = Wakeup()

    async def accept(self, bodies: Sequence[bytes]) -> list[NoEnvelope | None]:
        """Store a batch in one statement; when it returns, the deliveries may be acknowledged. A body is an envelope, or several
        of one type in a row of their producer's outbox.

        Answers per body None, or why it is no envelope (it is then stored as buried). Raises only when the database does not
        take the batch; then nothing of it is stored.
        """
        now = self._clock.now()
        answers: list[NoEnvelope | None] = []
        rows: list[dict[str, Any]] = []
        for body in bodies:
            row, problem = _read(body, now)
            rows.append(row)
            answers.append(problem)
        async with self.database.at_once() as tx:
            await tx.insert_or_ignore(self.table, rows)
        crashpoint("inbox.accepted")
        self.wakeup.set()
        return answers


def row_of(body: bytes, now: datetime) -> dict[str, Any]:
    """The row that keeps a body; one that cannot be read is kept as buried."""
    return _read(body, now)[0]


def _read(body: bytes, now: datetime) -> tuple[dict[str, Any], NoEnvelope | None]:
    try:
        return _row(body, now), None
    except NoEnvelope as problem:
        log.warning("inbox.unreadable", size=len(body), reason=str(problem))
        return _unreadable_row(body, str(problem), now), problem


def _row(body: bytes, now: datetime) -> dict[str, Any]:
    """A row for a body; of many events the first one's head is read, and the rest is left to the worker."""
    if len(body) > MAX_BODY_BYTES:
        raise NoEnvelope(f"body of {len(body)} bytes; at most {MAX_BODY_BYTES} are taken")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise NoEnvelope(f"no event envelope: no text in UTF-8: {error.reason}") from None
    events = events_in(text)
    envelope = _head(events[0])
    return {
        "event_id": bundle_id(envelope.id, len(events)),
        "type": envelope.type,
        "tenant": envelope.tenant,
        "subject": envelope.subject,
        "body": text,
        "events": len(events),
        "occurred_at": envelope.time,
        "available_at": now,
        "failed_at": None,
        "error": None,
    }


def _head(event: str) -> Head:
    try:
        envelope = Head.model_validate_json(event)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "body"
        raise NoEnvelope(f"no event envelope: {place}: {first['msg']}") from None
    if envelope.specversion != SPEC_VERSION:
        raise NoEnvelope(f"unknown envelope version {envelope.specversion!r}")
    if len(envelope.subject) > 120 or len(envelope.type) > 120 or envelope.time.tzinfo is None:
        raise NoEnvelope("type or subject too long, or time without zone")
    return envelope


def _unreadable_row(body: bytes, reason: str, now: datetime) -> dict[str, Any]:
    digest = hashlib.sha256(body).digest()
    return {
        # The same garbage delivered again is the same row.
        "event_id": UUID(bytes=digest[:16]),
        "type": UNREADABLE,
        "tenant": None,
        "subject": digest.hex()[:16],
        "body": base64.b64encode(body[:KEPT_OF_UNREADABLE]).decode(),
        "events": 1,
        "occurred_at": now,
        "available_at": now,
        "failed_at": now,
        "error": reason,
    }
