"""What stands on the broker: one topic exchange, one quorum queue per (consumer, event), one place for unreadable bodies.

Plain data, so that it can be declared by a privileged command, verified at start and printed, without a connection.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.contracts.event import EventData

DELIVERY_LIMIT = 1_000_000
"""Never -1 (RabbitMQ 3.10 dead-letters every first redelivery then) and never a version's default (20 on 4.0 eats good
events): attempts are counted in our own tables (reliability-security.md §0 fact 5)."""

MAX_QUEUE_BYTES = 8 * 1024**3


@dataclass(frozen=True, slots=True)
class QueueSpec:
    name: str
    routing_key: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Topology:
    """Names and arguments for one installation. `consumers`: service name → the event classes it subscribes to."""

    namespace: str
    consumers: Mapping[str, Sequence[type[EventData]]]

    @property
    def exchange(self) -> str:
        return f"{self.namespace}.events"

    @property
    def dead_letter_exchange(self) -> str:
        return f"{self.namespace}.unreadable"

    @property
    def dead_letter_queue(self) -> QueueSpec:
        return QueueSpec(f"{self.namespace}.unreadable", "#", {"x-queue-type": "quorum"})

    def queue(self, consumer: str, event: type[EventData]) -> QueueSpec:
        """`<namespace>.<consumer>.<producer>.<event>.v<n>`, so that a role can be given exactly its own queues."""
        return QueueSpec(
            name=f"{self.namespace}.{consumer}.{event.routing_key()}",
            routing_key=event.routing_key(),
            arguments={
                "x-queue-type": "quorum",
                "x-delivery-limit": DELIVERY_LIMIT,
                "x-dead-letter-exchange": self.dead_letter_exchange,
                "x-dead-letter-strategy": "at-least-once",
                # At-least-once dead-lettering falls back silently without this overflow mode (architecture.md §8 point 12).
                "x-overflow": "reject-publish",
                "x-max-length-bytes": MAX_QUEUE_BYTES,
            },
        )

    def queues(self, consumer: str) -> list[QueueSpec]:
        return [self.queue(consumer, event) for event in self.consumers.get(consumer, ())]

    @property
    def heard(self) -> frozenset[str]:
        """Types that somebody consumes; publishing one of these to nobody is an error, not a success."""
        return frozenset(event.TYPE for events in self.consumers.values() for event in events)
