"""Step for documents whose numbers do not meet: the same side and amount, a few days apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from services.responses.domain.differences.ledger import Ledger, amount
from services.responses.domain.differences.matching import Matching
from services.responses.domain.differences.numbers import look_alike
from services.responses.domain.differences.reasons import Cause, Reason

ALIKE_DAYS, ANY_DAYS = 15, 5
"""So far apart where the numbers look alike, or whatever they are."""
_MOST_COMPARED = 2_500


def match_near_days(matching: Matching) -> None:
    """First those whose numbers look alike, then any; the nearest days first."""
    ours, theirs = matching.ours, matching.theirs
    for here_at, there_at in matching.both(amount):
        if len(here_at) * len(there_at) <= _MOST_COMPARED:
            for here, there in _alike(ours, theirs, here_at, there_at):
                if ours.is_free(here) and theirs.is_free(there):
                    _find(matching, here, there)
        by_day_here = sorted((ours.days[at], at) for at in here_at if ours.is_free(at))
        by_day_there = sorted((theirs.days[at], at) for at in there_at if theirs.is_free(at))
        i = j = 0
        while i < len(by_day_here) and j < len(by_day_there):
            apart = by_day_here[i][0] - by_day_there[j][0]
            if abs(apart) <= ANY_DAYS:
                _find(matching, by_day_here[i][1], by_day_there[j][1])
                i, j = i + 1, j + 1
            elif apart > 0:
                j += 1
            else:
                i += 1


def _alike(ours: Ledger, theirs: Ledger, here_at: Sequence[int], there_at: Sequence[int]) -> Iterator[tuple[int, int]]:
    ranked = []
    for here, there in product(here_at, there_at):
        apart = abs(ours.days[here] - theirs.days[there])
        if apart <= ALIKE_DAYS and look_alike(ours.keys[here], theirs.keys[there]):
            ranked.append((apart, here, there))
    for _, here, there in sorted(ranked):
        yield here, there


def _find(matching: Matching, here: int, there: int) -> None:
    if matching.ours.keys[here] and matching.theirs.keys[there]:
        matching.find((here,), (there,), Cause(Reason.NUMBER_DIFFERS))
    else:
        matching.agree((here,), (there,))
