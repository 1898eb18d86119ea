"""Many rows of a movements file at once: each column in one go, and every row that is not plain row by row in its place.

Protects speed without a second set of rules: a row is plain when nothing can be said about it (no warning, no error, in lira, no
deceiving character, no text too long). Everything else goes to `MovementReader`, so the result is what that one would give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any, Protocol

from services.aggregator.domain.ledger import HOME_CURRENCY
from services.aggregator.domain.problems import RowProblem
from services.aggregator.readers import plain_cells
from services.aggregator.readers.cells import are_electronic_numbers
from services.aggregator.readers.columns import LIMITS
from services.aggregator.readers.movement_chunk import MovementChunk
from services.aggregator.readers.movement_rows import MovementReader
from services.aggregator.readers.party_cells import PARTY_FIELDS, plain_party
from services.aggregator.readers.plain_cells import NOTHING, ODD, Remembered
from services.aggregator.readers.readings import Readings
from shared.files.numbers import NumberReading
from shared.files.tables import Block

NO_DAY = ("", 0)
_ROW_BY_ROW = frozenset({"gross", "debit", "credit"})
"""Columns whose amount has to be worked out."""


class Column(Protocol):
    """Turns the cells of a column into values, `ODD` where a cell is not plain."""

    def column(self, cells: Sequence[str]) -> list[Any]: ...


class MovementColumns:
    """Turns blocks of one file into chunks."""

    def __init__(self, columns: Mapping[str, int], readings: Readings, reader: MovementReader) -> None:
        self._columns, self._reader = columns, reader
        self._all_odd = bool(columns.keys() & _ROW_BY_ROW)
        self._dates = {
            field: plain_cells.dates(readings.order(field), needed=field == "document_date")
            for field in ("document_date", "recorded_on", "customs_on")
        }
        self._kinds, self._currencies = plain_cells.kinds(), plain_cells.currencies()
        self._cancelled, self._electronic = plain_cells.yes_or_no(), plain_cells.electronic()
        numbers = readings.numbers
        reading = {
            field: numbers.get(field, NumberReading.COMMA_DECIMAL) for field in ("amount", "vat", "other_taxes", "rate")
        }
        self._rates = plain_cells.home_rates(reading["rate"])
        self._amounts = {
            field: plain_cells.Kurus(reading[field], needed=field == "amount")
            for field in ("amount", "vat", "other_taxes")
        }
        self._parties = Remembered(plain_party)
        self._limits = [(field, limit) for field, limit in LIMITS.items() if field in columns]

    def read(self, block: Block, problems: list[RowProblem]) -> MovementChunk:
        """The movements of the block; `problems` receives what is wrong with its rows, in their order."""
        odd: set[int] = set(range(len(block.lines))) if self._all_odd else set()
        plain = PlainColumns(self._columns, block, odd)
        plain.check_lengths(self._limits)
        chunk = self._plain(plain)
        if odd:
            self._read_odd(block, chunk, odd, problems)
        return chunk

    def _plain(self, plain: PlainColumns) -> MovementChunk:
        size, odd = plain.size, plain.odd
        code, number = plain.texts("account_code"), plain.texts("document_no")
        day = plain.values("document_date", self._dates["document_date"], NO_DAY)
        party = self._read_parties(plain)
        if "" in code:
            odd.update(index for index, text in enumerate(code) if not text and not party[index])
        if "" in number:
            odd.update(index for index, text in enumerate(number) if not text)
        amount = plain.values("amount", self._amounts["amount"], ODD)
        plain.values("currency", self._currencies, HOME_CURRENCY)
        plain.values("rate", self._rates, True)
        uuid = plain.values("uuid", plain_cells.Uuids(), NOTHING)
        electronic = plain.values("electronic", self._electronic, NOTHING)
        if odd:
            day = [known or NO_DAY for known in day]
        period = [known[1] for known in day]
        customs_on, period = self._other_day("customs_on", plain, period)
        recorded_on, recorded_period = self._other_day("recorded_on", plain, period)
        return MovementChunk(
            line_no=plain.lines,
            account_code=code,
            document_no=number,
            document_date=[known[0] for known in day],
            period=period,
            recorded_on=recorded_on,
            recorded_period=recorded_period,
            customs_on=customs_on,
            kind=plain.values("kind", self._kinds, ODD),
            currency=[HOME_CURRENCY] * size,
            original_minor=amount,
            rate=[None] * size,
            amount_minor=amount[:],
            other_taxes_minor=[minor or 0 for minor in plain.values("other_taxes", self._amounts["other_taxes"], 0)],
            vat_minor=[
                None if minor == NOTHING else minor for minor in plain.values("vat", self._amounts["vat"], NOTHING)
            ],
            series=plain.texts("series"),
            branch=plain.texts("branch"),
            electronic=[
                bool(own) or by_number if said == NOTHING else said
                for said, own, by_number in zip(electronic, uuid, are_electronic_numbers(number), strict=True)
            ],
            cancelled=plain.values("cancelled", self._cancelled, False),
            uuid=[own or None for own in uuid],
            note=plain.texts("note"),
            alternatives=[""] * size,
            party=party,
        )

    def _other_day(self, field: str, plain: PlainColumns, period: list[int]) -> tuple[list[str | None], list[int]]:
        if field not in self._columns:
            return [None] * plain.size, period[:]
        days = plain.values(field, self._dates[field], NOTHING)
        return [day[0] if day else None for day in days], [
            day[1] if day else own for day, own in zip(days, period, strict=True)
        ]

    def _read_parties(self, plain: PlainColumns) -> list[Any]:
        if "title" not in self._columns and "tax_number" not in self._columns:
            return [None] * plain.size
        cells = [plain.cells.get(field, repeat("", plain.size)) for field in PARTY_FIELDS]
        parties = self._parties.column(list(zip(*cells, strict=True)))
        plain.take(parties)
        return [party or None for party in parties]

    def _read_odd(self, block: Block, chunk: MovementChunk, odd: set[int], problems: list[RowProblem]) -> None:
        kept = [True] * len(block.lines)
        for index in sorted(odd):
            movement = self._reader.read(block.lines[index], block.cells[index], problems)
            if movement is None:
                kept[index] = False
            else:
                chunk.put(index, movement)
        if not all(kept):
            chunk.keep(kept)


class PlainColumns:
    """The cells of one block column by column, trimmed; `odd` gathers the rows that are not plain."""

    def __init__(self, columns: Mapping[str, int], block: Block, odd: set[int]) -> None:
        self.lines, self.size, self.odd = block.lines[:], len(block.lines), odd
        self.cells: dict[str, Sequence[str]] = {}
        fields = {position: field for field, position in columns.items()}
        for position, column in enumerate(zip(*block.cells, strict=True)):
            text = "".join(column)
            if not text.isprintable():
                odd.update(index for index, cell in enumerate(column) if not cell.isprintable())
            if (field := fields.get(position)) is None:
                continue
            # A cell that knows its value is no `str` but of a subclass, which `strip` would lose.
            self.cells[field] = (
                [cell.strip() if type(cell) is str else cell for cell in column] if " " in text else column
            )

    def check_lengths(self, limits: Sequence[tuple[str, int]]) -> None:
        for field, limit in limits:
            cells = self.cells[field]
            if max(map(len, cells)) > limit:
                self.odd.update(index for index, cell in enumerate(cells) if len(cell) > limit)

    def texts(self, field: str) -> list[str]:
        if field not in self.cells:
            return [""] * self.size
        cells = self.cells[field]
        return list(cells) if set(map(type, cells)) == {str} else list(map(str, cells))

    def values(self, field: str, parse: Column, missing: Any) -> list[Any]:
        """The column's values; `missing` in every row where the file has no such column."""
        values = parse.column(self.cells[field]) if field in self.cells else [missing] * self.size
        self.take(values)
        return values

    def take(self, values: Sequence[Any]) -> None:
        if ODD in values:
            self.odd.update(index for index, value in enumerate(values) if value is ODD)
