"""One row of a movements file → one `MovementRow`, or the reasons why not.

Protects the figures: a foreign document without a rate is refused (never taken at rate 1), and its TRY lines add up to the
total that is rounded half-up once per document, in whatever order the lines stand (domain.md §2.5 point 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from services.aggregator.domain.ledger import HOME_CURRENCY, MovementRow
from services.aggregator.domain.problems import RowProblem, error, warning
from services.aggregator.readers.cells import read_currency, read_kind, read_uuid, read_yes_or_no
from services.aggregator.readers.row_text import RowText
from shared.files.dates import DateOrder, NotADate, read_date
from shared.files.numbers import NotANumber, NumberReading, currency_word, read_number
from shared.money import LARGEST_MINOR, round_minor

HIGHEST_RATE = Decimal(10_000)
"""No currency costs more lira; a column of rates such as `41.125` is thereby no riddle."""

NUMBER_FIELDS: Mapping[str, Decimal | None] = {"amount": None, "vat": None, "rate": HIGHEST_RATE}
"""Number columns with the largest value that makes sense in them."""

_ONE = Decimal(1)
_remembered_date = lru_cache(maxsize=8192)(read_date)


class MovementReader:
    """Reads the rows of one file; remembers the running totals of foreign documents."""

    def __init__(self, columns: Mapping[str, int], numbers: Mapping[str, NumberReading], date_order: DateOrder) -> None:
        self._text = RowText(columns)
        self._numbers = {field: numbers.get(field, NumberReading.COMMA_DECIMAL) for field in NUMBER_FIELDS}
        self._date_order = date_order
        place = self._text.position
        self._code, self._no, self._date = place("account_code"), place("document_no"), place("document_date")
        self._kind, self._amount, self._vat = place("kind"), place("amount"), place("vat")
        self._currency, self._rate, self._series = place("currency"), place("rate"), place("series")
        self._branch, self._cancelled = place("branch"), place("cancelled")
        self._uuid, self._note = place("uuid"), place("note")
        # (document, rate) → sum of the lines so far in the document's own currency. Only foreign documents are kept.
        self._foreign_sums: dict[int, Decimal] = {}

    def read(self, row: int, cells: list[str], problems: list[RowProblem]) -> MovementRow | None:
        """The movement, or None when `problems` received an error. Warnings may be added in either case."""
        before = len(problems)
        cells = self._text.tidy(row, cells, problems)
        code, number = cells[self._code], cells[self._no]
        if not code:
            problems.append(error(row, "account_code", "required"))
        if not number:
            problems.append(error(row, "document_no", "required"))
        day = self._read_date(row, cells[self._date], problems)
        kind = read_kind(cells[self._kind])
        if kind is None:
            unknown = "unknown_kind" if cells[self._kind] else "required"
            problems.append(error(row, "kind", unknown, cell=cells[self._kind]))
        cancelled = read_yes_or_no(cells[self._cancelled])
        if cancelled is None:
            problems.append(error(row, "cancelled", "not_yes_or_no", cell=cells[self._cancelled]))
        amount = self._read_money(row, "amount", cells[self._amount], problems)
        if amount is None and not cells[self._amount]:
            problems.append(error(row, "amount", "required"))
        vat = self._read_money(row, "vat", cells[self._vat], problems)
        currency = self._read_currency(row, cells, problems)
        rate = self._read_rate(row, currency, cells[self._rate], problems)
        uuid = self._read_uuid(row, cells[self._uuid], problems)
        if len(problems) > before and any(problem.is_error for problem in problems[before:]):
            return None
        if day is None or kind is None or amount is None or currency is None:
            return None  # already named above; this tells the type checker
        document = hash((code, uuid or (number, day), kind))
        kurus = int(amount * 100) if rate is None else self._in_lira(document, amount, rate)
        if abs(kurus) > LARGEST_MINOR:
            problems.append(error(row, "amount", "amount_too_large", cell=cells[self._amount]))
            return None
        return MovementRow(
            row, code, number, day, kind, amount, kurus, currency, rate, vat,
            cells[self._series], cells[self._branch], bool(cancelled), uuid, cells[self._note],
        )  # fmt: skip

    def _in_lira(self, document: int, amount: Decimal, rate: Decimal) -> int:
        """This line's share of the document's rounded total, so that the shares add up to it exactly."""
        key = hash((document, rate))
        before = self._foreign_sums.get(key)
        total = amount if before is None else before + amount
        self._foreign_sums[key] = total
        kurus = int(round_minor(total * rate) * 100)
        return kurus if before is None else kurus - int(round_minor(before * rate) * 100)

    def _read_date(self, row: int, cell: str, problems: list[RowProblem]) -> date | None:
        try:
            return _remembered_date(cell, self._date_order)
        except NotADate:
            problems.append(error(row, "document_date", "not_a_date" if cell else "required", cell=cell))
            return None

    def _read_money(self, row: int, field: str, cell: str, problems: list[RowProblem]) -> Decimal | None:
        value = self._read_number(row, field, cell, problems)
        if value is None:
            return None
        if abs(value) * 100 > LARGEST_MINOR:
            problems.append(error(row, field, "amount_too_large", cell=cell))
            return None
        rounded = round_minor(value)
        if rounded != value:
            problems.append(warning(row, field, "amount_rounded", cell=cell, rounded=str(rounded)))
        return rounded

    def _read_number(self, row: int, field: str, cell: str, problems: list[RowProblem]) -> Decimal | None:
        if not cell:
            return None
        try:
            return read_number(cell, self._numbers[field])
        except NotANumber:
            reading = self._numbers[field].value
            problems.append(error(row, field, "not_a_number", cell=cell, reading=reading))
            return None

    def _read_currency(self, row: int, cells: list[str], problems: list[RowProblem]) -> str | None:
        cell, amount = cells[self._currency], cells[self._amount]
        currency, is_old = read_currency(cell)
        if currency is None:
            problems.append(error(row, "currency", "unknown_currency", cell=cell))
        elif is_old:
            problems.append(warning(row, "currency", "old_currency", cell=cell))
        if amount and not (amount[-1].isdigit() and amount[0] in "0123456789-"):
            written = currency_word(amount)
            if written and currency and written != currency:
                if cell:
                    problems.append(error(row, "amount", "currency_differs", written=written, currency=currency))
                return written
        return currency

    def _read_rate(self, row: int, currency: str | None, cell: str, problems: list[RowProblem]) -> Decimal | None:
        """The rate of a foreign document; None for one in lira, or when an error was added."""
        rate = self._read_number(row, "rate", cell, problems)
        if currency == HOME_CURRENCY:
            if rate is not None and rate not in (0, 1):
                problems.append(warning(row, "rate", "rate_ignored", cell=cell))
            return None
        if currency is None or (cell and rate is None):
            return None
        if rate is None or rate == 0:
            problems.append(error(row, "rate", "rate_missing", currency=currency))
            return None
        if rate < 0:
            problems.append(error(row, "rate", "rate_not_positive", cell=cell))
            return None
        if rate > HIGHEST_RATE:
            problems.append(error(row, "rate", "rate_too_high", cell=cell))
            return None
        if rate == _ONE:
            problems.append(warning(row, "rate", "rate_is_one", currency=currency))
        return rate

    def _read_uuid(self, row: int, cell: str, problems: list[RowProblem]) -> str | None:
        if not cell:
            return None
        uuid = read_uuid(cell)
        if uuid is None:
            problems.append(warning(row, "uuid", "bad_uuid", cell=cell))
        return uuid
