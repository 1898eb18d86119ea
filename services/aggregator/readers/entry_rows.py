"""One row of a ledger or of a list of balances → one `EntryRow`, or the reasons why not.

The amount is one signed number from our view: + they owe us (borç), − we owe them (alacak) (domain.md §3.4). A row that says
both, or whose side nobody knows, is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from services.aggregator.domain.ledger import HOME_CURRENCY, EntryRow
from services.aggregator.domain.problems import RowProblem, error, warning
from services.aggregator.readers.amounts import AmountReader
from services.aggregator.readers.columns import FileKind
from services.aggregator.readers.party_cells import PartyReader
from services.aggregator.readers.readings import Readings
from services.aggregator.readers.row_text import NOT_THERE, RowText
from shared.files.dates import NotADate, read_date
from shared.money import LARGEST_MINOR, round_minor
from shared.text import fold_heading

_remembered_date = lru_cache(maxsize=8192)(read_date)
_SIDES = {
    **dict.fromkeys(("b", "borc", "borclu", "d", "debit", "dr", "brc"), 1),
    **dict.fromkeys(("a", "alacak", "alacakli", "c", "credit", "cr", "alc"), -1),
}
_OPENING = ("devir", "acilis", "opening")
_ZERO = Decimal(0)


class EntryReader:
    """Reads the rows of one file. `as_of` is the day of every row of a list of balances."""

    def __init__(
        self, kind: FileKind, columns: Mapping[str, int], readings: Readings, as_of: date | None = None
    ) -> None:
        self._kind, self._as_of = kind, as_of
        self._text = RowText(columns)
        self._readings = readings
        self._amounts = AmountReader(readings.numbers)
        self._party = PartyReader(columns)
        self._columns = columns

    def read(self, row: int, cells: list[str], problems: list[RowProblem]) -> EntryRow | None:
        """The entry, or None when `problems` received an error or the row moves nothing."""
        before = len(problems)
        cells = self._text.tidy(row, cells, problems)
        code = str(self._cell(cells, "account_code"))
        party = self._party.read(row, cells, problems)
        if not code and party is None:
            problems.append(error(row, "account_code", "required"))
        day = (
            self._as_of if self._kind is FileKind.TRIAL_BALANCE else self._read_date(row, "entry_date", cells, problems)
        )
        if day is None and self._kind is FileKind.ENTRIES and not self._cell(cells, "entry_date"):
            problems.append(error(row, "entry_date", "required"))
        due = self._read_date(row, "due_date", cells, problems)
        field, text, amount = self._read_amount(row, cells, problems)
        sign = self._sign(row, cells, problems)
        currency = self._amounts.currency(row, self._cell(cells, "currency"), field, text, problems)
        foreign = self._foreign(row, cells, problems) if currency not in (None, HOME_CURRENCY) else None
        in_lira = self._money(row, "amount_try", cells, problems)
        if amount is None and in_lira is not None and currency == HOME_CURRENCY:
            field, amount = "amount_try", in_lira
        if foreign is not None and amount is not None and in_lira is None:
            # Debit and credit are in lira there, and the foreign amount stands beside them.
            in_lira, amount = amount, foreign.copy_sign(amount) if amount else foreign
        if amount is None and not any(problem.is_error for problem in problems[before:]):
            problems.append(error(row, "amount", "required"))
        rate = None
        if currency not in (None, HOME_CURRENCY) and in_lira is not None:
            rate = self._amounts.number(row, "rate", self._cell(cells, "rate"), problems) or None
        else:
            rate = self._amounts.rate(row, currency, self._cell(cells, "rate"), problems)
        if any(problem.is_error for problem in problems[before:]) or amount is None or currency is None or day is None:
            return None
        if amount < 0 and sign < 0 and self._kind is FileKind.TRIAL_BALANCE:
            problems.append(error(row, field, "sign_and_side", cell=text, side=self._cell(cells, "side")))
            return None
        amount = amount * sign
        if currency == HOME_CURRENCY:
            kurus = int(amount * 100)
        elif in_lira is not None:
            kurus = int(in_lira.copy_sign(amount) * 100) if amount else int(in_lira * sign * 100)
        else:
            kurus = int(round_minor(amount * (rate or _ZERO)) * 100)
        if abs(kurus) > LARGEST_MINOR:
            problems.append(error(row, field, "amount_too_large", cell=text))
            return None
        return EntryRow(
            row, code, day, amount, kurus, str(self._cell(cells, "document_no")), currency,
            rate, due, str(self._cell(cells, "branch")), str(self._cell(cells, "note")), party,
        )  # fmt: skip

    def _cell(self, cells: list[str], field: str) -> str:
        return cells[self._columns.get(field, NOT_THERE)]

    def _money(self, row: int, field: str, cells: list[str], problems: list[RowProblem]) -> Decimal | None:
        return self._amounts.money(row, field, self._cell(cells, field), problems)

    def _read_amount(self, row: int, cells: list[str], problems: list[RowProblem]) -> tuple[str, str, Decimal | None]:
        """Debit less credit, or the one signed amount; with the field and cell it comes from."""
        for debit_field, credit_field in (("debit_balance", "credit_balance"), ("debit", "credit")):
            debit_cell, credit_cell = self._cell(cells, debit_field), self._cell(cells, credit_field)
            if not (debit_cell or credit_cell):
                continue
            debit = self._amounts.money(row, debit_field, debit_cell, problems)
            credit = self._amounts.money(row, credit_field, credit_cell, problems)
            if (debit_cell and debit is None) or (credit_cell and credit is None):
                return debit_field, debit_cell, None
            if debit and credit and self._kind is FileKind.ENTRIES and not self._is_opening(cells):
                problems.append(error(row, debit_field, "both_sides", debit=debit_cell, credit=credit_cell))
                return debit_field, debit_cell, None
            field, cell = (debit_field, debit_cell) if debit else (credit_field, credit_cell)
            return field, cell, (debit or _ZERO) - (credit or _ZERO)
        cell = self._cell(cells, "amount")
        if ("debit" in self._columns or "credit" in self._columns) and not self._is_opening(cells):
            cell = ""  # a running balance beside empty debits and credits is no amount
        return "amount", cell, self._amounts.money(row, "amount", cell, problems)

    def _is_opening(self, cells: list[str]) -> bool:
        """A balance carried over stands in both columns: what was turned over on either side so far."""
        return any(
            word in fold_heading(self._cell(cells, field)) for field in ("note", "document_no") for word in _OPENING
        )

    def _sign(self, row: int, cells: list[str], problems: list[RowProblem]) -> int:
        """1, or −1 for a credit: only where the amount stands in one column, as it is without the side."""
        cell = self._cell(cells, "side")
        sides = ("debit", "credit", "debit_balance", "credit_balance")
        if not cell or any(self._cell(cells, field) for field in sides):
            return 1
        sign = _SIDES.get(fold_heading(cell))
        if sign is None:
            problems.append(error(row, "side", "unknown_side", cell=cell))
        return sign or 1

    def _foreign(self, row: int, cells: list[str], problems: list[RowProblem]) -> Decimal | None:
        found = [
            amount
            for field in ("foreign_amount", "foreign_debit", "foreign_credit")
            if (amount := self._money(row, field, cells, problems))
        ]
        return abs(found[0]) if found else None

    def _read_date(self, row: int, field: str, cells: list[str], problems: list[RowProblem]) -> date | None:
        cell = self._cell(cells, field)
        if not cell:
            return None
        try:
            return _remembered_date(cell, self._readings.order(field))
        except NotADate:
            if field == "due_date":
                problems.append(warning(row, field, "not_a_date", cell=cell))
            else:
                problems.append(error(row, field, "not_a_date", cell=cell))
            return None
