"""What all bodies of the aggregator have in common: texts that deceive nobody, amounts that can be kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from shared.money import LARGEST_MINOR, Amount, taken_as
from shared.text import forbidden_character


def _printable(text: str) -> str:
    if (character := forbidden_character(text)) is not None:
        raise ValueError(f"contains the invisible character {character}, which can falsify a text")
    return text


def _not_blank(text: str) -> str:
    # A rule and no form: no description says which characters are blanks at an end.
    if not text:
        raise ValueError("is empty, or nothing but blanks")
    return text


def _kept(amount: Decimal) -> Decimal:
    if abs(amount) * 100 > LARGEST_MINOR:
        raise ValueError("is larger than any amount that can be kept")
    return amount


Printable = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_printable)]
"""One line without characters that deceive: it will stand in mails and on pages."""
Said = Annotated[Printable, AfterValidator(_not_blank), Field(json_schema_extra={"minLength": 1})]
"""Of which something is left without the blanks around it."""
Code = Annotated[Said, StringConstraints(max_length=50)]
KeptAmount = Annotated[
    Amount, AfterValidator(_kept), taken_as(r"^-?[0-9]{1,13}(\.[0-9]+)?$", -LARGEST_MINOR // 100, LARGEST_MINOR // 100)
]


class Body(BaseModel):
    """What comes in: unknown fields are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
