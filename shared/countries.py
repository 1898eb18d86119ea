"""Countries by their two letters (ISO 3166-1 alpha-2), as the CLDR's list of territories knows them."""

from __future__ import annotations

from functools import cache

from babel import Locale

_LETTERS = 2
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
"""In the list of territories, yet no countries: unions, parts of the sea, and letters kept for tests."""


@cache
def names(language: str) -> tuple[tuple[str, str], ...]:
    """Every country with its name in a language."""
    # What has digits is a region of the world.
    territories = Locale.parse(language).territories.items()
    return tuple(
        (code, name)
        for code, name in territories
        if len(code) == _LETTERS and code.isalpha() and code not in _NO_COUNTRIES
    )


@cache
def codes() -> frozenset[str]:
    return frozenset(code for code, _ in names("en"))
