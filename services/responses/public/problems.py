"""What is wrong at one field of the form, and what is wrong with any text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.text import N_, forbidden_character


@dataclass(frozen=True, slots=True)
class Problem:
    """An English msgid with its values."""

    place: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)


def characters(name: str, text: str, *, longest: int, allow: str = "") -> list[Problem]:
    """Too many of them, or one that cannot be shown."""
    if len(text) > longest:
        return [Problem(name, N_("At most %(most)s characters are possible here."), {"most": longest})]
    bad = forbidden_character(text, allow=allow)
    if bad is None:
        return []
    return [
        Problem(name, N_("The text contains a character that cannot be shown (%(code)s). Delete it."), {"code": bad})
    ]
