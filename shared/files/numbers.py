"""Numbers as people write them: the column decides how its cells are read, never the single cell.

`1.234` is one thousand in a Turkish export and one and a bit in an English one. All cells of a column give evidence, the
evidence gives one reading, and a column without evidence is an error that shows both readings (design §6, domain.md §4.4).
Results are `Decimal`, never float.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from shared.files.cells import ExactNumber
from shared.files.problems import AmbiguousNumberColumn, MixedNumberColumn

MOST_DIGITS = 30
_EXAMPLES = 5

CURRENCY_WORDS = {
    "TL": "TRY", "₺": "TRY", "TRY": "TRY", "TRL": "TRY", "YTL": "TRY",
    "USD": "USD", "$": "USD", "US$": "USD", "EUR": "EUR", "€": "EUR", "GBP": "GBP", "£": "GBP",
    "CHF": "CHF", "JPY": "JPY", "¥": "JPY", "RUB": "RUB", "₽": "RUB", "AED": "AED", "SAR": "SAR",
}  # fmt: skip
_WORD = "|".join(re.escape(word) for word in sorted(CURRENCY_WORDS, key=len, reverse=True))
_PREFIX = re.compile(rf"^(?:{_WORD})(?=[\d.,(+\-−])", re.IGNORECASE)
_SUFFIX = re.compile(rf"(?<=[\d.,)\-−])(?:{_WORD})$", re.IGNORECASE)
_PLAIN = re.compile(r"-?\d+", re.ASCII)
_BODY = re.compile(r"[\d.,]+", re.ASCII)
_COMMA_DECIMAL = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d*)?|,\d+", re.ASCII)
_POINT_DECIMAL = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+", re.ASCII)
# Cells that leave no doubt, the great majority: recognised in one step because files have millions of them.
_SURE = re.compile(
    r"-?(?:(?P<comma>(?:[1-9]\d{0,2}(?:\.\d{3})+|\d{1,15}),\d{1,2})"
    r"|(?P<point>(?:[1-9]\d{0,2}(?:,\d{3})+|\d{1,15})\.\d{1,2}))",
    re.ASCII,
)
_SPACES = str.maketrans("", "", " \t\u00a0\u2007\u2009\u202f'’")


class NumberReading(Enum):
    """How the numbers of one column are written."""

    COMMA_DECIMAL = "1.234,56"
    POINT_DECIMAL = "1,234.56"


class NotANumber(ValueError):
    """This cell is no number in the reading of its column."""


@dataclass(slots=True)
class NumberEvidence:
    """Collects what the cells of one column say. `largest`: values above it show a reading to be impossible."""

    column: str
    largest: Decimal | None = None
    _certain: dict[NumberReading, tuple[str, int]] = field(default_factory=dict)
    _unclear: list[str] = field(default_factory=list)

    def add(self, cell: str, row: int = 0) -> None:
        """Take one cell into account; cells that are no number say nothing here and are named when they are read."""
        if not cell or _PLAIN.fullmatch(cell) or isinstance(cell, ExactNumber):
            return
        if match := _SURE.fullmatch(cell):
            reading = NumberReading.COMMA_DECIMAL if match.lastgroup == "comma" else NumberReading.POINT_DECIMAL
            if reading not in self._certain:
                self._certain[reading] = (cell, row)
            return
        body = _parts(cell)[1]
        if not _BODY.fullmatch(body):
            return
        readings = [reading for reading in NumberReading if self._is_possible(body, reading)]
        if len(readings) == 1:
            self._certain.setdefault(readings[0], (cell, row))
        elif len(readings) == 2 and ("." in body or "," in body) and len(self._unclear) < _EXAMPLES:
            self._unclear.append(cell)

    def _is_possible(self, body: str, reading: NumberReading) -> bool:
        pattern = _COMMA_DECIMAL if reading is NumberReading.COMMA_DECIMAL else _POINT_DECIMAL
        if len(body) > MOST_DIGITS or not pattern.fullmatch(body):
            return False
        if self.largest is not None and _value(body, reading) > self.largest:
            return False
        # "0.125" cannot be a grouped number: groups do not begin with a zero.
        grouping = "." if reading is NumberReading.COMMA_DECIMAL else ","
        return grouping not in body or body[0] != "0"

    @property
    def is_certain(self) -> bool:
        """Whether a cell has said it and none has contradicted it."""
        return len(self._certain) == 1

    def decide(self) -> NumberReading:
        """Return the one reading. Raises `AmbiguousNumberColumn`, or `MixedNumberColumn` when cells contradict."""
        if len(self._certain) == 2:
            comma, point = (self._certain[reading] for reading in NumberReading)
            raise MixedNumberColumn(
                column=self.column,
                comma_cell=comma[0],
                comma_row=comma[1],
                point_cell=point[0],
                point_row=point[1],
            )
        if self._certain:
            return next(iter(self._certain))
        if not self._unclear:
            return NumberReading.COMMA_DECIMAL  # whole numbers only: both readings agree
        examples = [(cell, *(read_number(cell, reading) for reading in NumberReading)) for cell in self._unclear]
        raise AmbiguousNumberColumn(
            column=self.column,
            cell=examples[0][0],
            comma_reading=f"{examples[0][1]:f}",
            point_reading=f"{examples[0][2]:f}",
            examples=examples,
        )


def decide_number_reading(column: str, cells: Iterable[str]) -> NumberReading:
    """Walk over the cells of one column once and say how they are written."""
    evidence = NumberEvidence(column)
    for row, cell in enumerate(cells, start=1):
        evidence.add(cell, row)
    return evidence.decide()


def read_number(cell: str, reading: NumberReading) -> Decimal:
    """The value of one cell. Accepts a trailing or leading minus, parentheses, spaces and currency words.

    A Turkish ledger's `(B)` (borç, debit) behind a number leaves it positive, `(A)` (alacak, credit) makes it negative.
    An `ExactNumber` is its own value in every reading. Raises `NotANumber`.
    """
    if isinstance(cell, ExactNumber):
        return cell.value
    if _PLAIN.fullmatch(cell) and len(cell) <= MOST_DIGITS:
        return Decimal(cell)
    pattern = _COMMA_DECIMAL if reading is NumberReading.COMMA_DECIMAL else _POINT_DECIMAL
    if len(cell) <= MOST_DIGITS and pattern.fullmatch(cell):
        return _value(cell, reading)
    negative, body, _ = _parts(cell)
    if len(body) > MOST_DIGITS or not pattern.fullmatch(body):
        raise NotANumber(cell)
    value = _value(body, reading)
    return -value if negative else value


def currency_word(cell: str) -> str | None:
    """The ISO code of a currency that is written inside the cell itself (`1.000,00 €`), or None."""
    return None if isinstance(cell, ExactNumber) else _parts(cell)[2]


def _value(body: str, reading: NumberReading) -> Decimal:
    if reading is NumberReading.COMMA_DECIMAL:
        return Decimal(body.replace(".", "").replace(",", "."))
    return Decimal(body.replace(",", ""))


def _parts(cell: str) -> tuple[bool, str, str | None]:
    """Split a cell into its sign, its digits with separators, and the currency written in it."""
    text = cell.translate(_SPACES)
    if _BODY.fullmatch(text):
        return False, text, None
    currency: str | None = None
    negative = False
    if text[-3:] in ("(A)", "(B)", "(a)", "(b)"):
        negative = text[-2] in "Aa"
        text = text[:-3]
    for pattern in (_PREFIX, _SUFFIX):
        if match := pattern.search(text):
            currency = CURRENCY_WORDS.get(match.group(), CURRENCY_WORDS.get(match.group().upper()))
            text = text[: match.start()] + text[match.end() :]
    signs = 0
    if len(text) > 2 and text[0] == "(" and text[-1] == ")":
        text, signs = text[1:-1], 1
    if text[-1:] in ("-", "−"):
        text, signs = text[:-1], signs + 1
    if text[:1] in ("-", "−"):
        text, signs = text[1:], signs + 1
    elif text[:1] == "+":
        text = text[1:]
    if signs > 1 or (signs and negative):
        return False, "", currency  # two signs contradict each other: no number
    if not currency and (match := _PREFIX.search(text)):
        currency = CURRENCY_WORDS.get(match.group(), CURRENCY_WORDS.get(match.group().upper()))
        text = text[match.end() :]
    return negative or signs == 1, text, currency
