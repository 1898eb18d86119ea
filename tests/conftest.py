"""Loads the fixtures of `tests/fixtures/` and marks every test by the servers that it asks for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped]  # it comes without types

# How quick an example is tells of the machine, not of the code: what must be quick is measured by itself.
settings.register_profile("any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_machine")

pytest_plugins = [
    "tests.fixtures.databases",
    "tests.fixtures.brokers",
    "tests.fixtures.mail",
    "tests.fixtures.browsers",
    "tests.fixtures.sign_in",
    "tests.product.fixtures",
]

# Asking for a fixture is the marking; nobody has to write it twice.
MARKERS = {
    "postgres_server": pytest.mark.postgres,
    "fresh_postgres_database": pytest.mark.postgres,
    "own_postgres": pytest.mark.postgres,
    "rabbit_url": pytest.mark.rabbit,
    "rabbit_server": pytest.mark.rabbit,
    "smtp_sink": pytest.mark.smtp,
    "mailbox": pytest.mark.smtp,
    "mail_server": pytest.mark.postfix,
    "submission_server": pytest.mark.smtp,
    "browser": pytest.mark.browser,
    "browser_page": pytest.mark.browser,
}

# Modules whose tests share what is too heavy to be made by each worker: an installation, a whole road gone.
# By path, because the process that hands out the tests knows nothing else of them: xdist's own mark for groups goes unheard with
# the structured ids of pytest 9.2.
ON_ONE_WORKER = ("tests/contracts/test_producers.py", "tests/e2e/test_bad_input.py")

# Tests of the whole product start and stop its processes, which on a busy machine takes longer than what they test.
PATIENCE = {"e2e": 240}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let `-m rabbit` or `-m "not browser"` choose by what a test really uses."""
    for item in items:
        seconds = PATIENCE.get(item.path.parent.name)
        if seconds and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(seconds))
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in MARKERS:
                item.add_marker(MARKERS[fixture])


class OneWorkerForSome(LoadGroupScheduling):  # type: ignore[misc]  # as above
    """Any test to any worker, but for those modules."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if module in ON_ONE_WORKER else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneWorkerForSome:
    return OneWorkerForSome(config, log)
