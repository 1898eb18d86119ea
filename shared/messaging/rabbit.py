"""RabbitMQ between outbox and inbox. The only module that knows FastStream and aio-pika.

Every default that loses data quietly is overridden here, each with a test in `tests/messaging/test_rabbit_defaults.py`:
messages are persistent; an event that nobody would hear raises instead of succeeding; every publish has its own time limit,
because the library's does not cover the confirm; prefetch is bounded; a handler never requeues.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

import aio_pika
import structlog
from aio_pika.abc import AbstractConnection
from faststream import AckPolicy, FastStream
from faststream.exceptions import RejectMessage
from faststream.rabbit import Channel, ExchangeType, QueueType, RabbitBroker, RabbitExchange, RabbitQueue
from faststream.specification import AsyncAPI
from pydantic import create_model
from yarl import URL

from shared.contracts.event import EventData, Head
from shared.errors import ConfigurationError
from shared.messaging.collector import Collector
from shared.messaging.inbox import Inbox
from shared.messaging.packing import Package, pack, unpack
from shared.messaging.topology import QueueSpec, Topology
from shared.messaging.transport import ConsumerLost, Parcel

log = structlog.get_logger(__name__)

PREFETCH = 250
CONFIRM_SECONDS = 10.0
HEARTBEAT_SECONDS = 10
WATCH_SECONDS = 15.0
STUCK_AFTER = 2
"""Watchdog rounds without a consumer before the process asks to be restarted (FastStream issue 2758)."""


class RabbitTransport:
    """Publishes over one connection, consumes over another."""

    def __init__(self, url: str, topology: Topology, *, declare: bool, pack: int = 100) -> None:
        self._pack = pack
        self._url = _with_heartbeat(url)
        self._topology = topology
        self._declare = declare
        self._inboxes: tuple[Inbox, ...] = ()
        self._collectors: tuple[Collector, ...] = ()
        self._publisher: RabbitBroker | None = None
        self._consumer: RabbitBroker | None = None
        self._watcher: AbstractConnection | None = None
        self._problem: str | None = "not connected yet"
        self._silent: dict[str, int] = {}
        self._exchange = RabbitExchange(topology.exchange, type=ExchangeType.TOPIC, durable=True, declare=False)

    async def start(self, consumers: Sequence[Inbox]) -> None:
        self._inboxes = tuple(consumers)
        self._collectors = tuple(Collector(inbox) for inbox in consumers)

    # -- publishing ---------------------------------------------------------------------------------------------------

    async def publish(self, service: str, parcels: Sequence[Parcel]) -> Mapping[UUID, str]:
        broker = self._publisher
        if broker is None:
            return dict.fromkeys((parcel.event_id for parcel in parcels), f"broker: {self._problem}")
        packages = list(pack(parcels, self._pack))
        results = await asyncio.gather(
            *(self._publish_one(broker, package) for package in packages), return_exceptions=True
        )
        failures = {
            parcel.event_id: f"{type(result).__name__}: {result}"[:500]
            for package, result in zip(packages, results, strict=True)
            if isinstance(result, BaseException)
            for parcel in package.parcels
        }
        if len(failures) == len(parcels):
            # A channel that refused everything may be closed for good; take a new one.
            await self._reconnect_publisher(broker)
        return failures

    async def _publish_one(self, broker: RabbitBroker, package: Package) -> None:
        async with asyncio.timeout(CONFIRM_SECONDS):
            await broker.publish(
                package.body,
                exchange=self._exchange,
                routing_key=package.type.removeprefix("mutabakat."),
                mandatory=package.type in self._topology.heard,
                persist=True,
                message_id=str(package.parcels[0].event_id),
                message_type=package.type,
                content_type=package.content_type,
            )

    async def _reconnect_publisher(self, broken: RabbitBroker) -> None:
        if self._publisher is not broken:
            return
        self._publisher = None
        with suppress(Exception):
            async with asyncio.timeout(5):
                await broken.stop()
        try:
            async with asyncio.timeout(10):
                self._publisher = await self._new_publisher()
            self._problem = None
        except Exception as error:  # noqa: BLE001  # the watch loop goes on trying
            self._problem = f"{type(error).__name__}: {error}"

    async def _new_publisher(self) -> RabbitBroker:
        broker = RabbitBroker(
            self._url,
            default_channel=Channel(publisher_confirms=True, on_return_raises=True),
            graceful_timeout=5.0,
            logger=None,
        )
        await broker.start()
        return broker

    # -- consuming ----------------------------------------------------------------------------------------------------

    async def watch(self, stop: asyncio.Event) -> None:
        """Connect, again and again while the broker is away; then look after the consumers."""
        async with asyncio.TaskGroup() as group:
            storing = [group.create_task(collector.run()) for collector in self._collectors]
            wait = 0.5
            while not stop.is_set():
                try:
                    await self._ensure_connected()
                    await self._look_after_consumers()
                    self._problem, wait = None, WATCH_SECONDS
                except (ConfigurationError, ConsumerLost):
                    raise
                except Exception as error:  # noqa: BLE001  # whatever keeps us from the broker is logged and tried again
                    self._problem = f"{type(error).__name__}: {error}"
                    log.warning("rabbit.unreachable", error=self._problem)
                    wait = min(wait * 2, 5.0)
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await stop.wait()
            await self._stop_consuming()
            for task in storing:
                task.cancel()

    async def _ensure_connected(self) -> None:
        if self._watcher is None or self._watcher.is_closed:
            async with asyncio.timeout(10):
                self._watcher = await aio_pika.connect(self._url)
            await self._prepare_topology(self._watcher)
        if self._publisher is None:
            self._publisher = await self._new_publisher()
        if self._consumer is None and self._inboxes:
            self._consumer = await self._new_consumer()

    async def _prepare_topology(self, connection: AbstractConnection) -> None:
        services = [inbox.service for inbox in self._inboxes]
        if self._declare:
            await declare(connection, self._topology, services)
        else:
            await verify(connection, self._topology, services)

    async def _new_consumer(self) -> RabbitBroker:
        broker = RabbitBroker(
            self._url,
            default_channel=Channel(prefetch_count=PREFETCH),
            ack_policy=AckPolicy.REJECT_ON_ERROR,
            graceful_timeout=15.0,
            apply_types=False,
            logger=None,
        )
        for inbox, collector in zip(self._inboxes, self._collectors, strict=True):
            for spec in self._topology.queues(inbox.service):
                subscriber = broker.subscriber(
                    _passive(spec), self._exchange, decoder=_raw_body, no_reply=True, title=spec.name
                )
                subscriber(_storing(collector))
        await broker.start()
        return broker

    async def _look_after_consumers(self) -> None:
        """Every queue of ours must have a consumer; one that stays without is a reason to start over."""
        if self._watcher is None:
            return
        async with asyncio.timeout(10), await self._watcher.channel() as channel:
            for inbox in self._inboxes:
                for spec in self._topology.queues(inbox.service):
                    queue = await channel.declare_queue(spec.name, passive=True)
                    alone = not queue.declaration_result.consumer_count
                    self._silent[spec.name] = self._silent.get(spec.name, 0) + 1 if alone else 0
        lost = sorted(name for name, rounds in self._silent.items() if rounds > STUCK_AFTER)
        if lost:
            raise ConsumerLost(f"no consumer on {', '.join(lost)}")

    async def _stop_consuming(self) -> None:
        if self._consumer is not None:
            with suppress(Exception):
                await self._consumer.stop()
            self._consumer = None

    async def healthy(self) -> str | None:
        return self._problem

    async def close(self) -> None:
        await self._stop_consuming()
        for closing in (self._publisher.stop() if self._publisher else None, self._close_watcher()):
            if closing is not None:
                with suppress(Exception):
                    await closing
        self._publisher = None

    async def _close_watcher(self) -> None:
        if self._watcher is not None:
            await self._watcher.close()


def _storing(collector: Collector) -> Callable[[bytes], Coroutine[Any, Any, None]]:
    async def accept(body: bytes) -> None:
        answers = await collector.put(unpack(body))
        if all(answer is not None for answer in answers):
            # Stored as buried already; the broker's copy goes to the dead letters, never back into the queue.
            raise RejectMessage

    return accept


async def _raw_body(message: Any) -> bytes:
    body: bytes = message.body
    return body


def _passive(spec: QueueSpec) -> RabbitQueue:
    arguments: Any = dict(spec.arguments)
    return RabbitQueue(
        spec.name,
        queue_type=QueueType.QUORUM,
        durable=True,
        declare=False,
        routing_key=spec.routing_key,
        arguments=arguments,
    )


def _with_heartbeat(url: str) -> str:
    return str(URL(url).update_query(heartbeat=HEARTBEAT_SECONDS))


async def declare(connection: AbstractConnection, topology: Topology, services: Sequence[str]) -> None:
    """Create exchange, queues and bindings; needs the right to configure. Repeating it changes nothing."""
    async with await connection.channel() as channel:
        exchange = await channel.declare_exchange(topology.exchange, aio_pika.ExchangeType.TOPIC, durable=True)
        dead = await channel.declare_exchange(topology.dead_letter_exchange, aio_pika.ExchangeType.TOPIC, durable=True)
        spec = topology.dead_letter_queue
        queue = await channel.declare_queue(spec.name, durable=True, arguments=dict(spec.arguments))
        await queue.bind(dead, spec.routing_key)
        for service in services:
            for spec in topology.queues(service):
                queue = await channel.declare_queue(spec.name, durable=True, arguments=dict(spec.arguments))
                await queue.bind(exchange, spec.routing_key)


async def verify(connection: AbstractConnection, topology: Topology, services: Sequence[str]) -> None:
    """Refuse to run on a broker that was not prepared; looking needs no right to configure."""
    for service in services:
        for spec in topology.queues(service):
            async with await connection.channel() as channel:
                try:
                    await channel.declare_queue(spec.name, passive=True)
                except aio_pika.exceptions.ChannelNotFoundEntity:
                    raise ConfigurationError(
                        f"Queue {spec.name!r} is missing on the broker. Run `mutabakat migrate` with a user that may "
                        "configure, or set MUTABAKAT_BROKER_DECLARE=true."
                    ) from None


async def declare_at(url: str, topology: Topology) -> None:
    """Declare the whole topology over a connection of its own: the one-shot command."""
    connection = await aio_pika.connect(_with_heartbeat(url), timeout=10)
    try:
        await declare(connection, topology, list(topology.consumers))
    finally:
        await connection.close()


def asyncapi(service: str, topology: Topology, emitted: Sequence[type[EventData]], version: str) -> dict[str, Any]:
    """The AsyncAPI 3 document of one service, made by FastStream from the very queues and events it uses."""
    broker = RabbitBroker("amqp://broker:5672/", logger=None)
    exchange = RabbitExchange(topology.exchange, type=ExchangeType.TOPIC, durable=True)
    for event in topology.consumers.get(service, ()):
        queue = RabbitQueue(topology.queue(service, event).name, durable=True, routing_key=event.routing_key())
        subscriber = broker.subscriber(
            queue, exchange, title=f"receive {event.TYPE}", description=inspect.getdoc(event)
        )
        subscriber(_documented_handler(event))
    for event in emitted:
        broker.publisher(
            exchange=exchange,
            routing_key=event.routing_key(),
            persist=True,
            title=f"send {event.TYPE}",
            description=inspect.getdoc(event),
            schema=_message_model(event),
        )
    described = AsyncAPI(title=f"Mutabakat {service}", version=version, description=f"Events of the {service} service.")
    document: dict[str, Any] = json.loads(
        FastStream(broker, specification=described).schema.to_specification().to_json()
    )
    return document


def _message_model(event: type[EventData]) -> type[Head]:
    return create_model(f"{event.__name__}Message", __base__=Head, __doc__=inspect.getdoc(event), data=(event, ...))


def _documented_handler(event: type[EventData]) -> Callable[[Any], Coroutine[Any, Any, None]]:
    async def handle(message: Any) -> None:
        """Only documents what is received."""

    handle.__annotations__["message"] = _message_model(event)
    return handle
