"""Last step: what met nobody is cancelled, booked twice, of another month, or missing in the other book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from services.responses.domain.differences.ledger import Ledger
from services.responses.domain.differences.matching import Matching
from services.responses.domain.differences.reasons import Cause, Reason


def match_cancelled(matching: Matching) -> None:
    """Ours that they have as cancelled or rejected, by its number."""
    cancelled: dict[tuple[str, int], list[int]] = {}
    for place in matching.theirs.free:
        document = matching.theirs.documents[place]
        if document.cancelled and matching.theirs.keys[place]:
            cancelled.setdefault((matching.theirs.keys[place], matching.theirs.sides[place]), []).append(place)
    if not cancelled:
        return
    for here in matching.ours.free:
        partners = cancelled.get((matching.ours.keys[here], matching.ours.sides[here]))
        if partners:
            matching.find((here,), (partners.pop(0),), Cause(Reason.CANCELLED))


def match_leftovers(matching: Matching) -> None:
    theirs = matching.theirs
    uncounted = [
        place
        for place in theirs.free
        if theirs.documents[place].cancelled or not matching.in_month(theirs.documents[place].date)
    ]
    matching.leave_outside(uncounted)
    for place, twice in _with_doubles(matching.ours, ()):
        matching.find((place,), (), Cause(Reason.DUPLICATE_HERE if twice else Reason.MISSING_THERE))
    for place, twice in _with_doubles(theirs, uncounted):
        matching.find((), (place,), Cause(Reason.DUPLICATE_THERE if twice else Reason.MISSING_HERE))


def _with_doubles(ledger: Ledger, besides: Iterable[int]) -> Iterator[tuple[int, bool]]:
    """Free places, each with whether its own book has the same document once more: one that met somebody, or an earlier one."""
    free, aside = ledger.free, set(besides)
    copies = Counter(_same(ledger, place) for place in range(len(ledger.documents)) if place not in aside)
    left = Counter(_same(ledger, place) for place in free)
    seen = set[tuple[str, int, int]]()
    for place in free:
        same = _same(ledger, place)
        yield place, bool(ledger.keys[place]) and (copies[same] > left[same] or same in seen)
        seen.add(same)


def _same(ledger: Ledger, place: int) -> tuple[str, int, int]:
    return ledger.keys[place], ledger.sides[place], ledger.amounts[place]
