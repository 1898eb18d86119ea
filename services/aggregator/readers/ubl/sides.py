"""Which side of our books an invoice is on, and who stands on the other (domain.md §2.5 point 2, §5.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.aggregator.domain.invoices import kind_of
from services.aggregator.domain.ledger import HOME_COUNTRY, Party
from services.aggregator.domain.problems import RowProblem, error, warning
from services.aggregator.domain.sides import DocumentKind
from services.aggregator.readers.ubl.parties import PartyNumbers, domestic_party, foreign_buyer, numbers_of
from shared.files.ubl.elements import Element, nodes_at
from shared.tax_number import CUSTOMS_MINISTRY, TaxNumber

_SUPPLIER = nodes_at("cac:AccountingSupplierParty/cac:Party")
_CUSTOMER = nodes_at("cac:AccountingCustomerParty/cac:Party")
_BUYER = nodes_at("cac:BuyerCustomerParty/cac:Party")

_PROFILES_ABROAD = frozenset({"IHRACAT", "YOLCUBERABERFATURA"})


def parties_of(invoice: Element) -> tuple[PartyNumbers, PartyNumbers]:
    """The numbers of seller and buyer."""
    return numbers_of(_first(_SUPPLIER(invoice))), numbers_of(_first(_CUSTOMER(invoice)))


def read_sides(
    row: int, invoice: Element, own: TaxNumber, profile: str, type_code: str, problems: list[RowProblem]
) -> tuple[DocumentKind | None, Party | None]:
    """The kind from our view, and the counterparty; both None when the invoice is not ours."""
    supplier, customer = _first(_SUPPLIER(invoice)), _first(_CUSTOMER(invoice))
    supplier_numbers, customer_numbers = numbers_of(supplier), numbers_of(customer)
    is_ours = supplier_numbers.has(own)
    if not is_ours and not customer_numbers.has(own):
        found = [numbers.first.masked for numbers in (supplier_numbers, customer_numbers) if numbers.first]
        problems.append(error(row, "tax_number", "not_ours", own=own.masked, numbers=", ".join(found) or "–"))
        return None, None
    kind = kind_of(type_code, is_ours=is_ours)
    if not is_ours:
        return kind, _counterparty(row, supplier, supplier_numbers, problems)
    if customer_numbers.has(own):
        problems.append(warning(row, "tax_number", "own_number_on_both_sides", own=own.masked))
    is_ministry = customer_numbers.first is not None and customer_numbers.first.text == CUSTOMS_MINISTRY
    if profile not in _PROFILES_ABROAD and not is_ministry:
        return kind, _counterparty(row, customer, customer_numbers, problems)
    buyer = _first(_BUYER(invoice))
    if buyer is None and profile in _PROFILES_ABROAD:
        if is_ministry:
            problems.append(error(row, "title", "buyer_missing"))
            return kind, None
        buyer = customer  # some programs put the buyer abroad where the ministry belongs
    if buyer is None:  # a sale to the ministry itself
        return kind, _counterparty(row, customer, customer_numbers, problems)
    return kind, _named(row, foreign_buyer(buyer, numbers_of(buyer), row, problems), problems)


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


def _first(elements: Sequence[Element]) -> Element | None:
    return elements[0] if elements else None
