"""Money without surprises: `Decimal` in code, integer minor units in databases, decimal strings on the wire.

Sums are exact in SQL because they are sums of integers (design §6). Floats are refused, not converted.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

TRY = "TRY"
_MINOR = Decimal(100)
_CENT = Decimal("0.01")
# BIGINT kuruş: far above any ledger, far below where a sum of a million of them would overflow.
LARGEST_MINOR = 10**15


def round_minor(amount: Decimal) -> Decimal:
    """Two places, half up: how a single document is rounded (design §6)."""
    return amount.quantize(_CENT, rounding=ROUND_HALF_UP)


def to_minor(amount: Decimal) -> int:
    """Kuruş of an amount with at most two places; more places are an error, never rounded silently."""
    minor = amount * _MINOR
    whole = int(minor)
    if minor != whole:
        raise ValueError(f"{amount} has more than two decimal places")
    if abs(whole) > LARGEST_MINOR:
        raise ValueError(f"{amount} is larger than any amount this system keeps")
    return whole


def from_minor(minor: int) -> Decimal:
    """The amount of so many kuruş, always with two places."""
    return Decimal(minor).scaleb(-2)


def _no_float(value: object) -> object:
    if isinstance(value, float):
        raise ValueError("amounts travel as decimal strings, not as floating point numbers")
    return value


Amount = Annotated[
    Decimal,
    BeforeValidator(_no_float),
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str, when_used="json"),
]
"""A decimal amount in pydantic models: read from a string or integer, written as a string with two places."""


class Money(BaseModel):
    """An amount with its currency, as it travels: `{"amount": "1234.56", "currency": "TRY"}`."""

    model_config = ConfigDict(frozen=True)

    amount: Amount
    currency: str = TRY

    @classmethod
    def of_minor(cls, minor: int, currency: str = TRY) -> Money:
        return _of_minor(minor, currency)

    @property
    def minor(self) -> int:
        return to_minor(self.amount)


@lru_cache(maxsize=4096)
def _of_minor(minor: int, currency: str) -> Money:
    """Nobody can change an amount, so those that come again and again, zero before all, are made once."""
    return Money(amount=from_minor(minor), currency=currency)
