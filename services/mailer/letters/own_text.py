"""A company's own text in a letter: a fixed list of placeholders between its words, and nothing that is carried out.

No template engine ever sees these texts. They are cut at the placeholders; everything between stays text, or the few tags
that `nh3` lets through (mailer.md §5.3). What a reader of the console typed wrongly is named before it is saved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from services.mailer.letters.pieces import escaped

PLACEHOLDERS: Mapping[str, str] = {
    "counterparty": "cari",
    "recipient": "alici",
    "company": "firma",
    "period": "donem",
    "as_of": "bakiye_tarihi",
    "deadline": "son_gun",
    "reference": "referans",
    "description": "aciklama",
    "contact": "irtibat",
}
"""Each by its English and its Turkish name. No figure and no link: those stand where every reader expects them."""

_BY_NAME = {**{name: name for name in PLACEHOLDERS}, **{turkish: name for name, turkish in PLACEHOLDERS.items()}}
PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")


def placeholder_names(text: str) -> list[str]:
    """The names between double braces, known or not."""
    return PLACEHOLDER.findall(text)


def known_placeholder(name: str) -> bool:
    return name in _BY_NAME


@dataclass(frozen=True, slots=True)
class OwnText:
    """One text, cut at its placeholders, as HTML and as plain text."""

    html_parts: tuple[str, ...] = ()
    text_parts: tuple[str, ...] = ()

    def html(self, values: Mapping[str, str]) -> Markup:
        """`values`: by English name, not yet escaped."""
        parts = (escaped(values[_BY_NAME[p]]) if i % 2 else p for i, p in enumerate(self.html_parts))
        return Markup("".join(parts))  # noqa: S704  # sanitised when it was made, its values escaped here

    def text(self, values: Mapping[str, str]) -> str:
        return "".join(values[_BY_NAME[p]] if i % 2 else p for i, p in enumerate(self.text_parts))


@dataclass(frozen=True, slots=True)
class OwnTexts:
    """The texts of one language; an empty one leaves no trace."""

    greeting: OwnText = OwnText()
    introduction: OwnText = OwnText()
    closing: OwnText = OwnText()
    signature: OwnText = OwnText()


NO_TEXTS = OwnTexts()
