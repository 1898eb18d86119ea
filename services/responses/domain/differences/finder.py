"""The difference finder: the steps in their order, the surest first (domain.md §7.3 number 2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.responses.domain.differences.combinations import match_combinations
from services.responses.domain.differences.direction import face
from services.responses.domain.differences.documents import Booked, LedgerRow, Month
from services.responses.domain.differences.findings import Comparison, Finding, total, weight
from services.responses.domain.differences.leftovers import match_cancelled, match_leftovers
from services.responses.domain.differences.matching import Matching
from services.responses.domain.differences.near_days import match_near_days
from services.responses.domain.differences.other_amounts import match_explained, match_likely, match_unexplained
from services.responses.domain.differences.returns import (
    match_returns_by_amount,
    match_returns_by_number,
    match_sides_by_number,
)
from services.responses.domain.differences.same_documents import match_exact, match_number_and_amount, match_split

STEPS: tuple[Callable[[Matching], None], ...] = (
    match_exact,
    match_number_and_amount,
    match_split,
    match_sides_by_number,
    match_explained,
    match_combinations,
    match_likely,
    match_cancelled,
    match_returns_by_number,
    match_unexplained,
    match_near_days,
    match_returns_by_amount,
    match_leftovers,
)


def compare(ours: Sequence[Booked], rows: Sequence[LedgerRow], month: Month | None = None) -> Comparison:
    """Lay the counterparty's rows beside our documents. The order of either decides nothing.

    `month`: what they date outside of it counts nowhere, and is a slip where it is one of our documents; None counts everything.
    """
    theirs, direction = face(rows, ours)
    matching = Matching(ours, theirs, month)
    for step in STEPS:
        step(matching)
    return Comparison(
        ours=total(ours),
        theirs=total(matching.counted),
        agreed=matching.agreed,
        findings=sorted(matching.findings, key=_order),
        outside=matching.outside,
        direction=direction,
    )


def _order(one: Finding) -> tuple[object, ...]:
    first = (one.ours or one.theirs)[0]
    return (-weight(one.effect), one.cause.reason, first.date.toordinal(), first.number, first.side, first.kurus)
