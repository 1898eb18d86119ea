"""The sums of an invoice: its totals, its KDV, its other taxes, its currency and rate.

`PayableAmount` is never read: withholdings, prepayments and rounding are in it (domain.md §5.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from services.aggregator.domain.invoices import KDV, WITHHOLDINGS, Totals
from services.aggregator.domain.ledger import HOME_CURRENCY
from services.aggregator.domain.problems import RowProblem, error, warning
from services.aggregator.readers.amounts import HIGHEST_RATE
from services.aggregator.readers.cells import read_currency
from services.aggregator.readers.ubl.elements import Element, nodes_at, shown, text_at
from shared.money import LARGEST_MINOR
from shared.text import fold

_DOCUMENT_CURRENCY = text_at("cbc:DocumentCurrencyCode")
_TOTAL_CURRENCY = text_at("cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount/@currencyID")
_RATE = text_at("cac:PricingExchangeRate/cbc:CalculationRate")
_RATE_FROM = text_at("cac:PricingExchangeRate/cbc:SourceCurrencyCode")
_RATE_TO = text_at("cac:PricingExchangeRate/cbc:TargetCurrencyCode")

_TOTALS = {
    name: text_at(f"cac:LegalMonetaryTotal/cbc:{element}")
    for name, element in {
        "inclusive": "TaxInclusiveAmount",
        "exclusive": "TaxExclusiveAmount",
        "lines": "LineExtensionAmount",
        "allowances": "AllowanceTotalAmount",
        "charges": "ChargeTotalAmount",
    }.items()
}
_TAXES = nodes_at("cac:TaxTotal/cac:TaxSubtotal")
_LINE_TAXES = nodes_at("cac:InvoiceLine/cac:TaxTotal/cac:TaxSubtotal")
_WITHHELD_AMOUNTS = nodes_at("cac:WithholdingTaxTotal/cbc:TaxAmount")
_WHOLE_TEXT = text_at(".")
_TAX_AMOUNT = text_at("cbc:TaxAmount")
_TAX_CURRENCY = text_at("cbc:TaxAmount/@currencyID")
_TAXABLE_AMOUNT = text_at("cbc:TaxableAmount")
_TAX_CODE = text_at("cac:TaxCategory/cac:TaxScheme/cbc:TaxTypeCode")
_TAX_NAME = text_at("cac:TaxCategory/cac:TaxScheme/cbc:Name")

_NOTHING = Decimal(0)
_LARGEST = Decimal(LARGEST_MINOR) / 100


class BadAmount(ValueError):
    """The text is no amount: `cell` as it stands there."""

    def __init__(self, cell: str, code: str = "bad_amount") -> None:
        super().__init__(cell)
        self.cell, self.code = shown(cell, 60), code


@dataclass(frozen=True, slots=True)
class Currency:
    """What the amounts are in, and TRY for one unit of it; no rate for TRY itself."""

    code: str
    rate: Decimal | None = None


def read_amount(text: str) -> Decimal:
    """An `xsd:decimal`. Raises `BadAmount`; a comma is not read as a decimal sign, because the format has none."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise BadAmount(text) from None
    if not amount.is_finite() or "_" in text:
        raise BadAmount(text)
    if abs(amount) > _LARGEST:
        raise BadAmount(text, "amount_too_large")
    return amount


def read_totals(invoice: Element, currency_written: str) -> Totals:
    """All sums that the invoice states. Raises `BadAmount`. Sums in another currency than the invoice's are a repetition."""
    stated = {name: read_amount(text) for name, read in _TOTALS.items() if (text := read(invoice))}
    listed = _TAXES(invoice) or _LINE_TAXES(invoice)
    kdv, kdv_base, other = _sum_taxes(listed, currency_written)
    withheld = sum((read_amount(_WHOLE_TEXT(amount) or "0") for amount in _WITHHELD_AMOUNTS(invoice)), _NOTHING)
    return Totals(
        inclusive=stated.get("inclusive"),
        exclusive=stated.get("exclusive"),
        lines=stated.get("lines"),
        allowances=stated.get("allowances", _NOTHING),
        charges=stated.get("charges", _NOTHING),
        kdv=kdv,
        kdv_base=kdv_base,
        other_taxes=other,
        withheld=withheld,
    )


def _sum_taxes(subtotals: Sequence[Element], currency_written: str) -> tuple[Decimal, Decimal | None, Decimal]:
    """KDV, its base (None: no KDV is listed), and what other taxes there are."""
    kdv = other = _NOTHING
    kdv_base: Decimal | None = None
    elsewhere = ""
    counted = 0
    for subtotal in subtotals:
        currency = _TAX_CURRENCY(subtotal)
        if currency != currency_written and currency and not _same_currency(currency, currency_written):
            elsewhere = currency
            continue
        counted += 1
        amount = read_amount(_TAX_AMOUNT(subtotal) or "0")
        if _is_kdv(code := _TAX_CODE(subtotal), subtotal):
            kdv += amount
            kdv_base = (kdv_base or _NOTHING) + read_amount(_TAXABLE_AMOUNT(subtotal) or "0")
        elif code.zfill(4) not in WITHHOLDINGS:
            other += amount
    if elsewhere and not counted:
        raise BadAmount(elsewhere, "taxes_in_other_currency")
    return kdv, kdv_base, other


def _is_kdv(code: str, subtotal: Element) -> bool:
    """By its code; where a program left the code out, by its name."""
    if code:
        return code == KDV or code.zfill(4) == KDV
    name = fold(_TAX_NAME(subtotal))
    return name.startswith("kdv") or "katma deger" in name


def _same_currency(one: str, other: str) -> bool:
    return read_currency(one)[0] == read_currency(other)[0]


def read_invoice_currency(invoice: Element, row: int, problems: list[RowProblem]) -> tuple[str, Currency | None]:
    """The currency as written and as understood, with its rate; None when `problems` received an error."""
    in_total = _TOTAL_CURRENCY(invoice)
    written = _DOCUMENT_CURRENCY(invoice) or in_total
    code, is_old = read_currency(written)
    if code is None:
        problems.append(error(row, "currency", "unknown_currency", cell=shown(written, 20)))
        return in_total, None
    if in_total and in_total != written and not _same_currency(in_total, written):
        differs = error(row, "currency", "totals_in_other_currency", written=shown(in_total, 20), currency=code)
        problems.append(differs)
        return in_total, None
    if is_old:
        problems.append(warning(row, "currency", "old_currency", cell=written))
    if code == HOME_CURRENCY:
        return written, Currency(code)
    rate = _read_rate(invoice, code, row, problems)
    return written, Currency(code, rate) if rate is not None else None


def _read_rate(invoice: Element, currency: str, row: int, problems: list[RowProblem]) -> Decimal | None:
    """TRY for one unit of the currency, from the invoice's own rate and no other (domain.md §2.5 point 8)."""
    cell = _RATE(invoice)
    try:
        rate = read_amount(cell) if cell else _NOTHING
    except BadAmount as bad:
        problems.append(error(row, "rate", bad.code, cell=bad.cell))
        return None
    source, target = (read_currency(text)[0] if text else "" for text in (_RATE_FROM(invoice), _RATE_TO(invoice)))
    is_swapped = source == HOME_CURRENCY and target == currency
    if rate == 0 or not (is_swapped or (source in ("", currency) and target in ("", HOME_CURRENCY))):
        problems.append(error(row, "rate", "rate_missing", currency=currency))
    elif rate < 0:
        problems.append(error(row, "rate", "rate_not_positive", cell=cell))
    elif rate > HIGHEST_RATE:
        problems.append(error(row, "rate", "rate_too_high", cell=cell))
    elif is_swapped and rate < 1:
        problems.append(error(row, "rate", "rate_unclear", cell=cell, currency=currency))
    else:
        if is_swapped:
            problems.append(warning(row, "rate", "rate_swapped", cell=cell, currency=currency))
        if rate == 1:
            problems.append(warning(row, "rate", "rate_is_one", currency=currency))
        return rate
    return None
