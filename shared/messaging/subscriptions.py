"""Which events a service listens to, as data: one handler per event class, listed in one place per service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from shared.contracts.event import Event, EventData
from shared.database import Transaction

T = TypeVar("T", bound=EventData)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a handler says about the events it could not apply; all others of the list count as done.

    `postponed`: something is still missing, try again later. `refused`: can never be applied, bury. Both by event id, with
    the reason that the operator will read.
    """

    postponed: Mapping[UUID, str] = field(default_factory=dict)
    refused: Mapping[UUID, str] = field(default_factory=dict)


Handler = Callable[[Transaction, Sequence[Event[Any]]], Awaitable[Verdict | None]]
"""Takes a list of events of one type, in one transaction, and does set-based work. The list may hold any mix of companies,
may come in any order and may hold facts that are older than what is known."""


@dataclass(frozen=True, slots=True)
class Subscription:
    event: type[EventData]
    handler: Handler
    batch: int = 500
    """How many events of this type one transaction may hold."""


def on(
    event: type[T],
    handler: Callable[[Transaction, Sequence[Event[T]]], Awaitable[Verdict | None]],
    *,
    batch: int = 500,
) -> Subscription:
    """Subscribe a handler to an event class."""
    return Subscription(event, handler, batch)


class Subscriptions:
    """All subscriptions of one service."""

    def __init__(self, *subscriptions: Subscription) -> None:
        self._by_type = {subscription.event.TYPE: subscription for subscription in subscriptions}
        if len(self._by_type) != len(subscriptions):
            raise ValueError("one event has two handlers; let one handler do both things")

    def wants(self, event_type: str) -> bool:
        return event_type in self._by_type

    def get(self, event_type: str) -> Subscription | None:
        return self._by_type.get(event_type)

    @property
    def events(self) -> tuple[type[EventData], ...]:
        return tuple(subscription.event for subscription in self._by_type.values())
