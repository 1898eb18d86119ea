"""A process that dies at any of the named places, or at any random moment, loses nothing and does nothing twice."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from shared.crashpoint import CRASHPOINTS
from tests.crash.party import open_parties
from tests.product.forked import Forked, fork

ROOT = Path(__file__).parents[2]
COUNT = 120
COUNT_AT_RANDOM = 1000
"""More than several lives together can do."""
MESSAGING_POINTS = [point for point in CRASHPOINTS if not point.startswith(("smtp.", "import.", "webhook."))]


class Victim:
    """The process under test, with everything it needs to be started again."""

    def __init__(self, transport_url: str, campaign_url: str, mailer_url: str) -> None:
        self.count = COUNT
        self._transport_url = transport_url
        self._urls = campaign_url, mailer_url

    async def start(self, crash: str | None = None) -> Forked:
        environment = os.environ | ({"MUTABAKAT_CRASH": crash} if crash else {})
        arguments = (str(self.count), self._transport_url, *self._urls)
        return await fork("tests.crash.party:begin", *arguments, environment=environment, cwd=ROOT)

    async def finish(self) -> None:
        process = await self.start()
        async with asyncio.timeout(60):
            assert await process.wait() == 0

    async def assert_promises(self) -> None:
        campaign, mailer, work = open_parties(*self._urls)
        async with campaign.database.reading() as reading:
            wanted = Counter(await reading.scalars(select(work.c.work_id)))
        assert len(wanted) == self.count
        assert Counter(await mailer.noted()) == wanted, "every piece of work was done once"
        assert Counter(await campaign.noted()) == wanted, "every piece of work was confirmed once"
        assert [await mailer.buried(), await campaign.buried()] == [0, 0], "no good event was buried"
        for side in (campaign, mailer):
            await side.database.dispose()


@pytest.fixture(
    params=["local-sqlite", pytest.param("rabbit-postgres", marks=[pytest.mark.rabbit, pytest.mark.postgres])]
)
def victim(request: pytest.FixtureRequest, tmp_path: Path) -> Victim:
    """The two ways the product runs."""
    if request.param == "local-sqlite":
        return Victim("local://", *(f"sqlite+aiosqlite:///{tmp_path / name}.db" for name in ("campaign", "mailer")))
    create: Callable[[], str] = request.getfixturevalue("fresh_postgres_database")
    return Victim(request.getfixturevalue("rabbit_url"), create(), create())


@pytest.mark.crash
@pytest.mark.timeout(120)
@pytest.mark.parametrize("point", MESSAGING_POINTS)
async def test_dying_at_a_crash_point(victim: Victim, point: str) -> None:
    # Batches may gather all of the work, so that only transactions are sure to come more than once.
    process = await victim.start(f"{point}:{3 if point.startswith('transaction.') else 1}")
    async with asyncio.timeout(60):
        assert await process.wait() == 137, "it died where it was told to"
    await victim.finish()
    await victim.assert_promises()


@pytest.mark.crash
@pytest.mark.timeout(180)
async def test_being_killed_at_random(victim: Victim) -> None:
    chance, killed = random.Random(20261124), 0
    victim.count = COUNT_AT_RANDOM
    for _ in range(8):
        process = await victim.start()
        with suppress(TimeoutError):
            async with asyncio.timeout(0.03 + chance.random() * 0.4):
                await process.wait()
        killed += process.returncode is None
        process.kill()
        await process.wait()
    assert killed >= 4, "it was quicker than the kills"
    await victim.finish()
    await victim.assert_promises()
