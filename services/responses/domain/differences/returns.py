"""Steps for documents that the books have on different sides: mostly returns (domain.md §2.4 "Returns", §2.5 points 2, 12).

A return belongs on the other side, above zero. Books put it below zero among the invoices (netted), or plainly on the wrong side.
"""

from __future__ import annotations

from services.responses.domain.differences import ledger
from services.responses.domain.differences.documents import Booked
from services.responses.domain.differences.matching import Matching
from services.responses.domain.differences.reasons import Book, Cause, Reason

_DAYS_APART = 5
_MOST_COMPARED = 2_500


def match_sides_by_number(matching: Matching) -> None:
    """The same number and size, on the other side or with the other sign."""
    for ours, theirs in matching.both(ledger.number_and_size):
        for here, there in zip(ours, theirs, strict=False):
            _find(matching, here, there)


def match_returns_by_number(matching: Matching) -> None:
    """A return of the same number with another amount, and on the other side."""
    for ours, theirs in matching.both(ledger.number_on_any_side):
        if len(ours) == len(theirs) == 1:
            here, there = matching.ours.documents[ours[0]], matching.theirs.documents[theirs[0]]
            if here.side is not there.side and (here.is_return or there.is_return):
                _find(matching, ours[0], theirs[0])


def match_returns_by_amount(matching: Matching) -> None:
    """Returns of the same size a few days apart, whatever their numbers."""
    for ours, theirs in matching.both(ledger.size):
        if len(ours) * len(theirs) > _MOST_COMPARED:
            continue
        for here in ours:
            one = matching.ours.documents[here]
            partner = next(
                (
                    there
                    for there in theirs
                    if matching.theirs.is_free(there) and _may_be_one(one, matching.theirs.documents[there])
                ),
                None,
            )
            if partner is not None:
                _find(matching, here, partner)


def _may_be_one(one: Booked, other: Booked) -> bool:
    if not (one.is_return or other.is_return or one.kurus < 0 or other.kurus < 0):
        return False
    if (one.side is other.side) == ((one.kurus < 0) == (other.kurus < 0)):
        return False  # both say the same, or a return here meets a cancelling entry there
    return abs((one.date - other.date).days) <= _DAYS_APART


def _find(matching: Matching, here: int, there: int) -> None:
    one, other = matching.ours.documents[here], matching.theirs.documents[there]
    if one.side is other.side and one.kurus == other.kurus:
        matching.agree((here,), (there,))
        return
    if other.kurus < 0 <= one.kurus:
        cause = Cause(Reason.RETURN_NETTED, Book.THERE)
    elif one.kurus < 0 <= other.kurus:
        cause = Cause(Reason.RETURN_NETTED, Book.HERE)
    elif one.is_return or other.is_return:
        cause = Cause(Reason.RETURN_SIDE)
    else:
        cause = Cause(Reason.WRONG_SIDE)
    matching.find((here,), (there,), cause)
