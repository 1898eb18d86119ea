"""The product in each of the two ways it runs, with a real SMTP server that keeps what it gets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.responses.page_role import ROLE as PAGE_ROLE
from tests.deploy.roles import INIT, PASSWORDS
from tests.product.operator import Operator
from tests.product.processes import SERVICES, Product, cluster, embedded
from tests.servers.postgres import PostgresClient
from tests.servers.smtp_sink import SmtpSink


@pytest.fixture
def as_commands() -> bool:
    """Whether the product of this test is started by its real command; a module that wants that overrides it."""
    return False


@pytest.fixture(params=["embedded", pytest.param("cluster", marks=[pytest.mark.rabbit, pytest.mark.postgres])])
async def product(
    request: pytest.FixtureRequest, tmp_path: Path, smtp_sink: SmtpSink, as_commands: bool
) -> AsyncIterator[Product]:
    """Running and ready; stopped in order at the end."""
    if request.param == "embedded":
        made = embedded(tmp_path, smtp_sink.port, as_commands=as_commands)
    else:
        rabbit = request.getfixturevalue("rabbit_url")
        if as_commands:
            made = await deployed(tmp_path, smtp_sink.port, rabbit, request.getfixturevalue("own_postgres").client)
        else:
            new_database = request.getfixturevalue("fresh_postgres_database")
            made = await cluster(tmp_path, smtp_sink.port, rabbit, new_database)
    await made.start()
    yield made
    await made.stop()


async def deployed(folder: Path, smtp_port: int, rabbit_url: str, postgres: PostgresClient) -> Product:
    """A cluster with the roles of `deploy/postgres/init.sql`: who works owns no table, and the page may do next to nothing."""
    postgres.sql_file(INIT, env=PASSWORDS)

    def address(role: str, service: str) -> str:
        return f"postgresql+asyncpg://{role}@127.0.0.1:{postgres.port}/mutabakat_{service}"

    working = iter([address(f"mutabakat_{service}", service) for service in SERVICES])
    return await cluster(
        folder,
        smtp_port,
        rabbit_url,
        lambda: next(working),
        as_commands=True,
        owners={service: address(f"mutabakat_{service}_owner", service) for service in SERVICES},
        MUTABAKAT_RESPONSES_PAGE_DATABASE_URL=address(PAGE_ROLE, "responses"),
    )


@pytest.fixture
async def operator(product: Product) -> AsyncIterator[Operator]:
    """Registered and signed in."""
    person = Operator(product)
    await person.register()
    yield person
    await person.close()
