"""Events of one type share messages; what comes out is what went in, byte for byte."""

from __future__ import annotations

import json
from uuid import uuid4

import aio_pika
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.campaign import CampaignCancelled
from shared.messaging.packing import BATCH_CONTENT_TYPE, PACKED_BYTES, Package, pack, unpack
from shared.messaging.rabbit import RabbitTransport, declare_at
from shared.messaging.transport import Parcel
from tests.messaging.conftest import TOPOLOGY
from tests.messaging.rig import running, until
from tests.messaging.test_poison import envelope
from tests.messaging.test_rabbit import WORK_QUEUE, _healthy

texts = st.text(max_size=40)


def parcel(kind: str, content: str, padding: int = 0) -> Parcel:
    return Parcel(uuid4(), kind, json.dumps({"text": content, "padding": "x" * padding}, ensure_ascii=False).encode())


@given(st.lists(st.tuples(st.sampled_from("abc"), texts), max_size=60), st.integers(min_value=1, max_value=10))
def test_nothing_is_lost_mixed_or_changed(contents: list[tuple[str, str]], most: int) -> None:
    parcels = [parcel(kind, content) for kind, content in contents]
    packages = list(pack(parcels, most))
    assert all(1 <= len(package.parcels) <= most for package in packages)
    for package in packages:
        assert {one.type for one in package.parcels} == {package.type}
        assert unpack(package.body) == [one.body for one in package.parcels]
        assert isinstance(json.loads(package.body), list if len(package.parcels) > 1 else dict)
    for kind in "abc":
        sent = [one.event_id for one in parcels if one.type == kind]
        assert [one.event_id for package in packages if package.type == kind for one in package.parcels] == sent


def test_a_message_stays_below_its_size_unless_one_event_is_larger() -> None:
    parcels = [parcel("a", "", 50_000) for _ in range(5)] + [parcel("a", "", 200_000)]
    packages = list(pack(parcels, 100))
    assert [len(package.parcels) for package in packages] == [2, 2, 1, 1]
    assert all(len(package.body) <= PACKED_BYTES + 10 for package in packages[:-1])


def test_what_is_no_batch_of_ours_is_left_alone() -> None:
    for body in (b"", b"[]", b"[1,2]", b'{"a":1}', b"[\n", b"\n]"):
        assert unpack(body) == [body]


async def test_on_the_broker_a_batch_is_a_json_array_of_envelopes(rabbit_url: str) -> None:
    await declare_at(rabbit_url, TOPOLOGY)
    transport = RabbitTransport(rabbit_url, TOPOLOGY, declare=True)
    bodies = [envelope(uuid4()) for _ in range(3)]
    async with running(transport):
        await until(lambda: _healthy(transport))
        parcels = [Parcel(uuid4(), CampaignCancelled.TYPE, body) for body in bodies]
        assert not await transport.publish("campaign", parcels)
        assert not await transport.publish("campaign", parcels[:1])
    connection = await aio_pika.connect(rabbit_url)
    async with connection, connection.channel() as channel:
        queue = await channel.get_queue(WORK_QUEUE)
        batch, single = await queue.get(timeout=5), await queue.get(timeout=5)
        assert batch is not None
        assert single is not None
        assert batch.content_type == BATCH_CONTENT_TYPE
        assert json.loads(batch.body) == [json.loads(body) for body in bodies]
        assert single.content_type == "application/json"
        assert single.body == bodies[0]
        await batch.ack()
        await single.ack()


def test_a_package_of_one_is_a_plain_envelope() -> None:
    one = parcel("a", "x")
    assert Package((one,)).body == one.body
