"""Amounts, dates and periods as people write them; the same on the console, in the mail and on the page.

`1.234.567,89 TL` in Turkish; the number comes from Babel, the label from a small map, because Babel prints `₺` for TRY
(user-experience.md §3.5).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from shared.clock import ISTANBUL
from shared.money import TRY, Money, from_minor

_LABELS = {"tr": {TRY: "TL"}}


def _locale(language: str) -> str:
    # Arabic text keeps Latin digits: they have to be compared with a ledger.
    return {"ar": "ar", "en": "en_GB"}.get(language, language)


def number(amount: Decimal, language: str) -> str:
    """`1.234,56`: always two places."""
    return format_decimal(amount, format="#,##0.00", locale=_locale(language))


def money(value: Money, language: str) -> str:
    """`1.234,56 TL`; other currencies with their code."""
    label = _LABELS.get(language, {}).get(value.currency, value.currency)
    return f"{number(value.amount, language)} {label}"


def minor(amount: int, language: str, currency: str = TRY) -> str:
    """The same for an amount in kuruş."""
    return money(Money(amount=from_minor(amount), currency=currency), language)


def count(value: int, language: str) -> str:
    return format_decimal(value, format="#,##0", locale=_locale(language))


def day(value: date) -> str:
    """`31.10.2026`, the same everywhere."""
    return f"{value:%d.%m.%Y}"


def long_day(value: date, language: str) -> str:
    """`13 Kasım 2026 Cuma`."""
    pattern = "d MMMM y EEEE" if language == "tr" else "EEEE, d MMMM y"
    return format_date(value, pattern, locale=_locale(language))


def moment(value: datetime) -> str:
    """`12.11.2026 14.05` in Istanbul time."""
    return f"{value.astimezone(ISTANBUL):%d.%m.%Y %H.%M}"


def period(value: str, language: str) -> str:
    """`2026-10` → `Ekim 2026`."""
    year, month = value.split("-")
    return format_date(date(int(year), int(month), 1), "LLLL y", locale=_locale(language))
