"""Receipts are made of stored answers, right behind them: nobody who answers waits, and nobody is forgotten or told twice."""

from __future__ import annotations

import asyncio

from sqlalchemy import update

from services.responses import models
from services.responses.domain.seals import ERASED
from services.responses.use_cases.receipts import AT_ONCE
from shared.contracts.responses import InvitationIssued, ResponseReceived
from shared.contracts.values import Purpose, Recipient
from tests.component.responses.world import World, statement


async def receipts(world: World, *, ordered: bool = True) -> list[InvitationIssued]:
    said = await world.said(InvitationIssued, and_receipts=ordered)
    return [event for event in said if event.purpose is Purpose.RECEIPT]


async def answered(world: World, count: int) -> list[str]:
    """So many answers; the addresses in the order in which they came."""
    addresses = [f"muhasebe{n:03}@cari.test" for n in range(count)]
    for address in addresses:
        await world.tell(*statement(recipients=[Recipient(address=address)]))
        await world.agree(await world.link(address))
    return addresses


async def test_the_answer_waits_for_no_receipt(world: World) -> None:
    await answered(world, 1)
    assert len(await world.said(ResponseReceived, and_receipts=False)) == 1
    assert await receipts(world, ordered=False) == []
    assert [one.link_id == "" for one in await receipts(world)] == [False, True]
    # Looking again orders nothing again.
    assert len(await receipts(world)) == 2


async def test_answers_in_a_row_get_theirs_in_the_same_order(world: World) -> None:
    addresses = await answered(world, AT_ONCE + 2)
    found = await receipts(world)
    assert [one.recipient.address for one in found if one.link_id] == addresses
    assert len({one.message_id for one in found}) == 2 * len(addresses)


async def test_replicas_order_them_once(world: World) -> None:
    await answered(world, 3)
    other = await World.beside(world)
    await asyncio.gather(*(one.order_receipts() for one in (world, other, world, other)))
    await other.close()
    assert len(await receipts(world)) == 6


async def test_who_was_forgotten_meanwhile_is_not_written_to(world: World) -> None:
    await answered(world, 2)
    of = models.responses.c
    async with world.database.transaction() as tx:
        first = of.address == "muhasebe000@cari.test"
        await tx.execute(update(models.responses).where(first).values(address=f"{ERASED}x"))
    assert {one.recipient.address for one in await receipts(world) if one.link_id} == {"muhasebe001@cari.test"}


async def test_an_answer_calls_for_its_receipt(world: World) -> None:
    owner, stop = world.loop("receipts"), asyncio.Event()
    # Nothing but the call can bring it on before the test is over.
    owner._seconds = 3600
    running = asyncio.create_task(owner.run(stop))
    await asyncio.sleep(0.05)
    await answered(world, 1)
    async with asyncio.timeout(10):
        while not await receipts(world, ordered=False):  # noqa: ASYNC110  # what the database holds, told by no event
            await asyncio.sleep(0.02)
        stop.set()
        await running
