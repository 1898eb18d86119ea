"""What only a real broker can show: each overridden default has its test here, and so have outages."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import aio_pika
import httpx
import pytest
from faststream.rabbit import RabbitBroker

from shared.contracts.campaign import CampaignCancelled
from shared.contracts.mailer import MailSent
from shared.errors import ConfigurationError
from shared.messaging import rabbit
from shared.messaging.rabbit import RabbitTransport, declare_at
from shared.messaging.topology import DELIVERY_LIMIT, Topology
from shared.messaging.transport import Parcel
from tests.fixtures.brokers import SharedRabbit
from tests.messaging.conftest import TOPOLOGY
from tests.messaging.rig import Party, campaign_party, mailer_party, running, send_work, until
from tests.messaging.test_poison import envelope
from tests.servers.rabbitmq import RabbitServer

WORK_QUEUE = "mutabakat.mailer.campaign.campaign_cancelled.v1"


@pytest.fixture
async def sides(tmp_path: Path) -> AsyncIterator[tuple[Party, Party]]:
    campaign = campaign_party(f"sqlite+aiosqlite:///{tmp_path / 'campaign.db'}")
    mailer = mailer_party(f"sqlite+aiosqlite:///{tmp_path / 'mailer.db'}")
    for side in (campaign, mailer):
        await side.create_tables()
    yield campaign, mailer
    for side in (campaign, mailer):
        await side.database.dispose()


async def connected(transport: RabbitTransport) -> None:
    await until(lambda: _healthy(transport))


async def _healthy(transport: RabbitTransport) -> bool:
    return await transport.healthy() is None


def _parcel() -> Parcel:
    body = envelope(uuid4())
    return Parcel(json.loads(body)["id"], CampaignCancelled.TYPE, body)


async def test_an_event_that_nobody_would_hear_is_not_published(rabbit_url: str, sides: tuple[Party, Party]) -> None:
    """FastStream's default reports success for a message that went nowhere."""
    campaign, _ = sides
    transport = RabbitTransport(rabbit_url, TOPOLOGY, declare=True)
    await declare_at(rabbit_url, TOPOLOGY)
    async with running(transport, campaign):
        await connected(transport)
        parcel = _parcel()
        connection = await aio_pika.connect(rabbit_url)
        async with connection, connection.channel() as channel:
            await channel.queue_delete(WORK_QUEUE)
        failures = await transport.publish("campaign", [parcel])
    assert list(failures) == [parcel.event_id]


async def test_an_event_without_any_listener_by_design_is_published(
    rabbit_url: str, sides: tuple[Party, Party]
) -> None:
    campaign, _ = sides
    quiet = Topology("mutabakat", {"campaign": [MailSent], "mailer": []})
    transport = RabbitTransport(rabbit_url, quiet, declare=True)
    async with running(transport, campaign):
        await connected(transport)
        assert not await transport.publish("campaign", [_parcel()])


async def test_messages_survive_the_broker(rabbit_url: str, shared_rabbit: SharedRabbit) -> None:
    """Delivery mode 2; FastStream's default is 1. Queues are quorum queues with every argument as declared."""
    await declare_at(rabbit_url, TOPOLOGY)
    transport = RabbitTransport(rabbit_url, TOPOLOGY, declare=True)
    async with running(transport):
        await connected(transport)
        assert not await transport.publish("campaign", [_parcel()])
    connection = await aio_pika.connect(rabbit_url)
    async with connection, connection.channel() as channel:
        queue = await channel.get_queue(WORK_QUEUE)
        message = await queue.get(timeout=5)
        assert message is not None
        assert message.delivery_mode is aio_pika.DeliveryMode.PERSISTENT
        assert message.content_type == "application/json"
        assert message.type == CampaignCancelled.TYPE
        await message.ack()
    vhost = rabbit_url.rpartition("/")[2]
    answer = httpx.get(f"{shared_rabbit.api_url}/api/queues/{vhost}/{WORK_QUEUE}", timeout=30).raise_for_status().json()  # noqa: ASYNC210  # a test may wait
    assert answer["type"] == "quorum"
    assert answer["durable"] is True
    assert answer["arguments"]["x-delivery-limit"] == DELIVERY_LIMIT
    assert answer["arguments"]["x-dead-letter-strategy"] == "at-least-once"
    assert answer["arguments"]["x-overflow"] == "reject-publish"


async def test_a_publish_is_bounded_by_our_own_clock(
    rabbit_url: str, sides: tuple[Party, Party], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library's `timeout` does not bound the wait for the confirm."""
    campaign, mailer = sides
    transport = RabbitTransport(rabbit_url, TOPOLOGY, declare=True)

    async def never(*_arguments: object, **_options: object) -> None:
        await asyncio.Event().wait()

    async with running(transport, campaign, mailer):
        await connected(transport)
        monkeypatch.setattr(rabbit, "CONFIRM_SECONDS", 0.1)
        monkeypatch.setattr(RabbitBroker, "publish", never)
        parcel = _parcel()
        async with asyncio.timeout(5):
            failures = await transport.publish("campaign", [parcel])
        assert "TimeoutError" in failures[parcel.event_id]


async def test_a_body_that_is_no_envelope_is_stored_and_dead_lettered_once(
    rabbit_url: str, sides: tuple[Party, Party], shared_rabbit: SharedRabbit
) -> None:
    campaign, mailer = sides
    transport = RabbitTransport(rabbit_url, TOPOLOGY, declare=True)
    async with running(transport, campaign, mailer):
        await connected(transport)
        connection = await aio_pika.connect(rabbit_url)
        async with connection, connection.channel() as channel:
            exchange = await channel.get_exchange(TOPOLOGY.exchange)
            await exchange.publish(aio_pika.Message(b"not ours"), CampaignCancelled.routing_key())
            await until(lambda: _count(mailer.buried, 1))
            dead = await channel.get_queue(TOPOLOGY.dead_letter_queue.name)
            await until(lambda: _depth(channel, dead.name, 1))
            message = await dead.get(timeout=5)
            assert message is not None
            assert message.body == b"not ours"
            await message.ack()
        made = await send_work(campaign, 5)
        await until(lambda: _count(lambda: campaign.count(campaign.notes), 5))
    assert set(await mailer.noted()) == set(made)


async def test_deliveries_in_hand_are_bounded(rabbit_url: str, sides: tuple[Party, Party], tmp_path: Path) -> None:
    """Without prefetch the whole backlog would come at once; a database that is away must not pile it up in memory."""
    _, mailer = sides
    campaign = campaign_party(f"sqlite+aiosqlite:///{tmp_path / 'busy.db'}", bundle=1)
    await campaign.create_tables()
    await declare_at(rabbit_url, TOPOLOGY)
    publisher = RabbitTransport(rabbit_url, TOPOLOGY, declare=True, pack=1)
    async with running(publisher, campaign):
        await connected(publisher)
        await send_work(campaign, rabbit.PREFETCH + 700, per_transaction=500)
        await until(lambda: _count(lambda: campaign.unfinished(campaign.outbox.table), 0))
    async with mailer.database.transaction() as tx:
        await tx.connection.run_sync(mailer.metadata.drop_all)  # the database does not take anything
    consumer = RabbitTransport(rabbit_url, TOPOLOGY, declare=True)
    stop = asyncio.Event()
    await consumer.start([mailer.inbox])
    taken = _count_deliveries(consumer)

    def held() -> int:
        return len(taken)

    watching = asyncio.create_task(consumer.watch(stop))
    await connected(consumer)
    await until(lambda: _true(held() >= rabbit.PREFETCH))
    await asyncio.sleep(0.5)
    assert held() == rabbit.PREFETCH
    await mailer.create_tables()  # it is back: everything that was held is stored, nothing was rejected
    await until(lambda: _count(lambda: mailer.count(mailer.inbox.table), rabbit.PREFETCH + 700))
    stop.set()
    await watching
    await consumer.close()
    await campaign.database.dispose()


async def test_without_the_right_to_declare_the_topology_is_verified(rabbit_url: str, tmp_path: Path) -> None:
    mailer = mailer_party(f"sqlite+aiosqlite:///{tmp_path / 'mailer.db'}")
    transport = RabbitTransport(rabbit_url, TOPOLOGY, declare=False)
    await transport.start([mailer.inbox])
    with pytest.raises(ExceptionGroup) as caught:
        await transport.watch(asyncio.Event())
    assert caught.group_contains(ConfigurationError, match="mutabakat migrate")
    await transport.close()
    await declare_at(rabbit_url, TOPOLOGY)
    transport = RabbitTransport(rabbit_url, TOPOLOGY, declare=False)
    await mailer.create_tables()
    async with running(transport, mailer):
        await connected(transport)
    await mailer.database.dispose()


@pytest.mark.timeout(180)
@pytest.mark.parametrize("outage", ["stopped", "killed"])
async def test_an_outage_in_the_middle_delays_and_loses_nothing(
    rabbit_server: RabbitServer, sides: tuple[Party, Party], outage: str
) -> None:
    campaign, mailer = sides
    transport = RabbitTransport(rabbit_server.url, TOPOLOGY, declare=True)
    made: list[object] = []
    async with running(transport, campaign, mailer):
        await connected(transport)
        made += await send_work(campaign, 300)
        await until(lambda: _count(lambda: campaign.count(campaign.notes), 300))
        if outage == "killed":
            await asyncio.sleep(5)  # RabbitMQ 3.10: a quorum queue younger than that may not survive SIGKILL
        enough = asyncio.Event()
        sending = asyncio.create_task(_keep_sending(campaign, made, enough))
        await asyncio.to_thread(rabbit_server.stop_app if outage == "stopped" else rabbit_server.kill)
        await until(lambda: _true(campaign.unfinished(campaign.outbox.table)), within=20)
        await asyncio.to_thread(rabbit_server.start_app if outage == "stopped" else rabbit_server.restart)
        enough.set()
        await sending
        await until(lambda: _count(lambda: campaign.count(campaign.notes), len(made)), within=90)
    assert Counter(await mailer.noted()) == Counter(made)
    assert Counter(await campaign.noted()) == Counter(made)
    assert await mailer.buried() == 0


async def _keep_sending(campaign: Party, made: list[object], enough: asyncio.Event) -> None:
    """However long the broker takes to go away and to come back: some is sent before, some while it is away."""
    while not enough.is_set():
        made += await send_work(campaign, 10)
        await asyncio.sleep(0.1)


def _count_deliveries(transport: RabbitTransport) -> list[list[bytes]]:
    """What the broker has handed over, from now on."""
    taken: list[list[bytes]] = []
    (collector,) = transport._collectors
    put = collector.put

    async def counted(bodies: list[bytes]) -> object:
        taken.append(bodies)
        return await put(bodies)

    collector.put = counted  # type: ignore[method-assign, assignment]  # looks over the collector's shoulder
    return taken


async def _count(counting: object, wanted: int) -> bool:
    return bool(await counting() == wanted)  # type: ignore[operator]


async def _depth(channel: aio_pika.abc.AbstractChannel, name: str, wanted: int) -> bool:
    queue = await channel.declare_queue(name, passive=True)
    return queue.declaration_result.message_count == wanted


async def _true(value: object) -> bool:
    return bool(await value if asyncio.iscoroutine(value) else value)
