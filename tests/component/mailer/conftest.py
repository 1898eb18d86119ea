"""Mailers of a test: with the platform's server being a mailbox, or with none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.component.mailer.world import World, make_world
from tests.servers.mailbox import Mailbox

Make = Callable[..., Awaitable[World]]


@pytest.fixture
async def make(tmp_path: Path, database_url: str) -> AsyncIterator[Make]:
    """Build mailers on the database of the test; settings as keywords."""
    made: list[World] = []

    async def build(**given: Any) -> World:
        made.append(await make_world(tmp_path, database_url, **given))
        return made[-1]

    yield build
    for world in made:
        await world.service.database.dispose()


@pytest.fixture
async def make_on_sqlite(tmp_path: Path) -> AsyncIterator[Make]:
    """The same where the database does not matter."""
    made: list[World] = []

    async def build(**given: Any) -> World:
        made.append(await make_world(tmp_path, f"sqlite+aiosqlite:///{tmp_path / 'mailer.db'}", **given))
        return made[-1]

    yield build
    for world in made:
        await world.service.database.dispose()


@pytest.fixture
async def make_at(tmp_path: Path) -> AsyncIterator[Make]:
    """The same on a database of the test's own choice, given first."""
    made: list[World] = []

    async def build(url: str, **given: Any) -> World:
        made.append(await make_world(tmp_path, url, **given))
        return made[-1]

    yield build
    for world in made:
        await world.service.database.dispose()


@pytest.fixture
async def world(make: Make, mailbox: Mailbox) -> World:
    """A mailer whose platform server is the mailbox, on each database."""
    return await make(platform_host="127.0.0.1", platform_port=mailbox.port)


@pytest.fixture
async def lite(make_on_sqlite: Make, mailbox: Mailbox) -> World:
    """A mailer whose platform server is the mailbox, on SQLite."""
    return await make_on_sqlite(platform_host="127.0.0.1", platform_port=mailbox.port)
