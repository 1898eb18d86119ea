"""What the databases may do differently is tested below the console; a desk on each kind is not needed here. Screens of modules
that are marked `postgres` meet its row-level security (decision 0041); the others are quicker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.component.campaign.console.desk import Desk
from tests.component.campaign.console.neighbourhood import Neighbourhood


@pytest.fixture
async def new_desk(
    request: pytest.FixtureRequest, tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Desk]:
    """Before the first start."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'campaign.db'}"
    if request.node.get_closest_marker("postgres"):
        url = request.getfixturevalue("fresh_postgres_database")()
    monkeypatch.setenv("MUTABAKAT_INTERNAL_URL", f"http://127.0.0.1:{free_port}")
    desk = await Desk.open(url, tmp_path, free_port, Neighbourhood())
    yield desk
    await desk.close()


@pytest.fixture
async def desk(new_desk: Desk) -> Desk:
    """With its company, signed in as its administrator."""
    await new_desk.world.register()
    await new_desk.sign_in()
    return new_desk
