"""The product in each of the two ways it runs, with a real SMTP server that keeps what it gets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.product.operator import Operator
from tests.product.processes import Product, cluster, embedded
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
        url = request.getfixturevalue("rabbit_url")
        new_database = request.getfixturevalue("fresh_postgres_database")
        made = await cluster(tmp_path, smtp_sink.port, url, new_database, as_commands=as_commands)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def operator(product: Product) -> AsyncIterator[Operator]:
    """Registered and signed in."""
    person = Operator(product)
    await person.register()
    yield person
    await person.close()
