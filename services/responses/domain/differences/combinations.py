"""Step for what one book has in one document and the other in two: a price difference added, a return taken off the invoice."""

from __future__ import annotations

from services.responses.domain.differences.ledger import Ledger, number
from services.responses.domain.differences.matching import Matching
from services.responses.domain.differences.reasons import Book, Cause, Reason


def match_combinations(matching: Matching) -> None:
    """A pair of one number whose amounts differ by exactly a third document that is free."""
    ours, theirs = matching.ours, matching.theirs
    alone_here, alone_there = _Alone(ours, theirs), _Alone(theirs, ours)
    for here_at, there_at in matching.both(number):
        if len(here_at) != 1 or len(there_at) != 1:
            continue
        here, there = here_at[0], there_at[0]
        side, apart = ours.sides[here], ours.amounts[here] - theirs.amounts[there]
        if not apart or not matching.in_month(theirs.documents[there].date):
            continue
        if apart > 0:
            if third := alone_there.pick(side, apart):
                matching.find(here_at, (there, *third), Cause(Reason.BOOKED_TOGETHER, Book.HERE))
            elif third := alone_here.pick_return(1 - side, apart):
                matching.find((here, *third), there_at, Cause(Reason.RETURN_NETTED, Book.THERE))
        elif third := alone_here.pick(side, -apart):
            matching.find((here, *third), there_at, Cause(Reason.BOOKED_TOGETHER, Book.THERE))
        elif third := alone_there.pick_return(1 - side, -apart):
            matching.find(here_at, (there, *third), Cause(Reason.RETURN_NETTED, Book.HERE))


class _Alone:
    """Free documents whose number the other book does not have, by side and amount; each is given away once."""

    def __init__(self, ledger: Ledger, other: Ledger) -> None:
        known = set(other.keys)
        self._any: dict[tuple[int, int], list[int]] = {}
        self._returns: dict[tuple[int, int], list[int]] = {}
        self._ledger = ledger
        for place in reversed(ledger.free):
            document = ledger.documents[place]
            if document.cancelled or ledger.keys[place] in known:
                continue
            name = (ledger.sides[place], ledger.amounts[place])
            self._any.setdefault(name, []).append(place)
            if document.is_return:
                self._returns.setdefault(name, []).append(place)

    def pick(self, side: int, kurus: int) -> tuple[int, ...]:
        return self._last(self._any.get((side, kurus), []))

    def pick_return(self, side: int, kurus: int) -> tuple[int, ...]:
        return self._last(self._returns.get((side, kurus), []))

    def _last(self, places: list[int]) -> tuple[int, ...]:
        while places:
            place = places.pop()
            if self._ledger.is_free(place):
                return (place,)
        return ()
