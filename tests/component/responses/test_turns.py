"""Answers that wait for each other keep nobody from opening a page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from services.responses.repository import responses
from shared.contracts.values import Recipient
from tests.component.responses.conftest import NOW
from tests.component.responses.world import COMPANY, World, statement

WAITING = 24
"""More than a process has connections to its database."""


async def test_a_page_opens_while_answers_wait_for_their_turn(
    tmp_path: Path, fresh_postgres_database: Callable[[], str]
) -> None:
    world = await World.create(fresh_postgres_database(), tmp_path, NOW)
    addresses = [f"k{number}@igdir.test" for number in range(WAITING)]
    await world.tell(*(part for one in addresses for part in statement(recipients=[Recipient(address=one)])))
    paths = [await world.link(one) for one in addresses]
    states = [await world.state(path, answer="agreed", responder_name="Muhasebe") for path in paths]
    world.clock.advance(timedelta(seconds=5))
    async with world.database.transaction() as tx:
        await responses.hold_chain(tx, COMPANY)  # as an answer does in another process
        sent = [asyncio.create_task(world.send(path, state)) for path, state in zip(paths, states, strict=True)]
        await asyncio.sleep(0.5)
        async with asyncio.timeout(3):
            assert (await world.visitor.get(paths[0])).status_code == 200
    assert {page.status_code for page in await asyncio.gather(*sent)} == {200}
    assert await world.answers() == WAITING
    await world.close()
