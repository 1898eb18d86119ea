"""The one-time code of the first start, on its way from the database to the terminal and nowhere else.

Whoever runs the command prints it (`Service.setup_code`); it never goes into a log.
"""

from __future__ import annotations

from services.campaign.use_cases.companies import prepare_first_start
from shared.database import Database


class SetupCode:
    """Empty until `prepare` has run, and for good once a company is registered."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._plain: str | None = None

    async def prepare(self) -> None:
        """Make a new code when there is no company yet."""
        async with self._database.transaction() as tx:
            self._plain = await prepare_first_start(tx)

    def __call__(self) -> str | None:
        """The plain code, or None when the installation is set up."""
        return self._plain
