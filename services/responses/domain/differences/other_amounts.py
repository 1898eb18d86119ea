"""Steps for documents with one number and two amounts: explained where the figures say why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product

from services.responses.domain.differences import ledger
from services.responses.domain.differences.documents import Booked
from services.responses.domain.differences.explaining import certain, likely
from services.responses.domain.differences.matching import Matching
from services.responses.domain.differences.reasons import Cause, Reason

_MOST_COMPARED = 400
_UNEXPLAINED = Cause(Reason.UNEXPLAINED)

Explain = Callable[[Booked, Booked], Cause | None]


def match_explained(matching: Matching) -> None:
    """Relations that leave little doubt; also between one document and the rows that it is split over."""
    for column in (ledger.number, ledger.short_number):
        for ours, theirs in matching.both(column):
            _match(matching, ours, theirs, certain)
    for ours, theirs in matching.both(ledger.number):
        if len(ours) + len(theirs) > 2 and (cause := certain(*_summed(matching, ours, theirs))):
            matching.find(ours, theirs, cause)


def match_likely(matching: Matching) -> None:
    """Relations that may be chance, once nothing better was found."""
    for column in (ledger.number, ledger.short_number):
        for ours, theirs in matching.both(column):
            _match(matching, ours, theirs, likely)


def match_unexplained(matching: Matching) -> None:
    """One number, two amounts, and nothing that says why. Short numbers come again each month: not across months."""
    for ours, theirs in matching.both(ledger.number):
        _match(
            matching,
            ours,
            theirs,
            lambda here, there: (
                _UNEXPLAINED if here.kurus * there.kurus > 0 and matching.in_month(there.date) else None
            ),
        )


def _match(matching: Matching, ours: Sequence[int], theirs: Sequence[int], explain: Explain) -> None:
    here, there = matching.ours.documents, matching.theirs.documents
    if len(ours) == len(theirs) == 1:
        cause = explain(here[ours[0]], there[theirs[0]])
        if cause is not None:
            matching.find(ours, theirs, cause)
        return
    if len(ours) * len(theirs) > _MOST_COMPARED:
        return
    ranked = sorted(product(ours, theirs), key=lambda pair: (abs(here[pair[0]].kurus - there[pair[1]].kurus), pair))
    for one, other in ranked:
        if matching.ours.is_free(one) and matching.theirs.is_free(other):
            cause = explain(here[one], there[other])
            if cause is not None:
                matching.find((one,), (other,), cause)


def _summed(matching: Matching, ours: Sequence[int], theirs: Sequence[int]) -> tuple[Booked, Booked]:
    here = [matching.ours.documents[place] for place in ours]
    there = [matching.theirs.documents[place] for place in theirs]
    return (
        replace(here[0], kurus=sum(one.kurus for one in here), original_minor=None),
        replace(there[0], kurus=sum(one.kurus for one in there), original_minor=None),
    )
