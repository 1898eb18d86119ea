"""A table of documents, with or without headings → rows of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from services.responses.domain.differences.documents import LedgerRow, Mark
from services.responses.readers.columns import by_content, by_headings
from services.responses.readers.problems import Flaw, UnreadableLedger
from services.responses.readers.read import MOST_ROWS, LedgerRead
from services.responses.readers.words import is_payment, mark_of
from shared.files.dates import NotADate, decide_date_order, read_date
from shared.files.numbers import (
    NotANumber,
    NumberEvidence,
    NumberReading,
    currency_word,
    decide_number_reading,
    read_number,
)
from shared.files.tables import BrokenRow, Row, Table
from shared.files.words import read_currency, read_yes_or_no
from shared.money import LARGEST_MINOR, TRY, round_minor

_NUMBERS = ("amount", "gross", "vat", "debit", "credit", "rate")
_HIGHEST_RATE = Decimal(10_000)
"""No currency costs more lira; `41.125` is thereby no riddle."""
_BOTH_SIGNS = 10
"""One row in so many below zero: then the sign of a single column says debit or credit."""


def read_table(table: Table) -> LedgerRead:
    """Raises a `FileProblem` for columns that can be read in two ways, `UnreadableLedger` when it is no list of documents."""
    read = LedgerRead()
    rows: list[Row] = []
    for row in table.rows():
        if isinstance(row, BrokenRow):
            read.refuse(row.line, Flaw.BROKEN)
            continue
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise UnreadableLedger("too_many_rows", limit=f"{MOST_ROWS:,}")
    places = by_headings(table.headings)
    if places is None:
        # Rows copied out of a sheet: what was taken for headings is the first of them.
        rows.insert(0, Row(table.heading_line, list(table.headings)))
        places = by_content([row.cells for row in rows])
    else:
        read.columns = [(name, table.headings[place]) for name, place in places.items()]
    _Reader(places, rows, read).read_all()
    return read


class _Reader:
    def __init__(self, places: Mapping[str, int], rows: Sequence[Row], read: LedgerRead) -> None:
        self._places, self._rows, self._read = places, rows, read
        # All amounts of a list are written in one way; a rate may have more decimals and decides for itself.
        self._amounts = decide_number_reading("amount", self._cells("amount", "gross", "debit", "credit", "vat"))
        rates = NumberEvidence("rate", _HIGHEST_RATE)
        for cell in self._cells("rate"):
            rates.add(cell)
        self._rates = rates.decide()
        self._order = decide_date_order("date", self._cells("document_date"))
        self._both_signs = False

    def read_all(self) -> None:
        if "amount" in self._places and not self._places.keys() & {"kind", "debit", "credit"}:
            negative = sum(1 for cell in self._cells("amount") if self._negative(cell))
            self._both_signs = 0 < len(self._rows) <= negative * _BOTH_SIGNS
        for row in self._rows:
            self._take(row)

    def _take(self, row: Row) -> None:
        read = self._read
        kind = self._cell(row, "kind")
        if kind and is_payment(kind):
            read.payments += 1
            return
        day = self._day(row)
        if day is None:
            if any(cell for name in ("amount", "gross", "debit", "credit") if (cell := self._cell(row, name))):
                read.refuse(row.line, Flaw.NO_DATE, self._cell(row, "document_date"))
            return  # a line of text or a sum below the list
        said = self._amount(row)
        if said is None:
            return
        amount, mark, written = said
        marked, is_return = mark_of(kind)
        if marked is not Mark.UNKNOWN:
            mark = marked
        if is_return and amount < 0:
            amount = -amount  # a return booked below zero counts above it, on its own side (domain.md §2.5 point 12)
        currency = read_currency(self._cell(row, "currency"))[0] or ""
        currency = currency_word(written) or currency if currency in ("", TRY) else currency
        kurus = self._in_lira(row, amount, currency)
        if kurus is None:
            read.refuse(row.line, Flaw.CURRENCY, f"{written} {self._cell(row, 'currency')}")
            return
        read.rows.append(
            LedgerRow(
                number=self._cell(row, "document_no")[:100],
                date=day,
                kurus=kurus,
                mark=mark,
                is_return=is_return,
                cancelled=bool(read_yes_or_no(self._cell(row, "cancelled"))),
                currency=currency or TRY,
                original_minor=int(amount * 100) if currency not in ("", TRY) else None,
                line=row.line,
            )
        )

    def _amount(self, row: Row) -> tuple[Decimal, Mark, str] | None:
        """The amount, what its column says of the side, and as it was written; None when the row was refused."""
        for name, mark in (("amount", Mark.UNKNOWN), ("gross", Mark.UNKNOWN)):
            cell = self._cell(row, name)
            if not cell:
                continue
            amount = self._number(row, cell, self._amounts)
            if amount is None:
                return None
            if name == "gross" and (vat := self._cell(row, "vat")):
                without = self._number(row, vat, self._amounts)
                amount = amount - without if without is not None else amount
            if self._both_signs:
                mark = Mark.DEBIT if amount >= 0 else Mark.CREDIT
                amount = abs(amount)
            return amount, self._side(row) or mark, cell
        sides = [(name, cell) for name in ("debit", "credit") if (cell := self._cell(row, name))]
        read = [(name, cell, self._number(row, cell, self._amounts)) for name, cell in sides]
        if any(amount is None for _, _, amount in read):
            return None
        filled = [one for one in read if one[2]]
        if len(filled) == 2:
            self._read.refuse(row.line, Flaw.BOTH_SIDES, " / ".join(cell for _, cell in sides))
            return None
        if not filled:
            self._read.refuse(row.line, Flaw.NO_AMOUNT)
            return None
        name, cell, found = filled[0]
        return found or Decimal(0), Mark(name), cell

    def _side(self, row: Row) -> Mark | None:
        """Debit or credit, where those columns stand beside one of amounts."""
        said = [name for name in ("debit", "credit") if any(c in "123456789" for c in self._cell(row, name))]
        return Mark(said[0]) if len(said) == 1 else None

    def _in_lira(self, row: Row, amount: Decimal, currency: str) -> int | None:
        if currency not in ("", TRY):
            cell = self._cell(row, "rate")
            try:
                rate = read_number(cell, self._rates) if cell else Decimal(0)
            except NotANumber:
                return None
            if rate <= 0:
                return None  # never rate 1 (domain.md §2.5 point 8)
            amount *= rate
        kurus = int(round_minor(amount) * 100)
        return kurus if abs(kurus) <= LARGEST_MINOR else None

    def _day(self, row: Row) -> date | None:
        try:
            return read_date(self._cell(row, "document_date"), self._order)
        except NotADate:
            return None

    def _number(self, row: Row, cell: str, reading: NumberReading) -> Decimal | None:
        try:
            return round_minor(read_number(cell, reading))
        except NotANumber:
            self._read.refuse(row.line, Flaw.NO_AMOUNT, cell)
            return None

    def _negative(self, cell: str) -> bool:
        try:
            return read_number(cell, self._amounts) < 0
        except NotANumber:
            return False

    def _cell(self, row: Row, name: str) -> str:
        place = self._places.get(name)
        if place is None or place >= len(row.cells):
            return ""
        cell = row.cells[place]
        return cell.strip() if type(cell) is str else cell

    def _cells(self, *names: str) -> Iterable[str]:
        for name in names:
            if name in self._places:
                for row in self._rows:
                    yield self._cell(row, name)
