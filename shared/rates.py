"""How often subjects come, shared between replicas without a write per request.

Each process counts in memory and decides by what it knows: its own count and the last sum of all. A subject is told to the others
only once it has used up a tenth of its limit, so ordinary visitors are never written down; from then on every round adds what is
new and learns the sum. R replicas together let through at most R tenths more than the limit, and what comes within one round.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table

from shared import attempts
from shared.clock import Clock
from shared.database import Transaction
from shared.limits import Limit

TELL_AFTER = 0.1
MOST_SUBJECTS = 200_000


@dataclass(slots=True)
class _Count:
    window_at: datetime
    new: int = 0
    """Counted here and not told yet."""
    told: int = 0
    """The last sum of all replicas; 0 while nobody was told."""


class Rates:
    """The counts of one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: dict[tuple[Limit, str], _Count] = {}

    def count(self, limit: Limit, subject: str) -> int:
        """Count one coming; the seconds to wait when there were too many, else 0."""
        now = self._clock.now()
        window_at = limit.window_at(now)
        count = self._counts.get((limit, subject))
        if count is None or count.window_at != window_at:
            if len(self._counts) >= MOST_SUBJECTS:
                self._tidy(now)
            count = self._counts[limit, subject] = _Count(window_at)
        count.new += 1
        return limit.wait(now) if count.new + count.told > limit.most else 0

    @property
    def quiet(self) -> bool:
        """Nobody has come since the last round."""
        return not self._counts

    async def share(self, tx: Transaction, table: Table) -> int:
        """One round: tell what is worth telling, learn what the others have seen; how many subjects that were."""
        now = self._clock.now()
        self._tidy(now)
        worth = [
            (limit, subject, count, count.new)
            for (limit, subject), count in self._counts.items()
            if count.told or count.new >= limit.most * TELL_AFTER
        ]
        if not worth:
            return 0
        sums = await attempts.add(
            tx, table, [(limit, subject, count.window_at, new) for limit, subject, count, new in worth]
        )
        for (_, _, count, new), total in zip(worth, sums, strict=True):
            count.new -= new
            count.told = total
        return len(worth)

    def _tidy(self, now: datetime) -> None:
        """Forget windows that are over; of too many subjects, all: a flood must not fill the memory."""
        self._counts = {key: count for key, count in self._counts.items() if count.window_at == key[0].window_at(now)}
        if len(self._counts) >= MOST_SUBJECTS:
            self._counts.clear()
