"""One row of a movements file → one `MovementRow`, or the reasons why not.

This is what a row means; `movement_columns` does the same for many plain rows at once and must not differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from services.aggregator.domain.ledger import MovementRow
from services.aggregator.domain.problems import RowProblem, error, warning
from services.aggregator.readers.amounts import AmountReader
from services.aggregator.readers.cells import (
    is_electronic_number,
    read_electronic,
    read_kind,
    read_uuid,
    read_yes_or_no,
)
from services.aggregator.readers.party_cells import PartyReader
from services.aggregator.readers.readings import Readings
from services.aggregator.readers.row_text import RowText
from shared.files.dates import NotADate, read_date
from shared.money import LARGEST_MINOR

_remembered_date = lru_cache(maxsize=8192)(read_date)
_ZERO = Decimal(0)


class MovementReader:
    """Reads the rows of one file; remembers the running totals of foreign documents and what was said of counterparties."""

    def __init__(self, columns: Mapping[str, int], readings: Readings) -> None:
        self._text = RowText(columns)
        self._readings = readings
        self._amounts = AmountReader(readings.numbers)
        self._party = PartyReader(columns)
        place = self._text.position
        self._code, self._no, self._date = place("account_code"), place("document_no"), place("document_date")
        self._kind, self._amount, self._vat = place("kind"), place("amount"), place("vat")
        self._gross, self._debit, self._credit = place("gross"), place("debit"), place("credit")
        self._currency, self._rate, self._series = place("currency"), place("rate"), place("series")
        self._branch, self._cancelled = place("branch"), place("cancelled")
        self._recorded, self._customs = place("recorded_on"), place("customs_on")
        self._other_taxes, self._electronic = place("other_taxes"), place("electronic")
        self._uuid, self._note = place("uuid"), place("note")

    def read(self, row: int, cells: list[str], problems: list[RowProblem]) -> MovementRow | None:
        """The movement, or None when `problems` received an error. Warnings may be added in either case."""
        before = len(problems)
        cells = self._text.tidy(row, cells, problems)
        code, number = str(cells[self._code]), str(cells[self._no])
        party = self._party.read(row, cells, problems)
        if not code and party is None:
            problems.append(error(row, "account_code", "required"))
        if not number:
            problems.append(error(row, "document_no", "required"))
        day = self._read_date(row, "document_date", cells[self._date], problems)
        if day is None and not cells[self._date]:
            problems.append(error(row, "document_date", "required"))
        kind = read_kind(cells[self._kind])
        if kind is None:
            unknown = "unknown_kind" if cells[self._kind] else "required"
            problems.append(error(row, "kind", unknown, cell=cells[self._kind]))
        cancelled = read_yes_or_no(cells[self._cancelled])
        if cancelled is None:
            problems.append(error(row, "cancelled", "not_yes_or_no", cell=cells[self._cancelled]))
        vat = self._amounts.money(row, "vat", cells[self._vat], problems)
        field, cell, amount = self._read_amount(row, cells, vat, problems)
        other_taxes = self._amounts.money(row, "other_taxes", cells[self._other_taxes], problems) or _ZERO
        currency = self._amounts.currency(row, cells[self._currency], field, cell, problems)
        rate = self._amounts.rate(row, currency, cells[self._rate], problems)
        uuid = self._read_uuid(row, cells[self._uuid], problems)
        recorded_on = self._read_date(row, "recorded_on", cells[self._recorded], problems)
        customs_on = self._read_date(row, "customs_on", cells[self._customs], problems)
        electronic = self._read_electronic(row, cells[self._electronic], number, uuid, problems)
        if len(problems) > before and any(problem.is_error for problem in problems[before:]):
            return None
        if day is None or kind is None or amount is None or currency is None:
            return None  # already named above; this tells the type checker
        whose = code or (party.tax_number.text if party and party.tax_number else party and party.title)
        document = hash((whose, uuid or (number, day), kind))
        kurus = int(amount * 100) if rate is None else self._amounts.in_lira(document, amount, rate)
        if abs(kurus) > LARGEST_MINOR:
            problems.append(error(row, field, "amount_too_large", cell=cell))
            return None
        other = other_taxes if rate is None else other_taxes * rate
        return MovementRow(
            row, code, number, day, kind, amount, kurus, currency, rate, vat,
            str(cells[self._series]), str(cells[self._branch]), bool(cancelled), uuid, str(cells[self._note]),
            party, recorded_on, customs_on, int((other * 100).to_integral_value("ROUND_HALF_UP")), electronic,
        )  # fmt: skip

    def _read_amount(
        self, row: int, cells: list[str], vat: Decimal | None, problems: list[RowProblem]
    ) -> tuple[str, str, Decimal | None]:
        """The amount without KDV, with the field and cell it comes from (domain.md §5.2)."""
        if cell := cells[self._amount]:
            return "amount", cell, self._amounts.money(row, "amount", cell, problems)
        if cell := cells[self._gross]:
            gross = self._amounts.money(row, "gross", cell, problems)
            if gross is not None and vat is None and not cells[self._vat]:
                problems.append(error(row, "vat", "vat_missing", cell=cell))
            return "gross", cell, gross - vat if gross is not None and vat is not None else None
        sides = [
            (field, cells[position], self._amounts.money(row, field, cells[position], problems))
            for field, position in (("debit", self._debit), ("credit", self._credit))
            if cells[position]
        ]
        filled = [side for side in sides if side[2] != 0] or sides[:1]
        if not filled:
            problems.append(error(row, "amount", "required"))
            return "amount", "", None
        if len(filled) == 2:
            problems.append(error(row, "debit", "both_sides", debit=filled[0][1], credit=filled[1][1]))
            return filled[0][0], filled[0][1], None
        return filled[0]

    def _read_date(self, row: int, field: str, cell: str, problems: list[RowProblem]) -> date | None:
        """None for an empty cell or when an error was added."""
        if not cell:
            return None
        try:
            return _remembered_date(cell, self._readings.order(field))
        except NotADate:
            problems.append(error(row, field, "not_a_date", cell=cell))
            return None

    def _read_uuid(self, row: int, cell: str, problems: list[RowProblem]) -> str | None:
        if not cell:
            return None
        uuid = read_uuid(cell)
        if uuid is None:
            problems.append(warning(row, "uuid", "bad_uuid", cell=cell))
        return uuid

    def _read_electronic(self, row: int, cell: str, number: str, uuid: str | None, problems: list[RowProblem]) -> bool:
        if not cell:
            return uuid is not None or is_electronic_number(number)
        electronic = read_electronic(cell)
        if electronic is None:
            problems.append(error(row, "electronic", "not_yes_or_no", cell=cell))
        return bool(electronic)
