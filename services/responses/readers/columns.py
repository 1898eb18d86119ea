"""Which column of the counterparty's list is which: by its headings, or by what stands in it where there are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from services.responses.readers.problems import UnreadableLedger
from shared.files.cells import ExactDate, ExactNumber
from shared.files.dates import DateOrder, NotADate, read_date
from shared.files.document_headings import DOCUMENT_HEADINGS
from shared.files.headings import recognise
from shared.files.numbers import NotANumber, NumberReading, read_number
from shared.text import fold_heading

HEADINGS: Mapping[str, tuple[str, ...]] = {
    **DOCUMENT_HEADINGS,
    # Ledgers of an account have the voucher's day and number beside the document's; the document's count.
    "entry_date": ("fiş tarihi", "işlem tarihi", "kayıt tarihi", "hareket tarihi", "posting date"),
    "entry_no": ("fiş no", "fiş numarası", "referans", "reference", "yevmiye no"),
}
_KNOWN = frozenset(fold_heading(word) for name, words in HEADINGS.items() for word in (name, *words))
_AMOUNTS = ("amount", "gross", "debit", "credit")
_LOOKED_AT = 200


def looks_like_headings(cells: Sequence[str]) -> int:
    """How many cells of a row are headings that we know."""
    return sum(fold_heading(cell) in _KNOWN for cell in cells if cell)


def by_headings(headings: Sequence[str]) -> dict[str, int] | None:
    """Field → place; None where these are no headings at all. Raises `UnreadableLedger` when one that is needed is missing."""
    found = dict(recognise(headings, HEADINGS).columns)
    if not found:
        return None
    if "document_date" not in found and "entry_date" in found:
        found["document_date"] = found["entry_date"]
    if "document_no" not in found and "entry_no" in found:
        found["document_no"] = found["entry_no"]
    if "document_date" not in found:
        raise UnreadableLedger("no_date_column")
    if not found.keys() & set(_AMOUNTS):
        raise UnreadableLedger("no_amount_column")
    return found


def by_content(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """For rows that were pasted without headings: one column of dates, one of amounts (or debit and credit), one of numbers.

    Raises `UnreadableLedger` when it does not show which is which.
    """
    sample = rows[:_LOOKED_AT]
    width = max((len(row) for row in sample), default=0)
    columns = [[row[place] if place < len(row) else "" for row in sample] for place in range(width)]
    dates = [place for place, cells in enumerate(columns) if _most(cells, _is_date)]
    if not dates:
        raise UnreadableLedger("headings_needed")
    numeric = [
        place
        for place, cells in enumerate(columns)
        if place not in dates and any(cells) and all(not cell or _is_number(cell) for cell in cells)
    ]
    amounts = [place for place in numeric if any(_has_decimals(cell) for cell in columns[place])] or numeric[-1:]
    places = {"document_date": dates[0]}
    if len(amounts) == 1:
        places["amount"] = amounts[0]
    elif len(amounts) == 2 and _exclude_each_other(columns[amounts[0]], columns[amounts[1]]):
        places["debit"], places["credit"] = amounts
    else:
        raise UnreadableLedger("headings_needed")
    others = [place for place in range(width) if place not in (*dates, *amounts)]
    with_digits = [place for place in others if _most(columns[place], lambda cell: any(c.isdigit() for c in cell))]
    if with_digits:
        places["document_no"] = with_digits[0]
    return places


def _most(cells: Sequence[str], is_so: Callable[[str], bool]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(map(is_so, filled)) * 10 >= len(filled) * 8


def _is_date(cell: str) -> bool:
    if isinstance(cell, ExactDate):
        return True
    if isinstance(cell, ExactNumber) or cell.isdigit():
        return False
    for order in DateOrder:
        try:
            read_date(cell, order)
        except NotADate:
            continue
        return True
    return False


def _is_number(cell: str) -> bool:
    for reading in NumberReading:
        try:
            read_number(cell, reading)
        except NotANumber:
            continue
        return True
    return False


def _has_decimals(cell: str) -> bool:
    return isinstance(cell, ExactNumber) or "," in cell or "." in cell


def _exclude_each_other(one: Sequence[str], other: Sequence[str]) -> bool:
    return all(not _says(a) or not _says(b) for a, b in zip(one, other, strict=True))


def _says(cell: str) -> bool:
    return any(c in "123456789" for c in cell)
