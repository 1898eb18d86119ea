"""The sums that an invoice states: its totals, its KDV, its other taxes.

`PayableAmount` is never read: withholdings, prepayments and rounding are in it (domain.md §5.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from shared.files.ubl.elements import Element, nodes_at, shown, text_at
from shared.files.ubl.totals import KDV, WITHHOLDINGS, Totals
from shared.files.words import read_currency
from shared.money import LARGEST_MINOR
from shared.text import fold

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
        if currency != currency_written and currency and not is_same_currency(currency, currency_written):
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


def is_same_currency(one: str, other: str) -> bool:
    return read_currency(one)[0] == read_currency(other)[0]
