"""Which page a link shows, and whether it may be answered: derived from facts each time, which may come in any order."""

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
    accept_late: bool = False
    answered_late: bool = False


def state_of(facts: PageFacts, now: datetime) -> PageState:
    """The state at `now`, which is the database's time wherever an answer depends on it (design §6)."""
    if facts.cancelled:
        return PageState.CANCELLED
    if facts.superseded:
        return PageState.SUPERSEDED
    if facts.answered_by is not None:
        return PageState.ANSWERED if facts.answered_by == facts.link_id else PageState.ANSWERED_BY_OTHER
    return PageState.OPEN if now < facts.closes_at else PageState.EXPIRED


def is_late(facts: PageFacts, now: datetime) -> bool:
    return now >= facts.closes_at


def may_answer(facts: PageFacts, now: datetime) -> bool:
    """True while an answer, the first or another one, would be taken.

    Where late answers are taken, they are taken from who was silent: what was said in time stays as it is, and only a late answer
    can still be corrected.
    """
    if facts.cancelled or facts.superseded:
        return False
    if facts.answered_by is None:
        return facts.accept_late or not is_late(facts, now)
    if facts.first_answer_final:
        return False
    return (facts.accept_late and facts.answered_late) or not is_late(facts, now)
