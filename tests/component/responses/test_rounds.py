"""Eight people answer one request at the same moment, over real connections: one of them is first, the others learn of it.

`MUTABAKAT_SOAK_ROUNDS` makes it as many rounds as it says (`make soak`: 1,000 on each database).
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from services.responses.use_cases.chain import verify_chain
from shared.contracts.aggregator import StatementPrepared
from shared.contracts.responses import ResponseReceived
from shared.contracts.values import Recipient
from tests.component.responses.conftest import NOW
from tests.component.responses.site import serving
from tests.component.responses.world import COMPANY, OURS, World, documents, hidden, statement

SOAK_ROUNDS = int(os.environ.get("MUTABAKAT_SOAK_ROUNDS", "0"))
ROUNDS = SOAK_ROUNDS or 40  # half of them from one link, half from eight
PEOPLE = 8
AT_ONCE = 50
"""Statements that are told to the service together."""


@pytest.fixture
async def busy(database_url: str, tmp_path: Path, free_port: int) -> AsyncIterator[tuple[World, str]]:
    """The service with its public page on a real port, on each database."""
    base = f"http://127.0.0.1:{free_port}"
    world = await World.create(database_url, tmp_path, NOW, base)
    async with serving(world, free_port):
        yield world, base


@pytest.mark.crash
@pytest.mark.timeout(3600 if SOAK_ROUNDS else 120)
async def test_eight_parallel_answers_have_one_winner(busy: tuple[World, str]) -> None:
    await _rounds(*busy, ROUNDS)


async def _rounds(world: World, base: str, rounds: int) -> None:
    """Odd rounds: eight browsers of one link; even ones: eight recipients. Each says something else."""
    seen: Counter[int] = Counter()
    async with httpx.AsyncClient(headers=OURS, timeout=60, limits=httpx.Limits(max_connections=PEOPLE)) as http:
        for start in range(0, rounds, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, rounds))
            await world.tell(*(part for number in numbers for part in _statement(number)))
            for number in numbers:
                statuses = await _round(world, http, base, number)
                assert Counter(statuses) == {200: 1, 409: PEOPLE - 1}, f"round {number}: {statuses}"
                seen.update(statuses)
    assert seen == {200: rounds, 409: rounds * (PEOPLE - 1)}
    assert await world.answers() == rounds
    assert {event.version for event in await world.said(ResponseReceived)} == {1}
    async with world.database.reading() as reading:
        report = await verify_chain(reading, COMPANY)
    assert (report.intact, report.entries) == (True, rounds)


def _address(number: int, person: int) -> str:
    return f"k{number}-{person if number % 2 == 0 else 0}@igdir.test"


def _statement(number: int) -> list[StatementPrepared]:
    addresses = sorted({_address(number, person) for person in range(PEOPLE)})
    return statement(docs=documents(3), recipients=[Recipient(address=address) for address in addresses])


async def _round(world: World, http: httpx.AsyncClient, base: str, number: int) -> list[int]:
    paths = [base + await world.link(_address(number, person)) for person in range(PEOPLE)]
    states = await asyncio.gather(*(_checked(http, path, person) for person, path in enumerate(paths)))
    world.clock.advance(timedelta(seconds=5))
    sent = await asyncio.gather(
        *(
            http.post(f"{path}/send", data={"state": state, "lang": "tr"})
            for path, state in zip(paths, states, strict=True)
        )
    )
    return [page.status_code for page in sent]


async def _checked(http: httpx.AsyncClient, path: str, person: int) -> str:
    answer = {"answer": "agreed"} if person % 2 else {"answer": "disagreed", "explanation": f"Fark {person}"}
    page = await http.post(f"{path}/check", data={"replaces": "0", "responder_name": f"Kişi {person}", **answer})
    assert page.status_code == 200, page.text
    return hidden(page.text, "state")
