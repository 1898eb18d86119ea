"""What came out of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.responses.domain.differences.documents import LedgerRow
from services.responses.readers.problems import Flaw, RowFlaw

MOST_ROWS = 100_000
_FLAWS_KEPT = 50


@dataclass(slots=True)
class LedgerRead:
    """Rows that were understood. `payments`: rows that are no documents; `flaws` the first of `flawed`."""

    rows: list[LedgerRow] = field(default_factory=list)
    payments: int = 0
    flawed: int = 0
    flaws: list[RowFlaw] = field(default_factory=list)
    columns: Sequence[tuple[str, str]] = ()
    """Field and heading, as they were understood; empty where there were no headings."""

    def refuse(self, line: int, flaw: Flaw, cell: str = "") -> None:
        self.flawed += 1
        if len(self.flaws) < _FLAWS_KEPT:
            self.flaws.append(RowFlaw(line, flaw, cell[:40]))
