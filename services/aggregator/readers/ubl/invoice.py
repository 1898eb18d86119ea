"""One invoice → one movement, or the reasons why not.

Protects the figures: the side follows from who we are on the invoice and from its type, a foreign invoice without a rate is
refused, so is a negative one that is no return, and what its numbers do not agree on is shown (domain.md §2.5, §5.2, §5.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from services.aggregator.domain.invoices import (
    SPECIAL_BASE,
    Base,
    base_of,
    is_known_type,
    is_return_type,
    kind_of,
    series_of,
    type_code_of,
)
from services.aggregator.domain.ledger import HOME_COUNTRY, MovementRow, Party
from services.aggregator.domain.problems import RowProblem, error, warning
from services.aggregator.domain.sides import DocumentKind
from services.aggregator.readers.cells import read_currency, read_uuid
from services.aggregator.readers.columns import LIMITS
from services.aggregator.readers.ubl.amounts import BadAmount, Currency, read_invoice_currency, read_totals
from services.aggregator.readers.ubl.elements import Element, nodes_at, shown, text_at
from services.aggregator.readers.ubl.items import Refused
from services.aggregator.readers.ubl.parties import PartyNumbers, domestic_party, foreign_buyer, numbers_of
from shared.money import LARGEST_MINOR, round_minor
from shared.tax_number import CUSTOMS_MINISTRY, TaxNumber

_ID, _UUID, _DATE = text_at("cbc:ID"), text_at("cbc:UUID"), text_at("cbc:IssueDate")
_PROFILE, _TYPE = text_at("cbc:ProfileID"), text_at("cbc:InvoiceTypeCode")
_SUPPLIER = nodes_at("cac:AccountingSupplierParty/cac:Party")
_CUSTOMER = nodes_at("cac:AccountingCustomerParty/cac:Party")
_BUYER = nodes_at("cac:BuyerCustomerParty/cac:Party")
_LEFT_ON = text_at("(cac:Delivery/cbc:ActualDeliveryDate | cac:InvoiceLine/cac:Delivery/cbc:ActualDeliveryDate)[1]")

_ABROAD = frozenset({"IHRACAT", "YOLCUBERABERFATURA"})
_EXPORT = "IHRACAT"


def parties_of(invoice: Element) -> tuple[PartyNumbers, PartyNumbers]:
    """The numbers of seller and buyer."""
    return numbers_of(_first(_SUPPLIER(invoice))), numbers_of(_first(_CUSTOMER(invoice)))


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
    kind, party = _read_sides(row, invoice, own, type_code, problems)
    written, currency = read_invoice_currency(invoice, row, problems)
    sums = _read_sums(row, invoice, written, type_code, problems)
    if sums and currency and abs(_kurus(sums.base.amount, currency)) > LARGEST_MINOR:
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
        amount_kurus=_kurus(sums.base.amount, currency),
        currency=currency.code,
        rate=currency.rate,
        vat=sums.kdv,
        series=series_of(number),
        uuid=uuid,
        party=party,
        customs_on=read_date(_LEFT_ON(invoice)) if _PROFILE(invoice).upper() == _EXPORT else None,
        other_taxes_kurus=_kurus(sums.other_taxes, currency),
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
    """An `xsd:date`, with or without a time zone; None when it is none."""
    if text[10:11] not in ("", "+", "-", "Z", "T"):
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _read_type(row: int, invoice: Element, problems: list[RowProblem]) -> str:
    written = _TYPE(invoice)
    code = type_code_of(written)
    if not is_known_type(code):
        problems.append(warning(row, "kind", "unknown_invoice_type", cell=shown(written, 60)))
    elif code == SPECIAL_BASE:
        problems.append(warning(row, "amount", "special_base"))
    return code


def _read_sides(
    row: int, invoice: Element, own: TaxNumber, type_code: str, problems: list[RowProblem]
) -> tuple[DocumentKind | None, Party | None]:
    """The kind from our view, and the counterparty; both None when the invoice is not ours."""
    supplier, customer = _first(_SUPPLIER(invoice)), _first(_CUSTOMER(invoice))
    supplier_numbers, customer_numbers = numbers_of(supplier), numbers_of(customer)
    is_ours = supplier_numbers.has(own)
    if not is_ours and not customer_numbers.has(own):
        found = [numbers.first.masked for numbers in (supplier_numbers, customer_numbers) if numbers.first]
        problems.append(error(row, "tax_number", "not_ours", own=own.masked, numbers=", ".join(found) or "–"))
        return None, None
    if is_ours and customer_numbers.has(own):
        problems.append(warning(row, "tax_number", "own_number_on_both_sides", own=own.masked))
    kind = kind_of(type_code, is_ours=is_ours)
    if not is_ours:
        return kind, _counterparty(row, supplier, supplier_numbers, problems)
    if _PROFILE(invoice).upper() in _ABROAD or _is_ministry(customer_numbers):
        buyer = _first(_BUYER(invoice))
        if buyer is None:
            problems.append(error(row, "title", "buyer_missing"))
            return kind, None
        return kind, _named(row, foreign_buyer(buyer, numbers_of(buyer), row, problems), problems)
    return kind, _counterparty(row, customer, customer_numbers, problems)


def _counterparty(row: int, party: Element | None, numbers: PartyNumbers, problems: list[RowProblem]) -> Party | None:
    if party is None:
        problems.append(error(row, "title", "party_missing"))
        return None
    read = domestic_party(party, numbers, row, problems)
    if read.tax_number is None and read.country == HOME_COUNTRY and read.title:
        problems.append(warning(row, "tax_number", "party_number_missing", title=read.title))
    return _named(row, read, problems)


def _named(row: int, party: Party, problems: list[RowProblem]) -> Party | None:
    """A party needs a title: it is what people look for."""
    if party.title:
        return party
    if party.tax_number is None:
        problems.append(error(row, "title", "party_missing"))
        return None
    problems.append(warning(row, "title", "party_name_missing", masked=party.tax_number.masked))
    return replace(party, title=party.tax_number.masked)


def _is_ministry(numbers: PartyNumbers) -> bool:
    return numbers.first is not None and numbers.first.text == CUSTOMS_MINISTRY


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


def _kurus(amount: Decimal, currency: Currency) -> int:
    in_lira = amount if currency.rate is None else round_minor(amount * currency.rate)
    return int(in_lira * 100)


def _read_uuid(row: int, invoice: Element, problems: list[RowProblem]) -> str | None:
    written = _UUID(invoice)
    uuid = read_uuid(written)
    if uuid is None and written:
        problems.append(warning(row, "uuid", "bad_uuid", cell=shown(written, 60)))
    return uuid


def _first(elements: Sequence[Element]) -> Element | None:
    return elements[0] if elements else None
