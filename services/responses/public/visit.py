"""One request for a known link, and what follows from the time at which the database received it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from starlette.requests import Request

from services.responses.domain.last_days import last_day
from services.responses.domain.notices import Notice
from services.responses.domain.page_state import PageState, is_late, may_answer, state_of
from services.responses.public.asked import Asked, asked_of
from services.responses.public.notice_fields import Offered, offered
from services.responses.public.view import head_of
from services.responses.repository.pages import Page
from shared.clock import istanbul_date


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a known link: its page now, and how to speak to the reader."""

    request: Request
    path: str
    """What the addresses of the page begin with; it carries the visitor's pass, where there is one (`gate.py`)."""
    page: Page
    now: datetime
    language: str
    notice: Notice | None = None
    """What this link said last, short of an answer."""

    @property
    def state(self) -> PageState:
        return state_of(self.page.facts, self.now)

    @property
    def may_answer(self) -> bool:
        return may_answer(self.page.facts, self.now)

    @property
    def late(self) -> bool:
        return is_late(self.page.facts, self.now)

    @property
    def offered(self) -> Offered:
        return offered(
            answered=self.page.standing is not None,
            late=self.late,
            today=istanbul_date(self.now),
            last_day=last_day(self.page.closes_at),
            address=self.page.address,
        )

    @property
    def version(self) -> int:
        return self.page.standing.version if self.page.standing else 0

    @property
    def asked(self) -> Asked:
        return _asked(self.page.head)


@lru_cache(maxsize=1024)
def _asked(head: str) -> Asked:
    return asked_of(head_of(head))
