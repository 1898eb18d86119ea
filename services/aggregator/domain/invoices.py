"""What an e-invoice (UBL-TR) means for the books: what kind of document it is, its series, what answers to it name.

Protects the figures: a return never lands on the side of a sale (domain.md §2.5). Its sums: `shared/files/ubl/totals.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from services.aggregator.domain.ledger import MovementRow
from services.aggregator.domain.sides import DocumentKind
from shared.files.ubl.totals import is_return_type
from shared.tax_number import TaxNumber

_NUMBER = re.compile(r"([A-Z0-9]{3})(?:19|20)\d{11}")


def kind_of(type_code: str, *, is_ours: bool) -> DocumentKind:
    """The kind from our view: `is_ours` when we issued it. A return that we issue gives goods back to our supplier."""
    if is_return_type(type_code):
        return DocumentKind.PURCHASE_RETURN if is_ours else DocumentKind.SALES_RETURN
    return DocumentKind.SALE if is_ours else DocumentKind.PURCHASE


def series_of(document_no: str) -> str:
    """The three characters before the year of a 16-character number (`ABC2026000000001`); empty for any other number."""
    match = _NUMBER.fullmatch(document_no)
    return match[1] if match else ""


@dataclass(frozen=True, slots=True)
class InvoiceReference:
    """An invoice as an answer to it names it: by ETTN, or by number, date and the two parties."""

    uuid: str | None
    document_no: str
    document_date: date | None = None
    issuer: TaxNumber | None = None
    customer: TaxNumber | None = None

    def refers_to(self, movement: MovementRow) -> bool:
        """Whether this movement is the invoice: its ETTN, or its number, day and counterparty are the same."""
        if self.uuid is not None:
            return movement.uuid == self.uuid
        if not self.document_no or movement.document_no != self.document_no:
            return False
        if self.document_date is not None and movement.document_date != self.document_date:
            return False
        number = movement.party.tax_number if movement.party else None
        return (
            number is None or number in (self.issuer, self.customer) or (self.issuer is None and self.customer is None)
        )
