"""Aggregators of a test: on each kind of database, or on SQLite where the database does not matter.

Modules about imports say `CONFINED = True`: there files are read in a process of their own, as in the running service.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.component.aggregator.world import World, make_world


def is_confined(request: pytest.FixtureRequest) -> bool:
    return bool(getattr(request.module, "CONFINED", False))


@pytest.fixture
async def world(tmp_path: Path, database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    made = await make_world(tmp_path, database_url, confined=is_confined(request))
    yield made
    await made.service.database.dispose()


@pytest.fixture
async def lite(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'aggregator.db'}"
    made = await make_world(tmp_path, url, confined=is_confined(request))
    yield made
    await made.service.database.dispose()
