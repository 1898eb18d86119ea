"""The templates of one language: compiled, translated, and written in the direction in which it is read.

Styles are inlined into what a template renders to, once per template and variant, and never per mail (mailer.md §2.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from gettext import NullTranslations
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from services.mailer.letters.pieces import Pieces, mark, plain_marks
from shared.i18n import Translations, direction

FOLDER = Path(__file__).parent / "templates"

_NAMES_OF_OTHERS = frozenset({"company", "counterparty", "contact", "who"})
"""Written in whatever script: their own direction, in every language."""
_LATIN = frozenset(
    {
        "tax_number",
        "sales",
        "purchases",
        "reference",
        "shown_url",
        "as_of",
        "amount",
        "in_try",
        "at",
        "fingerprint",
        "code",
        "until",
    }
)
"""Figures and addresses: left to right, also between Arabic words."""
_PARTED = frozenset({"in_try", "at", "until"})
"""Of those the ones that a line of plain text would turn around. What people copy, such as a code, stays without marks."""
_GAPS = re.compile(r"\n{3,}")


class Templates:
    """Turns a template of this language into pieces."""

    def __init__(self, translations: Translations, language: str, origin: str) -> None:
        self.language = language
        self.texts: NullTranslations = translations.get(language)
        self._direction = direction(language)
        start, end = ("right", "left") if self._direction == "rtl" else ("left", "right")
        self._style = (FOLDER / "letter.css").read_text("utf-8").replace("@start", start).replace("@end", end)
        # The style element of the frame stays: it holds what cannot be inlined, dark mode and small screens.
        self._inliner = CSSInliner(
            extra_css=self._style, load_remote_stylesheets=False, inline_style_tags=False, keep_style_tags=True
        )
        self._html, self._text = self._environment(escaping=True), self._environment(escaping=False)
        self._fixed = {"language": language, "direction": self._direction, "end": end}
        self._origin = {True: self.isolated(Markup("{}").format(origin), latin=True), False: origin}

    def html(self, name: str, names: Iterable[str], flags: Mapping[str, object]) -> Pieces:
        """A whole letter."""
        return self._pieces(name, names, flags, markup=True)

    def text(self, name: str, names: Iterable[str], flags: Mapping[str, object]) -> Pieces:
        """Its text twin."""
        return self._pieces(name, names, flags, markup=False)

    def fragment(self, name: str, names: Iterable[str], flags: Mapping[str, object]) -> Pieces:
        """A part of a letter that is filled in by itself."""
        template = self._html.get_template(name)
        return Pieces.of(template, self._context(names, flags, markup=True), self.styled)

    def styled(self, fragment: str) -> str:
        """A part of a letter with the letter's styles."""
        return self._inliner.inline_fragment(fragment, self._style)

    def isolated(self, value: Markup, *, latin: bool) -> Markup:
        """Keep a value's direction from meeting that of the text around it."""
        if latin:
            return Markup('<bdi dir="ltr">{}</bdi>').format(value) if self._direction == "rtl" else value
        return Markup("<bdi>{}</bdi>").format(value)

    def _pieces(self, name: str, names: Iterable[str], flags: Mapping[str, object], *, markup: bool) -> Pieces:
        environment = self._html if markup else self._text
        context = self._context(names, flags, markup=markup)
        return Pieces.of(environment.get_template(name), context, self._inliner.inline if markup else _tidy)

    def _context(self, names: Iterable[str], flags: Mapping[str, object], *, markup: bool) -> dict[str, object]:
        marks: dict[str, object] = {**plain_marks(names)}
        if markup:
            marks["shown_url"] = mark("url")
            for name in marks.keys() & (_NAMES_OF_OTHERS | _LATIN):
                marks[name] = self.isolated(Markup(marks[name]), latin=name in _LATIN)  # noqa: S704  # a mark
            marks |= {"link_open": Markup('<a href="{}">').format(mark("url")), "link_close": Markup("</a>")}
        elif self._direction == "rtl":
            # No element can isolate anything here: the characters do that a `bdi` stands for.
            marks |= {name: f"\u2068{marks[name]}\u2069" for name in marks.keys() & _NAMES_OF_OTHERS}
            marks |= {name: f"\u2066{marks[name]}\u2069" for name in marks.keys() & _PARTED}
        return {**marks, **self._fixed, "origin": self._origin[markup], **flags}

    def _environment(self, *, escaping: bool) -> SandboxedEnvironment:
        environment = SandboxedEnvironment(
            loader=FileSystemLoader(FOLDER),
            autoescape=escaping,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.install_gettext_translations(self.texts, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
        return environment


def _tidy(text: str) -> str:
    return _GAPS.sub("\n\n", text).strip("\n") + "\n"
