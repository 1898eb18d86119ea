"""Aggregators of a test: on each kind of database, or on SQLite where the database does not matter."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.component.aggregator.world import World, make_world


@pytest.fixture
async def world(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    made = await make_world(tmp_path, database_url)
    yield made
    await made.service.database.dispose()


@pytest.fixture
async def lite(tmp_path: Path) -> AsyncIterator[World]:
    made = await make_world(tmp_path, f"sqlite+aiosqlite:///{tmp_path / 'aggregator.db'}")
    yield made
    await made.service.database.dispose()
