"""A process that dies at any of the named places, or at any random moment, loses nothing and does nothing twice."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from shared.crashpoint import CRASHPOINTS
from tests.crash.party import open_parties

ROOT = Path(__file__).parents[2]
COUNT = 120
MESSAGING_POINTS = [point for point in CRASHPOINTS if not point.startswith(("smtp.", "import."))]


class Victim:
    """The process under test, with everything it needs to be started again."""

    def __init__(self, transport_url: str, campaign_url: str, mailer_url: str) -> None:
        self._arguments = [str(COUNT), transport_url, campaign_url, mailer_url]
        self._urls = campaign_url, mailer_url

    async def start(self, crash: str | None = None) -> asyncio.subprocess.Process:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
        if crash:
            environment["MUTABAKAT_CRASH"] = crash
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.crash.party",
            *self._arguments,
            env=environment,
            cwd=ROOT,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def finish(self) -> None:
        process = await self.start()
        async with asyncio.timeout(60):
            assert await process.wait() == 0

    async def assert_promises(self) -> None:
        campaign, mailer, work = open_parties(*self._urls)
        async with campaign.database.reading() as reading:
            wanted = Counter(await reading.scalars(select(work.c.work_id)))
        assert len(wanted) == COUNT
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
    chance = random.Random(20261124)
    for _ in range(8):
        process = await victim.start()
        with suppress(TimeoutError):
            async with asyncio.timeout(0.6 + chance.random() * 0.9):
                await process.wait()
        if process.returncode is None:
            process.kill()
            await process.wait()
    await victim.finish()
    await victim.assert_promises()
