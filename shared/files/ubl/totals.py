"""What the sums of an electronic invoice (UBL-TR) mean: which number is "KDV hariç", and what its type says.

Protects figures: the base is never the amount to pay, and a base on which the invoice's own numbers do not agree can be told
(domain.md §2.5, §5.2).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from shared.money import round_minor
from shared.text import fold

AGREE_WITHIN = Decimal("0.05")
"""Candidates that lie no further apart are one number, rounded differently."""

KDV = "0015"
WITHHOLDINGS = frozenset({"0003", "0011", "0021", "0022", "9015", "4171"})
"""Taxes that the buyer keeps back (income and corporate tax, KDV, ÖTV): no part of what was sold."""

SPECIAL_BASE = "OZELMATRAH"
_PLAIN_TYPES = frozenset(
    {
        "SATIS", "TEVKIFAT", "ISTISNA", SPECIAL_BASE, "IHRACKAYITLI", "SGK", "KOMISYONCU", "HKSSATIS", "HKSKOMISYONCU",
        "KONAKLAMAVERGISI", "SARJ", "SARJANLIK", "TEKNOLOJIDESTEK", "YTBSATIS", "YTBISTISNA", "YTBTEVKIFAT",
    }
)  # fmt: skip
_RETURN_TYPES = frozenset({"IADE", "TEVKIFATIADE", "YTBIADE", "YTBTEVKIFATIADE"})


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums an invoice states, in its own currency. None: the invoice does not say.

    `kdv_base` is None where no KDV is listed, which is not the same as a base of nothing.
    """

    inclusive: Decimal | None = None
    exclusive: Decimal | None = None
    lines: Decimal | None = None
    allowances: Decimal = Decimal(0)
    charges: Decimal = Decimal(0)
    kdv: Decimal = Decimal(0)
    kdv_base: Decimal | None = None
    other_taxes: Decimal = Decimal(0)
    withheld: Decimal = Decimal(0)
    """KDV that the buyer pays to the tax office itself (tevkifat)."""


@dataclass(frozen=True, slots=True)
class Base:
    """The KDV-exclusive amount and every way to read it.

    `candidates`: A TaxExclusiveAmount, B the base of the KDV, C lines less allowances plus charges, D total less KDV.
    """

    amount: Decimal
    candidates: Mapping[str, Decimal]
    chosen: str

    def __neg__(self) -> Base:
        return Base(-self.amount, {name: -amount for name, amount in self.candidates.items()}, self.chosen)

    @property
    def is_disputed(self) -> bool:
        return max(self.candidates.values()) - min(self.candidates.values()) > AGREE_WITHIN

    @property
    def alternatives(self) -> str:
        """The candidates as JSON where they differ, else empty."""
        if not self.is_disputed:
            return ""
        return json.dumps({name: f"{amount:.2f}" for name, amount in self.candidates.items()}, separators=(",", ":"))


def base_of(totals: Totals) -> Base | None:
    """D, the total with KDV less the KDV; without a total the best of what is stated; None when nothing is (§5.2)."""
    candidates: dict[str, Decimal] = {}
    if totals.exclusive is not None:
        candidates["A"] = round_minor(totals.exclusive)
    if totals.kdv_base is not None:
        candidates["B"] = round_minor(totals.kdv_base)
    if totals.lines is not None:
        candidates["C"] = round_minor(totals.lines - totals.allowances + totals.charges)
    if totals.inclusive is not None:
        candidates["D"] = round_minor(_before_withholding(totals) - totals.kdv)
    for name in ("D", "B", "A", "C"):
        if name in candidates:
            return Base(candidates[name], candidates, name)
    return None


def _before_withholding(totals: Totals) -> Decimal:
    """The total before KDV was withheld. Some programs write it after; then it misses the base by exactly what was withheld."""
    inclusive = totals.inclusive or Decimal(0)
    if totals.withheld and totals.exclusive is not None:
        missing = totals.exclusive + totals.other_taxes - (inclusive - totals.kdv)
        if abs(missing - totals.withheld) <= AGREE_WITHIN:
            return inclusive + totals.withheld
    return inclusive


def type_code_of(text: str) -> str:
    """The type as the code list writes it: `İade ` is `IADE`, `OZEL_MATRAH` is `OZELMATRAH`."""
    return text if text in _PLAIN_TYPES else fold(text).upper().replace("_", "").replace(" ", "")


def is_return_type(type_code: str) -> bool:
    return type_code in _RETURN_TYPES


def is_known_type(type_code: str) -> bool:
    return type_code in _PLAIN_TYPES or type_code in _RETURN_TYPES
