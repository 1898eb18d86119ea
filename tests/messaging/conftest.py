"""The two sides on each database, the transport of each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from shared.contracts.campaign import CampaignCancelled
from shared.contracts.mailer import MailSent
from shared.messaging.local import LocalTransport
from shared.messaging.rabbit import RabbitTransport
from shared.messaging.topology import Topology
from shared.messaging.transport import Transport
from tests.messaging.rig import Party, campaign_party, mailer_party

TOPOLOGY = Topology("mutabakat", {"campaign": [MailSent], "mailer": [CampaignCancelled]})

DatabaseUrls = Callable[[], str]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_urls(request: pytest.FixtureRequest, tmp_path: Path) -> DatabaseUrls:
    """Makes the URL of one more empty database of the kind under test."""
    if request.param == "postgres":
        create: DatabaseUrls = request.getfixturevalue("fresh_postgres_database")
        return create
    names = iter(f"{number}.db" for number in range(9))
    return lambda: f"sqlite+aiosqlite:///{tmp_path / next(names)}"


@pytest.fixture(params=["local", pytest.param("rabbit", marks=pytest.mark.rabbit)])
def transport(request: pytest.FixtureRequest) -> Transport:
    if request.param == "local":
        return LocalTransport()
    return RabbitTransport(request.getfixturevalue("rabbit_url"), TOPOLOGY, declare=True)


@pytest.fixture
async def campaign(database_urls: DatabaseUrls) -> AsyncIterator[Party]:
    party = campaign_party(database_urls())
    await party.create_tables()
    yield party
    await party.database.dispose()


@pytest.fixture
async def mailer(database_urls: DatabaseUrls) -> AsyncIterator[Party]:
    party = mailer_party(database_urls())
    await party.create_tables()
    yield party
    await party.database.dispose()
