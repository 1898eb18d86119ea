"""The envelope of an event: CloudEvents 1.0 attribute names in JSON, plus tenant, correlation and cause.

Bodies stay under 256 KiB, carry no link secret and no SMTP secret, and money is a decimal string with its currency
(design §4 item 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

MAX_BODY_BYTES = 256 * 1024
SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/json"


class EventData(BaseModel):
    """The facts of one event. Unknown fields of a newer producer are ignored when reading."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    TYPE: ClassVar[str]
    """Full type with version: `mutabakat.<producer>.<event>.v<n>`."""

    @classmethod
    def producer(cls) -> str:
        return cls.TYPE.split(".")[1]

    @classmethod
    def routing_key(cls) -> str:
        return cls.TYPE.removeprefix("mutabakat.")


T = TypeVar("T", bound=EventData)


class Head(BaseModel):
    """The CloudEvents attributes of an envelope; what is told apart without reading the data."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: str = SPEC_VERSION
    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: str = CONTENT_TYPE
    tenant: UUID
    correlationid: UUID
    causationid: UUID | None = None
    traceparent: str | None = None

    def around(self, data: EventData) -> str:
        """The whole envelope as JSON. Head and data are each written once; nothing is parsed again to be put together."""
        head = self.model_dump_json(exclude_none=True)
        return f'{head[:-1]},"data":{data.model_dump_json()}}}'


class Envelope(Head, Generic[T]):
    """What travels: the attributes, and the data as the class that the consumer subscribed to."""

    data: T


@cache
def envelope_of(event: type[T]) -> type[Envelope[T]]:
    """The envelope class of one event class, for reading a body in a single pass."""
    return Envelope[event]  # type: ignore[valid-type]  # a class at run time


@dataclass(frozen=True, slots=True)
class Event(Generic[T]):
    """A received event: its envelope, and its data as the class that the consumer subscribed to."""

    envelope: Head
    data: T

    @property
    def id(self) -> UUID:
        return self.envelope.id

    @property
    def tenant(self) -> UUID:
        return self.envelope.tenant

    @property
    def time(self) -> datetime:
        return self.envelope.time
