"""Renders templates in the visitor's language; a whole page, or only the block that a script asked for."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.campaign.console import import_words, wording
from services.campaign.console.headers import PAGE_HEADERS
from services.campaign.console.lists import PAGE_SIZES
from services.campaign.console.static_files import StaticFiles
from shared import formats
from shared.contracts.values import Owing
from shared.i18n import Translations
from shared.money import from_minor
from shared.text import Counted

FOLDER = Path(__file__).parent
LANGUAGES = ("tr", "en")
THEMES = ("system", "light", "dark")
LANGUAGE_COOKIE, THEME_COOKIE = "language", "theme"


@dataclass(frozen=True, slots=True)
class Flash:
    """One sentence about what the last action did; `kind` is `success`, `warning`, `danger` or `info`."""

    kind: str
    text: str


class Pages:
    """The templates in every language."""

    def __init__(self, static: StaticFiles) -> None:
        self.static = static
        self.translations = Translations(FOLDER / "translations", LANGUAGES)
        self._environments = {language: self._environment(language) for language in LANGUAGES}

    def _environment(self, language: str) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=["jinja2.ext.i18n"],
        )
        catalogue = self.translations.get(language)
        environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
        environment.filters |= {
            "amount": partial(_amount, language=language),
            "count": partial(formats.count, language=language),
            "day": formats.day,
            "lira": partial(_lira, language=language),
            "long_day": partial(formats.long_day, language=language),
            "moment": formats.moment,
            "owing": Owing.of,
            "places": partial(_places, language=language),
            "period": partial(formats.period, language=language),
            "say": lambda text: catalogue.gettext(text) if text else "",
        }
        environment.globals |= {"wording": wording, "words": import_words, "page_sizes": PAGE_SIZES}
        return environment

    def text(self, language: str, message: str | Counted, **values: Any) -> str:
        """A marked message in a language, with its values; `count` chooses the form of one that says how many."""
        catalogue = self.translations.get(language)
        if isinstance(message, Counted):
            return message.of(values["count"], catalogue) % values
        translated = catalogue.gettext(message)
        return translated % values if values else translated

    def language(self, request: Request) -> str:
        """The cookie's language, Turkish without one: the screens are Turkish first."""
        return self.translations.choose(request.cookies.get(LANGUAGE_COOKIE), LANGUAGES[0])

    def render(
        self,
        request: Request,
        template: str,
        values: Mapping[str, Any],
        *,
        status: int = 200,
        block: str | None = None,
    ) -> Response:
        """The page with what every page shows; `block` alone when given."""
        language = self.language(request)
        theme = request.cookies.get(THEME_COOKIE, THEMES[0])
        found = self._environments[language].get_template(template)
        context = {
            "language": language,
            "theme": theme if theme in THEMES else THEMES[0],
            "path": partial(path_to, request),
            "say": partial(self.text, language),
            "static": lambda name: f"{_base(request)}/static/{self.static.address(name)}",
            "here": _here(request),
            **values,
        }
        html = found.render(context) if block is None else "".join(found.blocks[block](found.new_context(context)))
        return HTMLResponse(html, status_code=status, headers=dict(PAGE_HEADERS) | {"Vary": "HX-Request, Cookie"})


def _amount(value: Decimal, language: str) -> str:
    return formats.number(value, language)


def _lira(minor: int, language: str) -> str:
    return formats.number(from_minor(minor), language)


def _places(value: Decimal, language: str) -> str:
    """`12,5`: with the places that it has."""
    return formats.exact(value, language)


def _base(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/")


def path_to(request: Request, name: str, /, **params: Any) -> str:
    """The path of a named screen, with whatever prefix a proxy or the host put before the console."""
    # Account codes and keys may hold any character; a path keeps only some of them as they are.
    quoted = {key: quote(value, safe="/:@") if isinstance(value, str) else value for key, value in params.items()}
    # By its name and not through all screens: a list asks for a hundred paths, and each would try every screen before its own.
    return _base(request) + str(request.app.state.screens[name].url_path_for(name, **quoted))


def _here(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def wants_part(request: Request) -> bool:
    """Whether a script asks for a part of the page; going back in the history asks for all of it."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-history-restore-request") != "true"


def own_path(request: Request, wish: str) -> str:
    """`wish` when it is a path of this console, else its front page: nobody is sent elsewhere by a form."""
    base = _base(request) + "/"
    parts = urlsplit(wish)
    plain = not parts.scheme and not parts.netloc and "\\" not in wish and "//" not in parts.path
    return wish if plain and wish.startswith(base) else base


def masked(token: bytes) -> str:
    """A token that differs on every page, so that compression does not give it away (BREACH)."""
    pad = secrets.token_bytes(len(token))
    return (pad + bytes(a ^ b for a, b in zip(pad, token, strict=True))).hex()


def unmasked(text: str) -> bytes:
    """What `masked` hid; empty when it is none of ours."""
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        return b""
    half = len(raw) // 2
    return bytes(a ^ b for a, b in zip(raw[:half], raw[half:], strict=True)) if len(raw) == half * 2 else b""


def csrf_field(token: bytes) -> Markup:
    return Markup('<input type="hidden" name="form_token" value="{}">').format(masked(token))
