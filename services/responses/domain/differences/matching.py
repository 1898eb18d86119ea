"""Both ledgers during the comparison: who meets whom, and what was found.

Protects the invariant: a document is taken once, and every effect is computed here from the documents themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from services.responses.domain.differences.documents import Booked, Month
from services.responses.domain.differences.findings import Agreed, Finding, total
from services.responses.domain.differences.ledger import Column, Ledger, Names
from services.responses.domain.differences.reasons import Cause, Reason


class Matching:
    """The state that the steps hand on."""

    def __init__(self, ours: Iterable[Booked], theirs: Iterable[Booked], month: Month | None) -> None:
        names = Names()
        self.ours, self.theirs = Ledger(ours, names), Ledger(theirs, names)
        self._month = month
        self._meetings: dict[Column, list[tuple[Sequence[int], Sequence[int]]]] = {}
        self.agreed: list[Agreed] = []
        self.findings: list[Finding] = []
        self.counted: list[Booked] = []
        self.outside: list[Booked] = []

    def both(self, column: Column) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """Free places of both books with the same value, in the order of ours. Who met nobody at first never will."""
        meetings = self._meetings.get(column)
        if meetings is None:
            ours, theirs = self.ours.grouped(column), self.theirs.grouped(column)
            meetings = [(_places(one), _places(theirs[value])) for value, one in ours.items() if value in theirs]
        self._meetings[column] = kept = []
        for meeting in meetings:
            here, there = meeting
            ours_now, theirs_now = self.ours.still(here), self.theirs.still(there)
            if ours_now and theirs_now:
                kept.append(meeting if ours_now is here and theirs_now is there else (ours_now, theirs_now))
                yield ours_now, theirs_now

    def agree(self, ours: Sequence[int], theirs: Sequence[int]) -> None:
        """These say the same; where their book counts them in another month, or not at all, that is the finding."""
        self._settle(ours, theirs, None)

    def find(self, ours: Sequence[int], theirs: Sequence[int], cause: Cause) -> None:
        self._settle(ours, theirs, cause)

    def leave_outside(self, theirs: Sequence[int]) -> None:
        """Theirs that count in no figure of this month."""
        self.outside += self.theirs.take(theirs)

    def in_month(self, day: date) -> bool:
        return self._month is None or self._month.holds(day)

    def _settle(self, ours_at: Sequence[int], theirs_at: Sequence[int], cause: Cause | None) -> None:
        ours, theirs = self.ours.take(ours_at), self.theirs.take(theirs_at)
        here = {(one.date.year, one.date.month) for one in ours}
        counted = tuple(
            one
            for one in theirs
            # We count by a date of our own (of booking, of customs): where both have the same month it is no slip.
            if not one.cancelled and (self.in_month(one.date) or (one.date.year, one.date.month) in here)
        )
        self.counted += counted
        if len(counted) < len(theirs):
            slipped = any(not one.cancelled for one in theirs if one not in counted)
            cause = Cause(Reason.MONTH_SLIP if slipped else Reason.CANCELLED)
        elif cause is None:
            self.agreed.append((ours, theirs))
            return
        self.findings.append(Finding(cause, ours, theirs, total(ours) - total(counted)))


def _places(one: int | list[int]) -> Sequence[int]:
    return one if isinstance(one, list) else (one,)
