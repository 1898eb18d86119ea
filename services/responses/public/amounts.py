"""Amounts as people type them into the form, read by the rule of all files: an ambiguous one is refused with both readings,
never guessed (design §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from services.responses.public.problems import Problem
from shared import formats
from shared.files.numbers import NotANumber, NumberReading, currency_word, decide_number_reading, read_number
from shared.files.problems import AmbiguousNumberColumn, MixedNumberColumn
from shared.money import TRY, Money, to_minor
from shared.text import N_

LONGEST_AMOUNT = 40


@dataclass(frozen=True, slots=True)
class Typed:
    """One field of an amount, and the currency that it is in."""

    name: str
    text: str
    currency: str = TRY


def read_amounts(typed: list[Typed], language: str) -> tuple[Mapping[str, int], list[Problem]]:
    """Minor units by field. All amounts of a form are one column: whoever writes `12,50` in one field means `1.234` in another
    as a thousand."""
    found: dict[str, int] = {}
    try:
        reading = decide_number_reading("amount", [one.text for one in typed])
    except AmbiguousNumberColumn:
        return found, [_ambiguous(one, language) for one in typed if _two_readings(one.text)]
    except MixedNumberColumn:
        message = N_("The amounts are written in different ways. Write all of them like %(example)s.")
        return found, [Problem(one.name, message, _example(language)) for one in typed[:1]]
    problems: list[Problem] = []
    for one in typed:
        try:
            value = read_number(one.text, reading) if len(one.text) <= LONGEST_AMOUNT else None
            if value is None or value < 0 or (currency_word(one.text) or one.currency) != one.currency:
                raise NotANumber(one.text)
            found[one.name] = to_minor(value)
        except ValueError:
            problems.append(_no_amount(one, language))
    return found, problems


def _no_amount(one: Typed, language: str) -> Problem:
    if one.currency == TRY:
        return Problem(one.name, N_("Write the amount in TRY like %(example)s."), _example(language))
    message = N_("Write the amount in %(currency)s like %(example)s.")
    return Problem(one.name, message, {"currency": one.currency, **_example(language)})


def _example(language: str) -> dict[str, object]:
    return {"example": formats.number(Decimal("1234.56"), language)}


def _two_readings(text: str) -> bool:
    try:
        return len({read_number(text, reading) for reading in NumberReading}) == 2
    except NotANumber:
        return False


def _ambiguous(one: Typed, language: str) -> Problem:
    large, small = sorted((read_number(one.text, reading) for reading in NumberReading), reverse=True)
    message = N_(
        "“%(text)s” can be read as %(large)s or as %(small)s. Write it with two decimals, for example %(example)s."
    )
    values = {
        "text": one.text,
        "large": formats.money(Money(amount=large, currency=one.currency), language),
        # All decimals of the small reading: rounding them would hide the difference.
        "small": formats.exact(small, language),
        "example": formats.number(large, language),
    }
    return Problem(one.name, message, values)
