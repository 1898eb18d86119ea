"""Many small events of one type in one row, and many rows in one message: CloudEvents' JSON batch, an array of envelopes.

A launch makes thousands of events of one type at once. Tables pay per row, the broker and its clients per message; so the events
of one transaction share rows, from the outbox to the inboxes of their consumers, and rows that wait together share messages
(docs/decisions/0011, 0028). An event that is alone is a plain envelope in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from shared.contracts.event import CONTENT_TYPE
from shared.messaging.transport import Parcel

BATCH_CONTENT_TYPE = "application/cloudevents-batch+json"
PACKED_BYTES = 128 * 1024
"""A row and a message hold no more than this, unless it is a single event."""

# An encoder never writes a line break inside a JSON string, so a line break is always ours and splitting needs no parsing. A
# blank line stands between rows: whoever takes the message has to find the very rows that were sent, because a row is what is
# known again.
_OPEN, _BETWEEN, _CLOSE = "[\n", ",\n", "\n]"
_ROW_OPEN, _ROW_BETWEEN, _ROW_CLOSE = b"[\n", b",\n\n", b"\n]"


def bundle(events: Sequence[str]) -> str:
    """The body of a row that holds these envelopes."""
    return events[0] if len(events) == 1 else f"{_OPEN}{_BETWEEN.join(events)}{_CLOSE}"


def events_in(body: str) -> list[str]:
    """The envelopes in the body of a row, as they were written; anything that is no bundle is itself."""
    if body.startswith(_OPEN) and body.endswith(_CLOSE):
        return body[len(_OPEN) : -len(_CLOSE)].split(_BETWEEN)
    return [body]


def bundle_id(first: UUID, count: int) -> UUID:
    """By which a row of so many events is known, in the outbox and in every inbox; told from its first event."""
    return first if count == 1 else uuid5(first, f"and {count - 1} more")


@dataclass(frozen=True, slots=True)
class Package:
    """One message with the rows in it, all of one type."""

    parcels: tuple[Parcel, ...]

    @property
    def type(self) -> str:
        return self.parcels[0].type

    @property
    def content_type(self) -> str:
        return CONTENT_TYPE if sum(parcel.events for parcel in self.parcels) == 1 else BATCH_CONTENT_TYPE

    @property
    def body(self) -> bytes:
        if len(self.parcels) == 1:
            return self.parcels[0].body
        return _ROW_OPEN + _ROW_BETWEEN.join(_bare(parcel) for parcel in self.parcels) + _ROW_CLOSE


def _bare(parcel: Parcel) -> bytes:
    return parcel.body if parcel.events == 1 else parcel.body[len(_ROW_OPEN) : -len(_ROW_CLOSE)]


def pack(parcels: Sequence[Parcel], most: int) -> Iterator[Package]:
    """Packages of at most `most` events of one type each, in the order of the parcels."""
    filling: dict[str, list[Parcel]] = {}
    sizes: dict[str, tuple[int, int]] = {}
    for parcel in parcels:
        held = filling.setdefault(parcel.type, [])
        count, size = sizes.get(parcel.type, (0, 0))
        count, size = count + parcel.events, size + len(parcel.body)
        if held and (count > most or size > PACKED_BYTES):
            yield Package(tuple(held))
            held.clear()
            count, size = parcel.events, len(parcel.body)
        held.append(parcel)
        sizes[parcel.type] = count, size
    for held in filling.values():
        if held:
            yield Package(tuple(held))


def unpack(body: bytes) -> list[bytes]:
    """The bodies of the rows in a message, as they were packed; anything that is no batch is itself."""
    if not (body.startswith(_ROW_OPEN) and body.endswith(_ROW_CLOSE)):
        return [body]
    rows = body[len(_ROW_OPEN) : -len(_ROW_CLOSE)].split(_ROW_BETWEEN)
    between = _BETWEEN.encode()
    return [_ROW_OPEN + row + _ROW_CLOSE if between in row else row for row in rows]
