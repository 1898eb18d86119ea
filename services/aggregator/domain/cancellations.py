"""Documents cancelled outside of their own file, as a list names them (domain.md §5.3: e-Arşiv has no answer in XML)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.tax_number import TaxNumber


@dataclass(frozen=True, slots=True)
class Cancellation:
    """One document that no longer counts: known by its ETTN, else by number and whatever else the list says of it."""

    row: int
    uuid: str | None = None
    document_no: str = ""
    document_date: date | None = None
    tax_number: TaxNumber | None = None
