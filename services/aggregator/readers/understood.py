"""What can be understood of a row that cannot be taken: enough for a person to find the document it was meant to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.aggregator.domain.sides import DocumentKind
from services.aggregator.readers.cells import read_currency, read_kind
from services.aggregator.readers.tables import TableSource
from shared.files.dates import NotADate, read_date
from shared.files.numbers import NotANumber, NumberReading, read_number
from shared.money import LARGEST_MINOR, round_minor, to_minor
from shared.tax_number import TaxNumber

_Cell = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Understood:
    """None or empty where a cell says nothing or nothing sensible."""

    account_code: str = ""
    document_no: str = ""
    day: date | None = None
    kind: DocumentKind | None = None
    tax_number: str = ""
    title: str = ""
    currency: str = ""
    minor: int | None = None


def understood(source: TableSource, cells: list[str]) -> Understood:
    """Each cell on its own; no cells at all when the row is broken."""
    if not cells:
        return Understood()

    def cell(field: str) -> str:
        position = source.places.get(field)
        return " ".join(cells[position].split()) if position is not None and position < len(cells) else ""

    number = TaxNumber.parse(cell("tax_number"))
    return Understood(
        account_code=cell("account_code"),
        document_no=cell("document_no"),
        day=_day(source, cell),
        kind=read_kind(cell("kind")),
        tax_number=number.text if number else "",
        title=cell("title"),
        currency=read_currency(cell("currency"))[0] or "",
        minor=_minor(source, cell("amount")),
    )


def _day(source: TableSource, cell: _Cell) -> date | None:
    for field in ("document_date", "entry_date"):
        try:
            return read_date(cell(field), source.readings.order(field))
        except NotADate:
            continue
    return None


def _minor(source: TableSource, cell: str) -> int | None:
    if not cell:
        return None
    try:
        amount = read_number(cell, source.readings.numbers.get("amount", NumberReading.COMMA_DECIMAL))
    except NotANumber:
        return None
    return to_minor(round_minor(amount)) if abs(amount) * 100 < LARGEST_MINOR else None
