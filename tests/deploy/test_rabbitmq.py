"""`deploy/rabbitmq/definitions.json` on a real node: a service publishes events, reads its own queues, and no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import aio_pika
import httpx
import pytest
from aio_pika.exceptions import ChannelClosed

from tests.deploy.secrets_of_a_run import Secrets, make_secrets
from tests.fixtures.brokers import SharedRabbit

DEAD_LETTERS = {"x-dead-letter-exchange": "mutabakat.unreadable", "x-queue-type": "quorum"}


@pytest.fixture
def imported(shared_rabbit: SharedRabbit, tmp_path: Path) -> Iterator[Secrets]:
    """The definitions with the passwords of a fresh `deploy/make_secrets.py`, on the node of the test run."""
    secrets = make_secrets(tmp_path / "secrets", rabbit_host=shared_rabbit.url.split("@")[1].rstrip("/"))
    definitions = json.loads((tmp_path / "secrets" / "definitions.json").read_text())
    httpx.post(f"{shared_rabbit.api_url}/api/definitions", json=definitions, timeout=30).raise_for_status()
    yield secrets
    shared_rabbit.delete_vhost("mutabakat")
    for user in definitions["users"]:
        httpx.delete(f"{shared_rabbit.api_url}/api/users/{user['name']}", timeout=30).raise_for_status()


async def test_rights_on_the_broker(imported: Secrets) -> None:
    async with await aio_pika.connect(imported.transport_url("migrate")) as connection:
        channel = await connection.channel()
        events = await channel.declare_exchange("mutabakat.events", "topic", durable=True)
        await channel.declare_exchange("mutabakat.unreadable", "topic", durable=True)
        for service in ("mailer", "responses"):
            name = f"mutabakat.{service}.campaign.proof.v1"
            queue = await channel.declare_queue(name, durable=True, arguments={**DEAD_LETTERS})
            await queue.bind(events, "campaign.proof.v1")

    async with await aio_pika.connect(imported.transport_url("mailer")) as connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange("mutabakat.events")
        await exchange.publish(aio_pika.Message(b"{}"), "campaign.proof.v1", mandatory=True)
        queue = await channel.declare_queue("mutabakat.mailer.campaign.proof.v1", passive=True)
        message = await queue.get(timeout=10)
        assert message.body == b"{}"
        await message.ack()

    for refused in (_read_anothers_queue, _declare_a_queue, _declare_an_exchange, _publish_elsewhere):
        async with await aio_pika.connect(imported.transport_url("mailer")) as connection:
            with pytest.raises(ChannelClosed, match="ACCESS_REFUSED"):
                await refused(await connection.channel())


async def _read_anothers_queue(channel: aio_pika.abc.AbstractChannel) -> None:
    queue = await channel.get_queue("mutabakat.responses.campaign.proof.v1")
    await queue.get(timeout=10)


async def _declare_a_queue(channel: aio_pika.abc.AbstractChannel) -> None:
    await channel.declare_queue("mutabakat.mailer.more", durable=True)


async def _declare_an_exchange(channel: aio_pika.abc.AbstractChannel) -> None:
    await channel.declare_exchange("mutabakat.more", "topic", durable=True)


async def _publish_elsewhere(channel: aio_pika.abc.AbstractChannel) -> None:
    exchange = await channel.get_exchange("mutabakat.unreadable")
    await exchange.publish(aio_pika.Message(b"{}"), "anything")
