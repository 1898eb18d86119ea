"""Many small events of one type in one message: CloudEvents' JSON batch, an array of envelopes.

A launch makes thousands of events of one type at once. The broker and its clients pay per message, so that packing them is what
lets them travel at the speed at which they are written (docs/decisions/0011). An event that is alone travels as a plain envelope.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.contracts.event import CONTENT_TYPE
from shared.messaging.transport import Parcel

BATCH_CONTENT_TYPE = "application/cloudevents-batch+json"
PACKED_BYTES = 128 * 1024
"""A message holds no more than this, unless it is a single event."""

# An encoder never writes a line break inside a JSON string, so a line break is always ours and splitting needs no parsing.
_OPEN, _BETWEEN, _CLOSE = b"[\n", b",\n", b"\n]"


@dataclass(frozen=True, slots=True)
class Package:
    """One message with the events in it, all of one type."""

    parcels: tuple[Parcel, ...]

    @property
    def type(self) -> str:
        return self.parcels[0].type

    @property
    def content_type(self) -> str:
        return CONTENT_TYPE if len(self.parcels) == 1 else BATCH_CONTENT_TYPE

    @property
    def body(self) -> bytes:
        if len(self.parcels) == 1:
            return self.parcels[0].body
        return _OPEN + _BETWEEN.join(parcel.body for parcel in self.parcels) + _CLOSE


def pack(parcels: Sequence[Parcel], most: int) -> Iterator[Package]:
    """Packages of at most `most` events of one type each, in the order of the parcels."""
    filling: dict[str, list[Parcel]] = {}
    sizes: dict[str, int] = {}
    for parcel in parcels:
        held = filling.setdefault(parcel.type, [])
        size = sizes.get(parcel.type, 0) + len(parcel.body)
        if held and (len(held) >= most or size > PACKED_BYTES):
            yield Package(tuple(held))
            held.clear()
            size = len(parcel.body)
        held.append(parcel)
        sizes[parcel.type] = size
    for held in filling.values():
        if held:
            yield Package(tuple(held))


def unpack(body: bytes) -> list[bytes]:
    """The envelopes in a message, as the bytes that were packed; anything that is no batch is itself."""
    if body.startswith(_OPEN) and body.endswith(_CLOSE):
        return body[len(_OPEN) : -len(_CLOSE)].split(_BETWEEN)
    return [body]
