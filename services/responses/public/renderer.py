"""Templates compiled once and bound to each language, and pages that need nothing but a name.

The languages are those whose catalogues are complete; one more needs only a catalogue and an entry in `LANGUAGES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from services.responses.public.compiled import CompiledTemplates
from services.responses.public.detail_fields import REASONS
from services.responses.public.notice_fields import NOTICES
from services.responses.public.remark_fields import REMARKS
from services.responses.public.stylesheet import Stylesheet
from shared.i18n import Translations, direction
from shared.text import N_

LANGUAGES: Mapping[str, str] = {"tr": "Türkçe", "en": "English", "de": "Deutsch", "ar": "العربية"}
_FOLDER = Path(__file__).parent


def _own(text: str) -> Markup:
    """A name or a text of somebody else: in its own direction, whatever that of the page is."""
    return Markup(f"<bdi>{escape(text)}</bdi>")  # noqa: S704  # what is not ours is escaped


def _left_to_right(text: str) -> Markup:
    """A figure or an address between words that are read from the right."""
    return Markup(f'<bdi dir="ltr">{escape(text)}</bdi>')  # noqa: S704


_SIDES = {
    "sales": N_("Our sales to you (Bs) · in your books: purchases (Ba)"),
    "purchases": N_("Our purchases from you (Ba) · in your books: sales (Bs)"),
}


def _in_whole(label: str) -> Markup:
    """A line may break between the two views of a side, not inside one of them."""
    views = escape(label).split(" · ")
    return Markup(" ").join(
        Markup(f'<span class="whole">{view}{" ·" if place < len(views) else ""}</span>')  # noqa: S704  # escaped above
        for place, view in enumerate(views, start=1)
    )


class Renderer:
    """Makes HTML from a page name, a language and its values."""

    def __init__(self, stylesheet: Stylesheet) -> None:
        self.translations = Translations(_FOLDER / "translations", tuple(LANGUAGES))
        self.stylesheet = stylesheet
        self._messages: dict[tuple[str, str], str] = {}
        self._environments = {language: self._environment(language) for language in LANGUAGES}

    def _environment(self, language: str) -> CompiledTemplates:
        catalogue = self.translations.get(language)
        environment = CompiledTemplates(
            language,
            catalogue,
            loader=FileSystemLoader(_FOLDER / "templates"),
            extensions=["jinja2.ext.i18n"],
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.globals |= {
            "language": language,
            "direction": direction(language),
            "languages": LANGUAGES,
            "stylesheet": self.stylesheet.path,
            "notice_words": NOTICES,
            "reason_words": REASONS,
            "remark_words": REMARKS,
            "side_labels": {name: _in_whole(catalogue.gettext(label)) for name, label in _SIDES.items()},
        }
        environment.filters |= {"own": _own, "figure": _left_to_right if direction(language) == "rtl" else str}
        environment.keep_macros("balances", "causes", "marks", "parts")
        # Now, so that no visitor waits for it and a broken template is noticed at the start.
        for name in environment.list_templates(filter_func=lambda name: "/" not in name):
            environment.get_template(name)
        return environment

    def render(
        self, page: str, language: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
    ) -> HTMLResponse:
        return HTMLResponse(self.html(page, language, **values), status_code=status, headers=headers)

    def html(self, page: str, language: str, **values: Any) -> str:
        return self._environments[language].get_template(f"{page}.html").render(**values)

    def choose(self, *wishes: str | None) -> str:
        """The first wish that we have. Who reads none of ours gets English, who says nothing Turkish: as in the mails."""
        wished = [wish for wish in wishes if wish]
        return self.translations.choose(*wished, "en") if wished else self.translations.choose()

    def language(self, request: Request, *wishes: str | None) -> str:
        """The language asked for in the address, else by `choose`."""
        return self.choose(request.query_params.get("lang"), *wishes)

    def message(
        self, code: str, request: Request, *, status: int, headers: Mapping[str, str] | None = None
    ) -> HTMLResponse:
        """A page of text alone. It must not depend on the address: unknown and malformed links look the same."""
        language = self.language(request, request.headers.get("accept-language"))
        html = self._messages.get((language, code))
        if html is None:
            html = self._messages[language, code] = self.html("message", language, code=code)
        return HTMLResponse(html, status_code=status, headers=headers)

    def invalid(self, request: Request) -> HTMLResponse:
        """What every link gets that opens nothing: guessed, altered, unknown, revoked."""
        return self.message("invalid", request, status=404)
