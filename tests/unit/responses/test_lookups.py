"""Pages that are asked for at the same time are looked for together; nobody gets another one's, and nobody waits for a query
that has got stuck."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any
from unittest.mock import patch

import pytest

from services.responses.public.lookups import AT_ONCE, ENOUGH, TOGETHER, Lookups

Wanted = Collection[tuple[str, int]]


class Books:
    """Finds every page but those of links called `unknown`, a moment later."""

    def __init__(self) -> None:
        self.asked: list[Wanted] = []
        self.stuck = asyncio.Event()
        self.stuck.set()

    async def find_now(self, _database: Any, wanted: Wanted) -> dict[tuple[str, int], Any]:
        self.asked.append(wanted)
        await asyncio.sleep(0.001)
        if ("stuck", 1) in wanted:
            self.stuck.clear()
            await self.stuck.wait()
        if ("broken", 1) in wanted:
            raise OSError("away")
        return {one: one for one in wanted if one[0] != "unknown"}


@pytest.fixture
def books() -> Any:
    made = Books()
    with patch("services.responses.public.lookups.pages.find_now", made.find_now):
        yield made


async def test_each_gets_its_own_page(books: Books) -> None:
    looked: Any = Lookups(None)  # type: ignore[arg-type]  # the books ask no database
    wanted = [(f"link{number % 60}", number % 3 + 1) for number in range(2 * TOGETHER)] + [("unknown", 1)]
    assert await asyncio.gather(*(looked.find(*one) for one in wanted)) == [*wanted[:-1], None]
    assert [len(one) <= TOGETHER for one in books.asked] == [True] * 3
    assert await looked.find("later", 1) == ("later", 1)


async def test_who_comes_right_behind_another_one_waits_for_company(books: Books) -> None:
    looked: Any = Lookups(None)  # type: ignore[arg-type]  # the books ask no database
    asking = []
    with patch("services.responses.public.lookups.APART", 0.8):
        for name in ("first", "second", "third"):
            asking.append(asyncio.create_task(looked.find(name, 1)))
            await asyncio.sleep(0.01)
        await asyncio.gather(*asking)
        assert books.asked == [{("first", 1)}, {("second", 1), ("third", 1)}]
        async with asyncio.timeout(0.6):
            await asyncio.gather(*(looked.find(f"of many {number}", 1) for number in range(ENOUGH)))
    await asyncio.sleep(0.8)
    async with asyncio.timeout(0.6):
        assert await looked.find("much later", 1) == ("much later", 1)


async def test_an_outage_is_told_to_all_and_over_for_the_next(books: Books) -> None:
    looked: Any = Lookups(None)  # type: ignore[arg-type]  # the books ask no database
    told = await asyncio.gather(*(looked.find(name, 1) for name in ("broken", "other")), return_exceptions=True)
    assert [type(one) for one in told] == [OSError, OSError]
    assert await looked.find("other", 1) == ("other", 1)


async def test_one_that_goes_away_and_one_that_is_stuck_keep_nobody(books: Books) -> None:
    looked: Any = Lookups(None)  # type: ignore[arg-type]  # the books ask no database
    stuck = []
    for _ in range(AT_ONCE):
        stuck.append(asyncio.create_task(looked.find("stuck", 1)))
        await asyncio.sleep(0.01)
    gone, stays = asyncio.create_task(looked.find("gone", 1)), asyncio.create_task(looked.find("stays", 1))
    await asyncio.sleep(0)
    gone.cancel()
    async with asyncio.timeout(5):
        assert await stays == ("stays", 1)
    assert not any(one.done() for one in stuck)
    books.stuck.set()
    assert await asyncio.gather(*stuck) == [("stuck", 1)] * AT_ONCE
