"""Reasons for which two books differ, in the words of the operator: "ours" is the company's, "theirs" the counterparty's."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.text import N_

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "missing_here": N_("Only in their books"),
        "missing_there": N_("Only in our books"),
        "duplicate_here": N_("Twice in our books"),
        "duplicate_there": N_("Twice in their books"),
        "month_slip": N_("In another month in their books"),
        "return_side": N_("Return on the other side"),
        "return_netted": N_("Return taken off the invoices"),
        "wrong_side": N_("On different sides"),
        "vat_inclusive": N_("Amount including VAT"),
        "withholding": N_("VAT withholding (tevkifat)"),
        "discount": N_("Discount"),
        "fx_rate": N_("Exchange rate"),
        "rounding": N_("Rounding"),
        "typing": N_("Mistyped amount"),
        "booked_together": N_("Two documents booked as one"),
        "cancelled": N_("Cancelled in their books"),
        "number_differs": N_("Different document numbers"),
        "date_differs": N_("Different dates"),
        "unexplained": N_("Different amounts, cause unknown"),
    }
)
