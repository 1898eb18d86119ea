"""Amounts, rates and currencies of one row, as the columns of its file are written.

Protects the figures: a foreign amount without a rate is refused (never taken at rate 1), and the TRY lines of one document add
up to its total, rounded half-up once per document, in whatever order they stand (domain.md §2.5 point 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from services.aggregator.domain.ledger import HOME_CURRENCY
from services.aggregator.domain.problems import RowProblem, error, warning
from services.aggregator.readers.cells import read_currency
from shared.files.numbers import NotANumber, NumberReading, currency_word, read_number
from shared.money import LARGEST_MINOR, round_minor

HIGHEST_RATE = Decimal(10_000)
"""No currency costs more lira; a column of rates such as `41.125` is thereby no riddle."""
_ONE = Decimal(1)


class AmountReader:
    """Reads money in the cells of one file; remembers the running totals of foreign documents."""

    def __init__(self, numbers: Mapping[str, NumberReading]) -> None:
        self._numbers = numbers
        # (document, rate) → sum of the lines so far in the document's own currency. Only foreign documents are kept.
        self._foreign_sums: dict[int, Decimal] = {}

    def reading(self, field: str) -> NumberReading:
        return self._numbers.get(field, NumberReading.COMMA_DECIMAL)

    def money(self, row: int, field: str, cell: str, problems: list[RowProblem]) -> Decimal | None:
        """Two places, rounded half-up with a warning; None for an empty cell or when an error was added."""
        value = self.number(row, field, cell, problems)
        if value is None:
            return None
        if abs(value) * 100 > LARGEST_MINOR:
            problems.append(error(row, field, "amount_too_large", cell=cell))
            return None
        rounded = round_minor(value)
        if rounded != value:
            problems.append(warning(row, field, "amount_rounded", cell=cell, rounded=str(rounded)))
        return rounded

    def number(self, row: int, field: str, cell: str, problems: list[RowProblem]) -> Decimal | None:
        if not cell:
            return None
        try:
            return read_number(cell, self.reading(field))
        except NotANumber:
            problems.append(error(row, field, "not_a_number", cell=cell, reading=self.reading(field).value))
            return None

    def currency(
        self, row: int, cell: str, field: str, amount: str, problems: list[RowProblem], *, told: bool = True
    ) -> str | None:
        """The currency, from its own cell or from what is written inside the amount; None when an error was added."""
        currency, is_old = read_currency(cell)
        if currency is None:
            problems.append(error(row, "currency", "unknown_currency", cell=cell))
        elif is_old:
            problems.append(warning(row, "currency", "old_currency", cell=cell))
        if amount and not (amount[-1].isdigit() and amount[0] in "0123456789-"):
            written = currency_word(amount)
            if written and currency and written != currency:
                if cell and told:
                    problems.append(error(row, field, "currency_differs", written=written, currency=currency))
                return written
        return currency

    def rate(self, row: int, currency: str | None, cell: str, problems: list[RowProblem]) -> Decimal | None:
        """The rate of a foreign document; None for one in lira, or when an error was added."""
        rate = self.number(row, "rate", cell, problems)
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

    def in_lira(self, document: int, amount: Decimal, rate: Decimal) -> int:
        """Kuruş of this line's share of the document's rounded total, so that the shares add up to it exactly."""
        key = hash((document, rate))
        before = self._foreign_sums.get(key)
        total = amount if before is None else before + amount
        self._foreign_sums[key] = total
        kurus = int(round_minor(total * rate) * 100)
        return kurus if before is None else kurus - int(round_minor(before * rate) * 100)
