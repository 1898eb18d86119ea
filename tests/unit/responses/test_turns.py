"""Answers that wait together are stored together; one that cannot be stored, or whose author is gone, troubles nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.responses.public.turns import TOGETHER, Answered, Turns

COMPANY = UUID(int=1)


class Desk:
    """Stores what it is given, a moment later; refuses every batch with one of `broken` in it."""

    def __init__(self, *broken: str) -> None:
        self.batches: list[list[str]] = []
        self._broken = set(broken)

    async def store(self, commands: Sequence[Any]) -> list[Answered]:
        await asyncio.sleep(0.01)
        self.batches.append([str(command) for command in commands])
        if self._broken.intersection(commands):
            raise ValueError("cannot be stored")
        return [Answered(command, command) for command in commands]


def page(reconciliation: UUID | None = None, company: UUID = COMPANY) -> Any:
    return SimpleNamespace(company_id=company, reconciliation_id=reconciliation or uuid4())


async def take(turns: Turns, name: str, where: Any) -> Any:
    return (await turns.take(where, name)).taken  # type: ignore[arg-type]  # any value goes through


async def test_those_that_wait_are_stored_together_and_each_gets_its_own_answer() -> None:
    desk = Desk()
    turns = Turns(desk.store)
    names = [f"a{number}" for number in range(100)]
    assert await asyncio.gather(*(take(turns, name, page()) for name in names)) == names
    assert [name for batch in desk.batches for name in batch] == names
    assert max(map(len, desk.batches)) == TOGETHER
    assert len(desk.batches) == 3


async def test_answers_to_one_reconciliation_are_never_stored_together() -> None:
    desk = Desk()
    turns = Turns(desk.store)
    same = page()
    await asyncio.gather(take(turns, "first", same), take(turns, "second", same), take(turns, "other", page()))
    assert desk.batches == [["first", "other"], ["second"]]


async def test_companies_do_not_wait_for_each_other() -> None:
    desk = Desk()
    turns = Turns(desk.store)
    await asyncio.gather(*(take(turns, str(number), page(company=UUID(int=number))) for number in range(5)))
    assert sorted(map(len, desk.batches)) == [1] * 5


async def test_one_that_cannot_be_stored_keeps_no_other_from_it() -> None:
    desk = Desk("broken")
    turns = Turns(desk.store)
    found = await asyncio.gather(
        *(take(turns, name, page()) for name in ("one", "broken", "two")), return_exceptions=True
    )
    assert found[0] == "one"
    assert found[2] == "two"
    assert isinstance(found[1], ValueError)
    assert await take(turns, "later", page()) == "later"


async def test_who_goes_away_has_sent_it_all_the_same() -> None:
    desk = Desk()
    turns = Turns(desk.store)
    gone = asyncio.create_task(take(turns, "gone", page()))
    await asyncio.sleep(0)
    stays = asyncio.create_task(take(turns, "stays", page()))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == "stays"
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert sorted(name for batch in desk.batches for name in batch) == ["gone", "stays"]
