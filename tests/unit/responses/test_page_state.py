"""Which page a link shows, from facts in any combination."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.responses.domain.page_state import PageFacts, PageState, may_answer, state_of

CLOSES = datetime(2026, 11, 13, 21, 0, tzinfo=UTC)
BEFORE, TICK = CLOSES - timedelta(days=1), timedelta(microseconds=1)

LATE: dict[str, Any] = {"accept_late": True}


def facts(**changes: Any) -> PageFacts:
    values: dict[str, Any] = {
        "closes_at": CLOSES,
        "cancelled": False,
        "superseded": False,
        "answered_by": None,
        "link_id": "mine",
        "first_answer_final": False,
    }
    return PageFacts(**(values | changes))


@pytest.mark.parametrize(
    ("changes", "now", "state", "may"),
    [
        ({}, BEFORE, PageState.OPEN, True),
        ({}, CLOSES - TICK, PageState.OPEN, True),
        ({}, CLOSES, PageState.EXPIRED, False),
        ({"answered_by": "mine"}, BEFORE, PageState.ANSWERED, True),
        ({"answered_by": "mine"}, CLOSES, PageState.ANSWERED, False),
        ({"answered_by": "mine", "first_answer_final": True}, BEFORE, PageState.ANSWERED, False),
        ({"first_answer_final": True}, BEFORE, PageState.OPEN, True),
        ({"answered_by": "other"}, BEFORE, PageState.ANSWERED_BY_OTHER, True),
        ({"answered_by": "mine", "cancelled": True}, BEFORE, PageState.CANCELLED, False),
        ({"superseded": True}, CLOSES, PageState.SUPERSEDED, False),
        ({"superseded": True, "cancelled": True}, BEFORE, PageState.CANCELLED, False),
        # Late answers: from who was silent, and to correct a late one; what was said in time stays.
        (LATE, BEFORE, PageState.OPEN, True),
        (LATE, CLOSES, PageState.EXPIRED, True),
        (LATE | {"cancelled": True}, CLOSES, PageState.CANCELLED, False),
        (LATE | {"superseded": True}, CLOSES, PageState.SUPERSEDED, False),
        (LATE | {"answered_by": "mine"}, CLOSES, PageState.ANSWERED, False),
        (LATE | {"answered_by": "other"}, CLOSES, PageState.ANSWERED_BY_OTHER, False),
        (LATE | {"answered_by": "mine", "answered_late": True}, CLOSES, PageState.ANSWERED, True),
        (
            LATE | {"answered_by": "mine", "answered_late": True, "first_answer_final": True},
            CLOSES,
            PageState.ANSWERED,
            False,
        ),
    ],
)
def test_state(changes: dict[str, Any], now: datetime, state: PageState, may: bool) -> None:
    assert state_of(facts(**changes), now) is state
    assert may_answer(facts(**changes), now) is may
