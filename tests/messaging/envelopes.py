"""Event bodies as the bus carries them, for tests that tell a service something or read what it said."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid4

from shared.contracts.event import EventData, Head, envelope_of

T = TypeVar("T", bound=EventData)


def body_of(data: EventData, tenant: UUID, at: datetime, *, event_id: UUID | None = None) -> bytes:
    """A body with an id of its own, as the event's producer would have written it."""
    head = Head(
        id=event_id or uuid4(),
        source=f"/mutabakat/{data.producer()}",
        type=data.TYPE,
        subject="test",
        time=at,
        tenant=tenant,
        correlationid=uuid4(),
    )
    return head.around(data).encode()


def data_in(body: str, kind: type[T]) -> T:
    """The data of a body of this kind."""
    data: T = envelope_of(kind).model_validate_json(body).data
    return data
