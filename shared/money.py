"""Money without surprises: `Decimal` in code, integer minor units in databases, decimal strings on the wire.

Sums are exact in SQL because they are sums of integers (design §6). Floats are refused, not converted.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

TRY = "TRY"
_MINOR = Decimal(100)
_CENT = Decimal("0.01")
# BIGINT kuruş: far above any ledger, far below where a sum of a million of them would overflow.
LARGEST_MINOR = 10**15
_NO_FLOAT = "amounts travel as decimal strings, not as floating point numbers"


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
        raise ValueError(_NO_FLOAT)
    return value


Amount = Annotated[
    Decimal,
    BeforeValidator(_no_float),
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str, when_used="json"),
]
"""A decimal amount in pydantic models: read from a string or integer, written as a string with two places."""


def taken_as(pattern: str, least: int, most: int) -> WithJsonSchema:
    """How a description of an API says what of an `Amount` is taken: an integer, or a text of this pattern."""
    integer = {"type": "integer", "minimum": least, "maximum": most}
    return WithJsonSchema({"anyOf": [integer, {"type": "string", "pattern": pattern}]}, mode="validation")


Lira = Annotated[
    Amount,
    Field(ge=0, le=from_minor(LARGEST_MINOR), decimal_places=2),
    taken_as(r"^[0-9]{1,13}(\.[0-9]{1,2})?$", 0, LARGEST_MINOR // 100),
]
"""What somebody sets in TRY: not below zero, and no larger than what can be kept."""


class _OfMoney:
    """The same for `Money`, of which an event holds dozens: what comes as JSON is read without calling Python."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        decimal = core_schema.decimal_schema()
        text_or_integer = core_schema.union_schema(
            [core_schema.str_schema(strict=True), core_schema.int_schema(strict=True)],
            custom_error_type="amount_as_text",
            custom_error_message=_NO_FLOAT,
        )
        return core_schema.json_or_python_schema(
            json_schema=core_schema.chain_schema([text_or_integer, decimal]),
            python_schema=core_schema.no_info_before_validator_function(_no_float, decimal),
            serialization=core_schema.plain_serializer_function_ser_schema(
                "{:.2f}".format, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        if handler.mode == "serialization":
            return handler(core_schema.str_schema())
        return handler(core_schema.decimal_schema())


class Money(BaseModel):
    """An amount with its currency, as it travels: `{"amount": "1234.56", "currency": "TRY"}`."""

    model_config = ConfigDict(frozen=True)

    amount: Annotated[Decimal, _OfMoney]
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
