"""Countries by name, in the reader's language, Turkey first."""

from __future__ import annotations

from functools import cache

from babel import Locale

from shared.text import fold

HOME = "TR"
_LETTERS = 2


@cache
def names(language: str) -> tuple[tuple[str, str], ...]:
    """(ISO 3166 code, name) for a list to choose from."""
    territories = Locale.parse(language).territories
    # What has digits is a region of the world, not a country.
    known = [(code, name) for code, name in territories.items() if len(code) == _LETTERS and code.isalpha()]
    return tuple(sorted(known, key=lambda one: (one[0] != HOME, fold(one[1]))))
