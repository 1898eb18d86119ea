"""RabbitMQ of the test run: serves virtual hosts, is killed, comes back with its durable queues."""

from __future__ import annotations

import aio_pika
import pytest

from tests.servers.rabbitmq import RabbitServer

QUORUM: dict[str, str] = {"x-queue-type": "quorum"}


async def test_each_test_has_an_empty_virtual_host(rabbit_url: str) -> None:
    async with await aio_pika.connect(rabbit_url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("proof", durable=True, arguments={**QUORUM})
        await channel.default_exchange.publish(aio_pika.Message(b"hello"), "proof")
        message = await queue.get(timeout=10)
        assert message.body == b"hello"
        await message.ack()


@pytest.mark.crash
@pytest.mark.timeout(180)
async def test_a_killed_node_comes_back_with_its_messages(rabbit_server: RabbitServer) -> None:
    async with await aio_pika.connect(rabbit_server.url) as connection:
        channel = await connection.channel()
        await channel.declare_queue("proof", durable=True, arguments={**QUORUM})
        message = aio_pika.Message(b"kept", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(message, "proof")
    # A quorum queue declared a moment ago is lost by a kill; a clean restart settles it.
    rabbit_server.restart()
    rabbit_server.kill()
    rabbit_server.restart()
    (queue,) = rabbit_server.list_queues()
    assert (queue["name"], queue["type"]) == ("proof", "quorum")
    async with await aio_pika.connect(rabbit_server.url) as connection:
        channel = await connection.channel()
        found = await (await channel.get_queue("proof")).get(timeout=10)
        assert found.body == b"kept"
        await found.ack()
