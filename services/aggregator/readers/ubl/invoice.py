"""One invoice → one movement, or the reasons why not.

Protects the figures: the side follows from who we are on the invoice and from its type, a foreign invoice without a rate is
refused, so is a negative one that is no return, and what its numbers do not agree on is shown (domain.md §2.5, §5.2, §5.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from services.aggregator.domain.invoices import series_of
from services.aggregator.domain.ledger import MovementRow
from services.aggregator.domain.problems import RowProblem, error, warning
from services.aggregator.readers.cells import read_currency, read_uuid
from services.aggregator.readers.columns import LIMITS
from services.aggregator.readers.ubl.items import Refused
from services.aggregator.readers.ubl.rates import read_invoice_currency
from services.aggregator.readers.ubl.sides import read_sides
from shared.files.ubl.amounts import BadAmount, read_totals
from shared.files.ubl.elements import Element, shown, text_at
from shared.files.ubl.totals import SPECIAL_BASE, Base, base_of, is_known_type, is_return_type, type_code_of
from shared.money import LARGEST_MINOR, round_minor
from shared.tax_number import TaxNumber

_ID, _UUID, _DATE = text_at("cbc:ID"), text_at("cbc:UUID"), text_at("cbc:IssueDate")
_PROFILE, _TYPE = text_at("cbc:ProfileID"), text_at("cbc:InvoiceTypeCode")
_LEFT_ON = text_at("(cac:Delivery/cbc:ActualDeliveryDate | cac:InvoiceLine/cac:Delivery/cbc:ActualDeliveryDate)[1]")

_EXPORT = "IHRACAT"
_YEARS = range(2000, 2100)  # programs write 0001-01-01 where they know no date
_NO_UUID = "00000000-0000-0000-0000-000000000000"


def read_invoice(
    row: int, file: str, invoice: Element, own: TaxNumber, problems: list[RowProblem]
) -> MovementRow | Refused:
    """The movement, or what was understood when `problems` received an error. Warnings may be added in either case."""
    number = shown(_ID(invoice), 200)
    day = read_date(_DATE(invoice))
    if not number:
        problems.append(error(row, "document_no", "element_missing", element="cbc:ID"))
    elif len(number) > LIMITS["document_no"]:
        problems.append(error(row, "document_no", "too_long", length=len(number), limit=LIMITS["document_no"]))
    if day is None:
        problems.append(error(row, "document_date", "bad_document_date", cell=shown(_DATE(invoice), 60)))
    type_code = _read_type(row, invoice, problems)
    profile = _PROFILE(invoice).upper()
    kind, party = read_sides(row, invoice, own, profile, type_code, problems)
    written, currency = read_invoice_currency(invoice, row, problems)
    sums = _read_sums(row, invoice, written, type_code, problems)
    if sums and currency and abs(currency.kurus(sums.base.amount)) > LARGEST_MINOR:
        problems.append(error(row, "amount", "amount_too_large", cell=str(sums.base.amount)))
    uuid = _read_uuid(row, invoice, problems)
    is_refused = any(problem.is_error for problem in problems)
    if is_refused or day is None or kind is None or party is None or currency is None or sums is None:
        amount = sums.base.amount if sums else None
        return Refused(row, file, number, day, kind, party, amount, read_currency(written)[0] or written)
    return MovementRow(
        row=row,
        account_code="",
        document_no=number,
        document_date=day,
        kind=kind,
        amount=sums.base.amount,
        amount_kurus=currency.kurus(sums.base.amount),
        currency=currency.code,
        rate=currency.rate,
        vat=sums.kdv,
        series=series_of(number),
        uuid=uuid,
        party=party,
        customs_on=read_date(_LEFT_ON(invoice)) if profile == _EXPORT else None,
        other_taxes_kurus=currency.kurus(sums.other_taxes),
        electronic=True,
        alternatives=sums.base.alternatives,
    )


def refusal_of(movement: MovementRow, file: str) -> Refused:
    """The same document as one that cannot be taken."""
    return Refused(
        movement.row, file, movement.document_no, movement.document_date, movement.kind, movement.party,
        movement.amount, movement.currency,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def read_date(text: str) -> date | None:
    """An `xsd:date`, with or without a time zone; None when it is none, or the year is no year of an e-document."""
    if text[10:11] not in ("", "+", "-", "Z", "T"):
        return None
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _read_type(row: int, invoice: Element, problems: list[RowProblem]) -> str:
    written = _TYPE(invoice)
    code = type_code_of(written)
    if not is_known_type(code):
        problems.append(warning(row, "kind", "unknown_invoice_type", cell=shown(written, 60)))
    elif code == SPECIAL_BASE:
        problems.append(warning(row, "amount", "special_base"))
    return code


@dataclass(frozen=True, slots=True)
class _Sums:
    """Rounded to two places, in the invoice's currency, and as positive as a return can be made."""

    base: Base
    kdv: Decimal
    other_taxes: Decimal


def _read_sums(
    row: int, invoice: Element, currency_written: str, type_code: str, problems: list[RowProblem]
) -> _Sums | None:
    try:
        totals = read_totals(invoice, currency_written)
    except BadAmount as bad:
        problems.append(error(row, "amount", bad.code, cell=bad.cell))
        return None
    base = base_of(totals)
    if base is None:
        problems.append(error(row, "amount", "element_missing", element="cac:LegalMonetaryTotal"))
        return None
    kdv, other_taxes = round_minor(totals.kdv), round_minor(totals.other_taxes)
    if base.amount < 0:
        if not is_return_type(type_code):
            problems.append(error(row, "amount", "negative_invoice", amount=str(base.amount)))
            return _Sums(base, kdv, other_taxes)
        # Some programs write returns as negative invoices; on its own side a return is a positive amount (§2.5 point 12).
        base, kdv, other_taxes = -base, -kdv, -other_taxes
    if base.chosen != "D":
        problems.append(warning(row, "amount", "total_missing", amount=str(base.amount), candidate=base.chosen))
    if base.is_disputed:
        readings = ", ".join(f"{name} {amount}" for name, amount in base.candidates.items())
        problems.append(warning(row, "amount", "base_disputed", amount=str(base.amount), readings=readings))
    # A part of the base cannot be more than the base: with a full discount, taxes may still be listed for information.
    return _Sums(base, kdv, min(other_taxes, base.amount))


def _read_uuid(row: int, invoice: Element, problems: list[RowProblem]) -> str | None:
    written = _UUID(invoice)
    uuid = read_uuid(written)
    if (uuid is None and written) or uuid == _NO_UUID:
        problems.append(warning(row, "uuid", "bad_uuid", cell=shown(written, 60)))
        return None
    return uuid
