"""Whose mail a lane takes next: companies take turns, in portions, and only while their send window is open.

Protects the small from the large: ten thousand mails of one company fill no more of a claim than five of another.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from services.mailer.domain.window import Window

SMALLEST_PORTION = 20
"""Below this a claim costs more than what it brings; limited lanes go lower, they have the time."""


class Turns:
    """Companies with mail that is due, whoever waited longest first."""

    def __init__(self) -> None:
        self._waiting: deque[UUID] = deque()
        self._windows: dict[UUID, Window | None] = {}
        self._capped: dict[UUID, datetime] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    @property
    def companies(self) -> tuple[UUID, ...]:
        return tuple(self._waiting)

    def serve(self, windows: Mapping[UUID, Window | None], now: datetime, codes: Collection[UUID] = ()) -> None:
        """These companies have mail that is due. One whose window is closed, or whose day is used up, has to wait; for its codes
        (`codes`: who has any) somebody waits, and no window stands before them."""
        # Also of those that have nothing due any more, because all of it is in hand.
        self._windows |= windows
        self._capped = {company: until for company, until in self._capped.items() if until > now}
        free = (company for company in windows if company not in self._capped)
        ready = [company for company in free if company in codes or self.may_leave(company, now)]
        stay = [company for company in self._waiting if company in ready]
        self._waiting = deque([*stay, *(company for company in ready if company not in stay)])

    def take(self) -> UUID:
        return self._waiting.popleft()

    def again(self, company: UUID) -> None:
        """It has more."""
        self._waiting.append(company)

    def not_before(self, company: UUID, until: datetime) -> None:
        """The company's day is used up."""
        self._capped[company] = until

    def clear(self) -> None:
        self._waiting.clear()

    def portion(self, room: int, *, smallest: int = SMALLEST_PORTION) -> int:
        """What one company may take of `room` when as many as now wait besides it."""
        return min(room, max(smallest, -(-room // (len(self._waiting) + 1))))

    def may_leave(self, company: UUID, now: datetime) -> bool:
        """Whether the company wants its mail to leave at this moment."""
        window = self._windows.get(company)
        return window is None or window.is_open(now)
