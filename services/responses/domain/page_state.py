"""Which page a link shows. Derived from facts each time, because the facts may come in any order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PageState(StrEnum):
    """States of user-experience.md §5.4 that a known link can be in."""

    OPEN = "open"
    ANSWERED = "answered"
    ANSWERED_BY_OTHER = "answered_by_other"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is known about a reconciliation, seen from one link. `closes_at` is the first instant that is too late."""

    closes_at: datetime
    cancelled: bool
    superseded: bool
    answered_by: str | None
    link_id: str
    first_answer_final: bool


def state_of(facts: PageFacts, now: datetime) -> PageState:
    """The state at `now`, which is the database's time wherever an answer depends on it (design §6)."""
    if facts.cancelled:
        return PageState.CANCELLED
    if facts.superseded:
        return PageState.SUPERSEDED
    if facts.answered_by is not None:
        return PageState.ANSWERED if facts.answered_by == facts.link_id else PageState.ANSWERED_BY_OTHER
    return PageState.OPEN if now < facts.closes_at else PageState.EXPIRED


def may_answer(facts: PageFacts, now: datetime) -> bool:
    """True while an answer, the first or another one, would be taken."""
    if facts.cancelled or facts.superseded or now >= facts.closes_at:
        return False
    return facts.answered_by is None or not facts.first_answer_final
