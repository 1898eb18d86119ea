"""A desk on each kind of database is not needed here: what the databases may do differently is tested below the console."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.component.campaign.console.desk import Desk
from tests.component.campaign.console.neighbourhood import Neighbourhood


@pytest.fixture
async def new_desk(tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """Before the first start."""
    monkeypatch.setenv("MUTABAKAT_INTERNAL_URL", f"http://127.0.0.1:{free_port}")
    desk = await Desk.open(f"sqlite+aiosqlite:///{tmp_path / 'campaign.db'}", tmp_path, free_port, Neighbourhood())
    yield desk
    await desk.close()


@pytest.fixture
async def desk(new_desk: Desk) -> Desk:
    """With its company, signed in as its administrator."""
    await new_desk.world.register()
    await new_desk.sign_in()
    return new_desk
