"""Amounts, dates and periods as people write them; the same on the console, in the mail and on the page.

`1.234.567,89 TL` in Turkish; the label comes from a small map, because Babel prints `₺` for TRY (user-experience.md §3.5).
Numbers are written as Babel writes them (a test compares), without its going through the pattern for each of them.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date

from shared.clock import ISTANBUL, read_in
from shared.money import TRY, Money, from_minor

_LABELS = {"tr": {TRY: "TL"}}


_LONG_DAY = {"tr": "d MMMM y EEEE", "de": "EEEE, d. MMMM y", "ar": "EEEE، d MMMM y"}


def _locale(language: str) -> str:
    return "en_GB" if language == "en" else language


# Arabic text keeps Latin digits, which have to be compared with a ledger, and a minus without invisible marks.
_POINTS_FIRST = frozenset({"tr", "de"})
_EXCHANGED = str.maketrans(",.", ".,")


def _separated(text: str, language: str) -> str:
    return text.translate(_EXCHANGED) if language in _POINTS_FIRST else text


def number(amount: Decimal, language: str) -> str:
    """`1.234,56`: always two places."""
    return _separated(f"{amount:,.2f}", language)


def exact(amount: Decimal, language: str) -> str:
    """`1,2345`: with all the places that it has."""
    return _separated(f"{amount:,f}", language)


def money(value: Money, language: str) -> str:
    """`1.234,56 TL`; other currencies with their code."""
    label = _LABELS.get(language, {}).get(value.currency, value.currency)
    return f"{number(value.amount, language)} {label}"


def minor(amount: int, language: str, currency: str = TRY) -> str:
    """The same for an amount in kuruş."""
    return money(Money(amount=from_minor(amount), currency=currency), language)


def count(value: int, language: str) -> str:
    return _separated(f"{value:,}", language)


def day(value: date) -> str:
    """`31.10.2026`, the same everywhere."""
    return f"{value:%d.%m.%Y}"


def long_day(value: date, language: str) -> str:
    """`13 Kasım 2026 Cuma`, `Freitag, 13. November 2026`."""
    return format_date(value, _LONG_DAY.get(language, "EEEE, d MMMM y"), locale=_locale(language))


def moment(value: datetime) -> str:
    """`12.11.2026 14.05` in Istanbul time."""
    return f"{read_in(ISTANBUL, value):%d.%m.%Y %H.%M}"


@lru_cache(maxsize=1000)
def period(value: str, language: str) -> str:
    """`2026-10` → `Ekim 2026`."""
    year, month = value.split("-")
    return format_date(date(int(year), int(month), 1), "LLLL y", locale=_locale(language))
