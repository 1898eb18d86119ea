"""A company's own text in a letter: a fixed list of placeholders between its words, and nothing that is carried out.

No template engine ever sees these texts. They are cut at the placeholders; everything between stays text, or the few tags
that `nh3` lets through (mailer.md §5.3). What was typed wrongly is named before it is saved (`own_text_check`); what is kept
is cleaned again whenever a letter is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise

import nh3
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

TAGS = frozenset({"b", "i", "p", "br", "ul", "li", "a"})
BLOCKS = ("p", "ul", "li")

_BY_NAME = {**{name: name for name in PLACEHOLDERS}, **{turkish: name for name, turkish in PLACEHOLDERS.items()}}
PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_IN_A_TAG = re.compile(r"<[^>]*\{\{[^>]*>")
_BLOCK = re.compile(r"<(?:p|ul|li|br)\b")
_AFTER_A_BLOCK, _BEFORE_A_BLOCK = re.compile(r"</?(?:p|ul|li|br)\b[^>]*>$"), re.compile(r"</?(?:p|ul|li|br)\b")
_GAPS = re.compile(r"\n{3,}")


def known_placeholder(name: str) -> bool:
    return name in _BY_NAME


@dataclass(frozen=True, slots=True)
class OwnText:
    """One text, cut at its placeholders, as HTML and as plain text."""

    html_parts: tuple[str, ...] = ()
    text_parts: tuple[str, ...] = ()

    def html(self, values: Mapping[str, str]) -> Markup:
        """`values`: by English name, not yet escaped; each keeps its own direction, as names do elsewhere in a letter."""
        parts = (f"<bdi>{escaped(values[_BY_NAME[p]])}</bdi>" if i % 2 else p for i, p in enumerate(self.html_parts))
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
NAMES = ("greeting", "introduction", "closing", "signature")


def make(source: str, styled: Callable[[str], str]) -> OwnText:
    """The text as letters take it; `styled` gives a fragment of HTML the letter's styles."""
    clean = sanitised(source)
    if not clean:
        return OwnText()
    return OwnText(_cut(styled(clean)), _cut(plain(clean)))


def sanitised(source: str) -> str:
    """Nothing but the allowed tags and https links; line breaks as they were typed."""
    clean = nh3.clean(
        _with_breaks(source.strip()),
        tags=set(TAGS),
        attributes={"a": {"href"}},
        url_schemes={"https"},
        link_rel=None,
    ).strip()
    # A placeholder in an address would let a value decide where a link leads.
    clean = _IN_A_TAG.sub("", clean)
    return clean if not clean or _BLOCK.match(clean) else f"<p>{clean}</p>"


def _with_breaks(source: str) -> str:
    lines = [line.rstrip() for line in source.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    joined = [lines[0]]
    for before, line in pairwise(lines):
        joined.append("" if _AFTER_A_BLOCK.search(before) or _BEFORE_A_BLOCK.match(line) else "<br>")
        joined.append(line)
    return "".join(joined)


def _cut(text: str) -> tuple[str, ...]:
    # A name that is not on the list cannot be filled in: it stays the text that it is.
    return tuple(PLACEHOLDER.split(text)) if all(map(known_placeholder, PLACEHOLDER.findall(text))) else (text,)


class _Plain(HTMLParser):
    """The text of allowed tags: paragraphs and lines as lines, points with a dash, links with their address."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "a":
            self._address = dict(attrs).get("href") or ""
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._address:
            self.parts.append(f" ({self._address})")
            self._address = ""
        elif tag in ("p", "ul"):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain(clean: str) -> str:
    """What `sanitised` returned, without its tags."""
    reader = _Plain()
    reader.feed(clean)
    reader.close()
    return _GAPS.sub("\n\n", "".join(reader.parts)).strip()
