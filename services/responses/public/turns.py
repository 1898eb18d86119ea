"""Whoever answers the same company at the same time waits here, in order, and not in the database.

Answers are chained per company, so they are stored one after the other anyway. One that waited for its turn in the database would
hold a connection meanwhile, and with some dozen of them nobody could open a page; and the one whose turn it is would share the
process with all that wait. Other processes wait for each other in the database as before: this decides nothing.
"""

from __future__ import annotations

import asyncio
from uuid import UUID
from weakref import WeakValueDictionary


class Turns:
    """The turns of this process."""

    def __init__(self) -> None:
        self._taken = WeakValueDictionary[UUID, asyncio.Lock]()

    def of(self, company_id: UUID) -> asyncio.Lock:
        """To be held while an answer to this company is stored."""
        lock = self._taken.get(company_id)
        if lock is None:
            lock = self._taken[company_id] = asyncio.Lock()
        return lock
