"""Series whose documents will be accounted for later and so stay out of BA and BS (S-23), kept per branch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shared.text import fold


@dataclass(frozen=True, slots=True)
class DeferredSeries:
    """One series of one branch; `branch` None means the series is deferred in every branch."""

    series: str
    branch: str | None = None


class DeferredSeriesList:
    """Answers whether a document is deferred. Names are compared folded; a document without a series never is."""

    def __init__(self, entries: Iterable[DeferredSeries] = ()) -> None:
        self.everywhere: set[str] = set()
        self.in_branch: set[tuple[str, str]] = set()
        for entry in entries:
            if entry.branch is None:
                self.everywhere.add(fold(entry.series))
            else:
                self.in_branch.add((fold(entry.branch), fold(entry.series)))

    def covers(self, branch: str, series: str) -> bool:
        return self.covers_folded(fold(branch), fold(series))

    def covers_folded(self, branch: str, series: str) -> bool:
        """The same for names that are folded already, as the books keep them."""
        return bool(series) and (series in self.everywhere or (branch, series) in self.in_branch)
