"""The only seam between the two ways to run: something that brings events from an outbox to the inboxes of their consumers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from shared.messaging.inbox import Inbox


@dataclass(frozen=True, slots=True)
class Parcel:
    """A row of an outbox on its way: an encoded event, or several of one type."""

    event_id: UUID
    type: str
    body: bytes
    events: int = 1


class ConsumerLost(Exception):
    """The connection came back without its consumers; only a restart of the process brings them back."""


class Transport(Protocol):
    """Carries parcels. Delivery is at least once; order is not promised."""

    async def start(self, consumers: Sequence[Inbox]) -> None:
        """Connect, and begin to store deliveries into these inboxes."""

    async def publish(self, service: str, parcels: Sequence[Parcel]) -> Mapping[UUID, str]:
        """Hand on a batch. Returns those that did not arrive at every consumer, each with the reason; never raises for an
        outage."""

    async def watch(self, stop: asyncio.Event) -> None:
        """Run until `stop`, looking after the connection; raises when the process should be restarted."""

    async def healthy(self) -> str | None:
        """None, or what is wrong in one sentence."""

    async def close(self) -> None:
        """Stop taking deliveries, let running ones finish, disconnect."""
