"""What comes out of a file of documents besides movements and problems. Nothing is left out without one of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from services.aggregator.domain.invoices import InvoiceReference
from services.aggregator.domain.ledger import MovementRow, Party
from services.aggregator.domain.problems import MESSAGES, RowProblem
from services.aggregator.domain.sides import DocumentKind


@dataclass(frozen=True, slots=True)
class Skipped:
    """A document that is no movement. `row` is its running number in the file, `code` the reason (a key of `MESSAGES`)."""

    row: int
    file: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return MESSAGES[self.code].format_map(self.params)


@dataclass(frozen=True, slots=True)
class Rejection:
    """The buyer refused this invoice: it counts no longer, whether it stands in this file or was imported before or later."""

    row: int
    file: str
    invoice: InvoiceReference


@dataclass(frozen=True, slots=True)
class ExportDate:
    """Customs tell when the goods of this export invoice left: the day that decides its period (domain.md §2.4)."""

    row: int
    file: str
    invoice: InvoiceReference
    customs_on: date


@dataclass(frozen=True, slots=True)
class Refused:
    """What a document says that cannot be taken, as far as it was understood; its problems came just before."""

    row: int
    file: str
    document_no: str = ""
    document_date: date | None = None
    kind: DocumentKind | None = None
    party: Party | None = None
    amount: Decimal | None = None
    currency: str = ""


DocumentItem = MovementRow | RowProblem | Skipped | Rejection | ExportDate | Refused
