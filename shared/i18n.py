"""What a person reads, in the person's language: gettext catalogues, English message ids, read from the `.po` files themselves.

A message without translation is shown in English rather than not at all; a test refuses catalogues with gaps.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

RIGHT_TO_LEFT = frozenset({"ar"})


def direction(language: str) -> str:
    """`rtl` or `ltr`: what `dir` says of a text in this language."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


class Translations:
    """The catalogues of one part of the product: `<folder>/<language>.po`."""

    def __init__(self, folder: Path, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)
        self._catalogues: Mapping[str, gettext.NullTranslations] = {
            language: _load(folder / f"{language}.po", language) for language in languages
        }

    def get(self, language: str) -> gettext.NullTranslations:
        """The catalogue of a language, or of the first one that we have."""
        return self._catalogues.get(language) or self._catalogues[self.languages[0]]

    def choose(self, *wishes: str | None) -> str:
        """The first of the wished languages that we have; each wish is a tag or an Accept-Language header."""
        for wish in wishes:
            for part in (wish or "").split(","):
                language = part.split(";")[0].strip().split("-")[0].lower()
                if language in self._catalogues:
                    return language
        return self.languages[0]


@cache
def _load(path: Path, language: str) -> gettext.NullTranslations:
    """A catalogue is read once a process: services and letters share the same ones, and they do not change under way."""
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, charset="utf-8")
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
