"""Many movements at once, column by column, in the form in which the database keeps them.

Protects the speed of an import: a million rows become a few hundred chunks, and no object is made for a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from itertools import compress
from typing import Any

from services.aggregator.domain.ledger import MovementRow, Party
from services.aggregator.domain.sides import DocumentKind
from shared.money import from_minor, to_minor


@dataclass(slots=True)
class MovementChunk:
    """Parallel lists, one entry a movement, named as the columns of `movements`; in the order of the file.

    Dates are ISO texts, periods integers (202610), amounts kuruş or other minor units, rates decimal texts.
    """

    line_no: list[int]
    account_code: list[str]
    document_no: list[str]
    document_date: list[str]
    period: list[int]
    """Of `customs_on` where there is one, else of `document_date`."""
    recorded_on: list[str | None]
    recorded_period: list[int]
    """Of `recorded_on` where there is one, else `period`."""
    customs_on: list[str | None]
    kind: list[str]
    currency: list[str]
    original_minor: list[int]
    rate: list[str | None]
    amount_minor: list[int]
    other_taxes_minor: list[int]
    vat_minor: list[int | None]
    series: list[str]
    branch: list[str]
    electronic: list[bool]
    cancelled: list[bool]
    uuid: list[str | None]
    note: list[str]
    alternatives: list[str]
    party: list[Party | None]

    def __len__(self) -> int:
        return len(self.line_no)

    def rows(self) -> Iterator[MovementRow]:
        """The same movements one by one, as the row-wise reader gives them."""
        for index in range(len(self.line_no)):
            yield self._row(index)

    @classmethod
    def of(cls, movements: Sequence[MovementRow]) -> MovementChunk:
        """The same movements, column by column."""
        chunk = cls(*([None] * len(movements) for _ in _NAMES))  # type: ignore[arg-type]  # filled in a moment
        for index, movement in enumerate(movements):
            chunk.put(index, movement)
        return chunk

    def put(self, index: int, movement: MovementRow) -> None:
        """Write one movement into its place."""
        day, recorded_on, customs_on = movement.document_date, movement.recorded_on, movement.customs_on
        values = (
            movement.row, movement.account_code, movement.document_no, day.isoformat(), _period(customs_on or day),
            recorded_on.isoformat() if recorded_on else None, _period(recorded_on or customs_on or day),
            customs_on.isoformat() if customs_on else None, movement.kind.value, movement.currency, to_minor(movement.amount),
            f"{movement.rate:f}" if movement.rate is not None else None, movement.amount_kurus, movement.other_taxes_kurus,
            to_minor(movement.vat) if movement.vat is not None else None, movement.series, movement.branch, movement.electronic,
            movement.cancelled, movement.uuid, movement.note, movement.alternatives, movement.party,
        )  # fmt: skip
        for column, value in zip(self._columns(), values, strict=True):
            column[index] = value

    def keep(self, kept: Sequence[bool]) -> None:
        """Take the rows out whose place in `kept` is false."""
        for column in self._columns():
            column[:] = compress(column, kept)

    def _columns(self) -> Iterator[list[Any]]:
        for name in _NAMES:
            yield getattr(self, name)

    def _row(self, index: int) -> MovementRow:
        recorded_on, customs_on = self.recorded_on[index], self.customs_on[index]
        rate, vat = self.rate[index], self.vat_minor[index]
        return MovementRow(
            row=self.line_no[index],
            account_code=self.account_code[index],
            document_no=self.document_no[index],
            document_date=date.fromisoformat(self.document_date[index]),
            kind=DocumentKind(self.kind[index]),
            amount=from_minor(self.original_minor[index]),
            amount_kurus=self.amount_minor[index],
            currency=self.currency[index],
            rate=Decimal(rate) if rate is not None else None,
            vat=from_minor(vat) if vat is not None else None,
            series=self.series[index],
            branch=self.branch[index],
            cancelled=self.cancelled[index],
            uuid=self.uuid[index],
            note=self.note[index],
            party=self.party[index],
            recorded_on=date.fromisoformat(recorded_on) if recorded_on else None,
            customs_on=date.fromisoformat(customs_on) if customs_on else None,
            other_taxes_kurus=self.other_taxes_minor[index],
            electronic=self.electronic[index],
            alternatives=self.alternatives[index],
        )


_NAMES = tuple(field.name for field in fields(MovementChunk))


def _period(day: date) -> int:
    return day.year * 100 + day.month
