"""Why one document has two amounts: what the two figures themselves say (domain.md §2.4, §2.6).

Only relations that hold to the kuruş are named. Where two of them do, the more usual one is; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from services.responses.domain.differences.documents import Booked
from services.responses.domain.differences.reasons import Book, Cause, Reason
from shared.money import TRY

ROUNDED_UP_TO = 5
"""Kuruş: so far apart do two honest roundings of one document's lines lie."""
_MANY_LINES = 2
"""Kuruş by which a tax that was rounded line by line may miss the one of the whole amount."""
_SMALL = 2_000
"""Below so many kuruş nearly any two amounts stand in some usual relation; only exact ones count."""
_NEW_RATES_FROM = date(2023, 7, 10)
_RATES, _OLD_RATES = (20, 10, 1), (18, 8, 1)
_WITHHELD_TENTHS = (9, 7, 5, 4, 3, 2)
_DISCOUNTS = frozenset((10, 15, 20, 25, 30, 40, 50, 60, 70, 75, 80, 100, 120, 125, 150, 200, 250, 300, 350, 400, 500))
"""In tenths of a percent."""
_RATES_APART = 4
"""Exchange rates of two books differ by no more than one part in so many."""


def certain(ours: Booked, theirs: Booked) -> Cause | None:
    """Rounding, KDV inside, withholding, one foreign amount at two rates: relations that hardly come about by chance."""
    if ours.kurus * theirs.kurus <= 0:
        return None
    here, there = _comparable(ours, theirs)
    if here == there:
        return Cause(Reason.FX_RATE)
    if abs(here - there) <= ROUNDED_UP_TO:
        return Cause(Reason.ROUNDING)
    return _tax(abs(here), abs(there), ours.date)


def likely(ours: Booked, theirs: Booked) -> Cause | None:
    """Another exchange rate, a discount, digits exchanged."""
    if ours.kurus * theirs.kurus <= 0:
        return None
    if _is_rate(ours, theirs):
        return Cause(Reason.FX_RATE)
    here, there = map(abs, _comparable(ours, theirs))
    return _discount(here, there) or (Cause(Reason.TYPING) if _mistyped(here, there) else None)


def _comparable(ours: Booked, theirs: Booked) -> tuple[int, int]:
    """Both in the foreign currency where both say it: then their rates do not disturb."""
    if ours.currency == theirs.currency != TRY and ours.original_minor and theirs.original_minor:
        return ours.original_minor, theirs.original_minor
    return ours.kurus, theirs.kurus


def _tax(here: int, there: int, day: date) -> Cause | None:
    smaller, larger = sorted((here, there))
    factors = _factors(day >= _NEW_RATES_FROM)
    near: Iterable[int] = factors
    if smaller >= _SMALL:
        thousandths = larger * 1000 // smaller
        near = [times for times in (thousandths, thousandths + 1, thousandths - 1) if times in factors]
    roughly: Cause | None = None
    for times in near:
        reason, percent, part = factors[times]
        cause = Cause(reason, Book.HERE if here > there else Book.THERE, percent, part)
        off = abs(larger * 1000 - smaller * times)
        if 2 * off <= 1000:
            return cause
        if roughly is None and smaller >= _SMALL and off <= _MANY_LINES * 1000:
            roughly = cause
    return roughly


@lru_cache(maxsize=2)
def _factors(new_rates: bool) -> Mapping[int, tuple[Reason, str, str]]:
    """By how many thousandths the larger amount is of the smaller one; KDV inside counts before a part of it withheld."""
    rates = _RATES if new_rates else _OLD_RATES
    factors = {1000 + 10 * rate: (Reason.VAT_INCLUSIVE, str(rate), "") for rate in rates}
    for rate in rates:
        for tenths in _WITHHELD_TENTHS:
            factors.setdefault(1000 + rate * (10 - tenths), (Reason.WITHHOLDING, str(rate), f"{tenths}/10"))
    return factors


def _is_rate(ours: Booked, theirs: Booked) -> bool:
    if ours.currency == TRY and theirs.currency == TRY:
        return False
    if theirs.kurus == ours.original_minor or ours.kurus == theirs.original_minor:
        return True  # booked as if one unit of it were one lira
    smaller, larger = sorted((abs(ours.kurus), abs(theirs.kurus)))
    return (larger - smaller) * _RATES_APART <= larger


def _discount(here: int, there: int) -> Cause | None:
    smaller, larger = sorted((here, there))
    within = 500 if larger < 5 * _SMALL else 1000
    thousandths = (larger - smaller) * 1000 // larger
    for tenths in (thousandths, thousandths + 1):
        if tenths in _DISCOUNTS and abs(larger * (1000 - tenths) - smaller * 1000) <= within:
            return Cause(Reason.DISCOUNT, Book.HERE if here < there else Book.THERE, f"{tenths / 10:g}")
    return None


def _mistyped(here: int, there: int) -> bool:
    """Two neighbouring digits exchanged, or ten or a hundred times the amount."""
    smaller, larger = sorted((here, there))
    if larger in (10 * smaller, 100 * smaller):
        return True
    if (larger - smaller) % 9:
        return False  # exchanging two digits changes a number by a multiple of nine
    one, other = str(here), str(there)
    if len(one) != len(other):
        return False
    differing = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(differing) != 2 or differing[1] != differing[0] + 1:
        return False
    first, second = differing
    return one[first] == other[second] and one[second] == other[first]
