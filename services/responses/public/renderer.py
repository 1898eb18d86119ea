"""Templates compiled once per language, and pages that need nothing but a name.

The languages are those whose catalogues are complete; German and Arabic need only a catalogue and an entry in `LANGUAGES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.requests import Request
from starlette.responses import HTMLResponse

from services.responses.public.stylesheet import Stylesheet
from shared.i18n import Translations

LANGUAGES: Mapping[str, str] = {"tr": "Türkçe", "en": "English"}
RIGHT_TO_LEFT = frozenset({"ar"})
_FOLDER = Path(__file__).parent
_PAGES = ("open", "check", "answered", "expired", "withdrawn", "message")


class Renderer:
    """Makes HTML from a page name, a language and its values."""

    def __init__(self, stylesheet: Stylesheet) -> None:
        self.translations = Translations(_FOLDER / "translations", tuple(LANGUAGES))
        self.stylesheet = stylesheet
        self._templates = {language: self._compile(language) for language in LANGUAGES}

    def _compile(self, language: str) -> dict[str, Template]:
        environment = Environment(
            loader=FileSystemLoader(_FOLDER / "templates"),
            extensions=["jinja2.ext.i18n"],
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        catalogue = self.translations.get(language)
        environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]  # by the extension
        environment.globals |= {
            "language": language,
            "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
            "languages": LANGUAGES,
            "stylesheet": self.stylesheet.path,
        }
        return {name: environment.get_template(f"{name}.html") for name in _PAGES}

    def render(
        self, page: str, language: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
    ) -> HTMLResponse:
        html = self._templates[language][page].render(**values)
        return HTMLResponse(html, status_code=status, headers=headers)

    def language(self, request: Request, *wishes: str | None) -> str:
        """The language asked for in the address, else the first wish that we have."""
        return self.translations.choose(request.query_params.get("lang"), *wishes)

    def message(
        self, code: str, request: Request, *, status: int, headers: Mapping[str, str] | None = None
    ) -> HTMLResponse:
        """A page of text alone. It must not depend on the address: unknown and malformed links look the same."""
        language = self.language(request, request.headers.get("accept-language"))
        return self.render("message", language, status=status, headers=headers, code=code)
