"""Values as they travel: what pydantic would guess from less is refused, so that what is published is what is taken."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Strict

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _day(value: Any) -> Any:
    if (isinstance(value, str) and not _DAY.fullmatch(value)) or isinstance(value, int | float):
        raise ValueError("write a day like 2026-11-30")
    return value


Day = Annotated[date, BeforeValidator(_day)]
"""`2026-11-30`; numbers are no days, although a library may count them from 1970."""

Truth = Annotated[bool, Strict()]
"""`true` and `false` in a body are neither 0, 1 nor `"yes"`."""


def _numeric(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("is true or false, where a number is asked for")
    if isinstance(value, str):
        raise ValueError("is a text, where a number is asked for: leave out the quotes")
    return value


NUMERIC = BeforeValidator(_numeric)
"""For a number in a body that has bounds, which have to stand before it: `Annotated[int, Field(ge=0), NUMERIC]`."""
Number = Annotated[int, NUMERIC]
"""And they are no numbers, nor is a text one."""


def _no_number(value: Any) -> Any:
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return value
        raise ValueError("is a number; a moment is written like 2026-11-27T09:30:00Z")
    return value


Moment = Annotated[datetime, BeforeValidator(_no_number)]
"""A date and a time in an address, and not a number, which would be read as seconds since 1970."""

_HALF = re.compile("[\ud800-\udfff]")


def can_be_kept(value: Any) -> Any:
    """Refuse what JSON can name, no database takes and nobody means; in a list of texts too."""
    for text in value if isinstance(value, list) else [value]:
        if isinstance(text, str) and ("\0" in text or _HALF.search(text)):
            raise ValueError("contains U+0000 or half a character, which no text has")
    return value
