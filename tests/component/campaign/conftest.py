"""An installation on each kind of database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.component.campaign.world import World


@pytest.fixture
async def empty_world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The service before its first start."""
    world = await World.open(database_url, tmp_path)
    yield world
    await world.close()


@pytest.fixture
async def world(empty_world: World) -> World:
    """The service with its company."""
    await empty_world.register()
    return empty_world
