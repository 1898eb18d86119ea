"""Rows of an inbox as the events that a handler takes; what cannot be read, with the reason that its operator will read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from shared.contracts.event import Envelope, Event, EventData, envelope_of
from shared.messaging.leases import Claimed
from shared.messaging.subscriptions import Subscription


@dataclass(frozen=True, slots=True)
class Readable:
    """A row in our hands, and the events in it."""

    row: Claimed
    events: tuple[Event[Any], ...]


@cache
def _many(event: type[EventData]) -> TypeAdapter[list[Envelope[Any]]]:
    return TypeAdapter(list[envelope_of(event)])  # type: ignore[misc, arg-type]  # a class at run time


def decode(subscription: Subscription, rows: Iterable[Claimed]) -> tuple[list[Readable], dict[Claimed, str]]:
    """What can be handled, and what cannot: of a row of many events one is enough, because they are read together."""
    readable: list[Readable] = []
    unreadable: dict[Claimed, str] = {}
    wanted = subscription.event.TYPE
    for row in rows:
        try:
            envelopes = _read(subscription, row)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"]).removeprefix("data.")
            unreadable[row] = f"not a {wanted}: {place}: {first['msg']}"
            continue
        strangers = [envelope.type for envelope in envelopes if envelope.type != wanted]
        if strangers:
            unreadable[row] = f"not a {wanted}: {strangers[0]}"
        else:
            readable.append(Readable(row, tuple(Event(envelope, envelope.data) for envelope in envelopes)))
    return readable, unreadable


def _read(subscription: Subscription, row: Claimed) -> list[Envelope[Any]]:
    if row.events == 1:
        return [envelope_of(subscription.event).model_validate_json(row.body)]
    return _many(subscription.event).validate_json(row.body)
