"""The responses service on an empty database, with a clock that only the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.component.responses.world import World

NOW = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """On SQLite and on PostgreSQL, where the database matters."""
    world = await World.create(database_url, tmp_path, NOW)
    yield world
    await world.close()


@pytest.fixture
async def page_world(tmp_path: Path) -> AsyncIterator[World]:
    """On SQLite only, for what does not depend on the database."""
    world = await World.create(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}", tmp_path, NOW)
    yield world
    await world.close()
