"""What a company tells people about their data (KVKK art. 10, "aydınlatma metni"): its own words, in the page's languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.errors import Invalid
from shared.text import forbidden_character, one_kind_of_line_ends

LANGUAGES = ("tr", "en", "de", "ar")
"""Of the page; a reader whose language has no text gets the Turkish one."""

LONGEST = 12_000
"""Characters of one text: four of them travel in one event."""


@dataclass(frozen=True, slots=True)
class InformationText:
    """One version, as it was published."""

    version: int
    texts: Mapping[str, str]
    published_at: datetime
    published_by: str


def checked_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts that say something, in the form that is kept."""
    kept = {language: _tidy(texts.get(language, "")) for language in LANGUAGES}
    for language, text in kept.items():
        character = forbidden_character(text, allow="\n\t")
        if character is not None:
            raise Invalid(
                "The privacy notice ({language}) contains the character {character}. Remove it.",
                code="forbidden_character",
                field=language,
                language=language,
                character=character,
            )
        if len(text) > LONGEST:
            raise Invalid(
                "The privacy notice ({language}) has {length} characters; at most {longest} are kept. Shorten it.",
                code="text_too_long",
                field=language,
                language=language,
                length=len(text),
                longest=LONGEST,
            )
    if not kept["tr"]:
        raise Invalid(
            "The Turkish privacy notice is missing. It is the one that is shown to whose language has none.",
            code="information_text_missing",
            field="tr",
        )
    return {language: text for language, text in kept.items() if text}


def _tidy(text: str) -> str:
    return one_kind_of_line_ends(text).strip()
