"""Countries by name, in the reader's language, Turkey first."""

from __future__ import annotations

from functools import cache

from babel import Locale

from shared import countries
from shared.text import fold

HOME = "TR"


@cache
def names(language: str, kept: str = "") -> tuple[tuple[str, str], ...]:
    """(ISO 3166 code, name) for a list to choose from; `kept` stands in it whatever it is, so that saving does not change it."""
    known = dict(countries.names(language))
    if kept:
        known.setdefault(kept, Locale.parse(language).territories.get(kept, kept))
    return tuple(sorted(known.items(), key=lambda one: (one[0] != HOME, fold(one[1]))))
