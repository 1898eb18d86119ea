"""Which accounts of a general ledger are counterparties: those of customers and suppliers that have no others below them.

Protects the books from cash, sales and group accounts that stand in every trial balance. Lists of *cari* accounts pass untouched:
there every account is somebody. What is left out is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from services.aggregator.readers.profiles.profile import LeaveOut
from shared.files.tables import BrokenRow, Row
from shared.text import fold_heading

CUSTOMERS_AND_SUPPLIERS = ("120", "320")
"""Alıcılar and satıcılar in the uniform chart of accounts."""
EVERY_ACCOUNT = "*"
_LEDGER_HEADINGS = frozenset(
    map(fold_heading, ("hesap kodu", "hesap no", "muhasebe kodu", "muhasebe hesap kodu", "account code"))
)
_OF_THE_CHART = re.compile(r"[1-9]\d{2}(?!\w)")


def is_ledger_heading(heading: str) -> bool:
    """Whether a column of this heading holds all accounts of a firm, and not only those of counterparties."""
    return fold_heading(heading) in _LEDGER_HEADINGS


def is_ours(code: str, beginnings: Sequence[str]) -> bool:
    """Whether the account is wanted; a code that is none of the chart of accounts is somebody's own way to number cards."""
    return EVERY_ACCOUNT in beginnings or not _OF_THE_CHART.match(code) or code.startswith(tuple(beginnings))


class ChartOfAccounts:
    """Leaves the other accounts out, and group accounts above the one that follows them where `with_groups`."""

    def __init__(self, columns: Mapping[str, int], beginnings: Sequence[str], *, with_groups: bool) -> None:
        self.columns = dict(columns)
        self._code = columns["account_code"]
        self._beginnings, self._with_groups = beginnings, with_groups

    def rows(self, rows: Iterator[Row | BrokenRow], skipped: Counter[str]) -> Iterator[Row | BrokenRow]:
        held: Row | None = None
        for row in rows:
            if isinstance(row, BrokenRow):
                yield row
                continue
            code = row.cells[self._code].strip()
            if held is not None:
                if _is_below(code, held.cells[self._code].strip()):
                    skipped[LeaveOut.GROUP_ACCOUNT.value] += 1
                else:
                    yield held
                held = None
            if not is_ours(code, self._beginnings):
                skipped[LeaveOut.OTHER_ACCOUNT.value] += 1
            elif self._with_groups:
                held = row
            else:
                yield row
        if held is not None:
            yield held


def _is_below(code: str, group: str) -> bool:
    return bool(group) and code.startswith(group) and not code[len(group) : len(group) + 1].isalnum() and code != group
