"""Steps for documents that are one and the same: number, side and amount agree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from services.responses.domain.differences import ledger
from services.responses.domain.differences.matching import Matching
from services.responses.domain.differences.numbers import short_key
from services.responses.domain.differences.reasons import Cause, Reason

_MOST_COMPARED = 400


def match_exact(matching: Matching) -> None:
    """Number, side, day and amount. What stands twice in one book finds as many partners as the other one has."""
    for ours, theirs in matching.both(ledger.exact):
        for here, there in zip(ours, theirs, strict=False):
            matching.agree((here,), (there,))


def match_number_and_amount(matching: Matching) -> None:
    """On another day; in another month it is a slip, which `Matching` sees."""
    for ours, theirs in matching.both(ledger.number_and_amount):
        for here, there in _nearest(matching, ours, theirs):
            matching.find((here,), (there,), Cause(Reason.DATE_DIFFERS))
    _match_written_shorter(matching, ledger.short_number_and_amount)
    _match_written_shorter(matching, ledger.counter_and_amount)


def match_split(matching: Matching) -> None:
    """One document that a book has on several rows, one for each rate of KDV (domain.md §2.5 point 6)."""
    here, there = matching.ours.amounts, matching.theirs.amounts
    for ours, theirs in matching.both(ledger.number):
        if len(ours) + len(theirs) > 2 and sum(here[at] for at in ours) == sum(there[at] for at in theirs):
            matching.agree(ours, theirs)


def _match_written_shorter(matching: Matching, by: ledger.Column) -> None:
    for ours, theirs in matching.both(by):
        for here, there in _nearest(matching, ours, theirs):
            one, other = matching.ours.keys[here], matching.theirs.keys[there]
            # The counter alone is a number only where one of the books writes no more than that.
            if short_key(one) != short_key(other) and not (one.isdigit() or other.isdigit()):
                continue
            if matching.ours.documents[here].date == matching.theirs.documents[there].date:
                matching.agree((here,), (there,))
            else:
                matching.find((here,), (there,), Cause(Reason.DATE_DIFFERS))


def _nearest(matching: Matching, ours: Sequence[int], theirs: Sequence[int]) -> Sequence[tuple[int, int]]:
    """Pairs, the nearest days first; in order where there are too many to ask."""
    if len(ours) == len(theirs) == 1 or len(ours) * len(theirs) > _MOST_COMPARED:
        return list(zip(ours, theirs, strict=False))
    here, there = matching.ours.days, matching.theirs.days
    pairs: list[tuple[int, int]] = []
    ranked = sorted(product(ours, theirs), key=lambda pair: (abs(here[pair[0]] - there[pair[1]]), pair))
    used_here, used_there = set[int](), set[int]()
    for one, other in ranked:
        if one not in used_here and other not in used_there:
            used_here.add(one)
            used_there.add(other)
            pairs.append((one, other))
    return pairs
