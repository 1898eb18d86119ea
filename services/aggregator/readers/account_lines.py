"""Ledgers (muavin) whose accounts stand in lines of their own, `120.01.001 ÜNVAN`, above the rows that belong to them.

Protects balances: a row above the first account line is an error and not somebody else's row, and sums between the accounts are
no rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from services.aggregator.readers.chart_of_accounts import is_ours
from services.aggregator.readers.profiles.profile import LeaveOut
from shared.files.layout import is_total_row
from shared.files.tables import BrokenRow, Row

_CODE = re.compile(r"\d{3}(?:[.\-/]\w+)*")
_CODE_AND_TITLE = re.compile(r"(\d{3}(?:[.\-/]\w+)*)(?:\s*[-–:]\s+|\s+)(\S.*)")
_LABELS = re.compile(r"^\s*(?:hesap(?:\s+kodu|\s+no)?|cari)\s*[:=]?\s*", re.IGNORECASE)


class AccountLines:
    """Puts the code and title of the account line above into each row, in two new columns behind the others."""

    def __init__(self, columns: Mapping[str, int], width: int, beginnings: Sequence[str]) -> None:
        self._beginnings = beginnings
        self.columns = {**columns, "account_code": width, "title": width + 1}
        self._values = [columns[field] for field in ("entry_date", "debit", "credit", "amount") if field in columns]
        self._date = columns.get("entry_date", 0)

    def rows(self, rows: Iterator[Row | BrokenRow], skipped: Counter[str]) -> Iterator[Row | BrokenRow]:
        code = title = ""
        for row in rows:
            if isinstance(row, BrokenRow):
                yield row
                continue
            line = self._account(row.cells)
            if line is not None:
                code, title = line
            elif is_total_row(row.cells):
                skipped["total_row"] += 1
            elif code and not is_ours(code, self._beginnings):
                skipped[LeaveOut.OTHER_ACCOUNT.value] += 1
            else:
                yield Row(row.line, [*row.cells, code, title])

    def _account(self, cells: list[str]) -> tuple[str, str] | None:
        """Code and title of an account line: it has no day, its first text begins with a code, the title may stand beside."""
        texts = [cell.strip() for cell in cells if cell.strip()]
        if not texts or any(
            cells[position].strip()[:1].isdigit() for position in self._values if position != self._date
        ):
            return None
        first = _LABELS.sub("", texts[0])
        if _CODE.fullmatch(first):
            return first, " ".join(texts[1:2])
        match = _CODE_AND_TITLE.fullmatch(first)
        return (match[1], match[2].strip()) if match else None
