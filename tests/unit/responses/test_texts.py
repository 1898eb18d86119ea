"""Every text of the public page is in the catalogue of every language, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from services.responses.public import renderer

FOLDER = Path(renderer.__file__).parent
METHODS = [("templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
OPTIONS = {"templates/**.html": {"extensions": "jinja2.ext.i18n", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}


def _used() -> set[str]:
    found = extract_from_dir(str(FOLDER), method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS)
    return {message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in found}


@pytest.mark.parametrize("language", renderer.LANGUAGES)
def test_catalogue_is_complete(language: str) -> None:
    with (FOLDER / "translations" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    entries = {(m.id[0] if isinstance(m.id, tuple) else m.id): m for m in catalogue if m.id}
    assert entries.keys() == _used()
    for message in entries.values():
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), message.id
        assert not message.fuzzy
        wanted = set(re.findall(r"%\(\w+\)s", str(message.id)))
        assert len(texts) == (catalogue.num_plurals if isinstance(message.id, tuple) else 1), message.id
        for text in texts:
            assert set(re.findall(r"%\(\w+\)s", str(text))) <= wanted, message.id


def test_there_is_a_catalogue_for_every_language_and_no_other() -> None:
    assert {path.stem for path in (FOLDER / "translations").glob("*.po")} == set(renderer.LANGUAGES)
    assert set(renderer.LANGUAGES) == {"tr", "en", "de", "ar"}


def test_templates_hold_no_style_and_no_script() -> None:
    for template in (FOLDER / "templates").rglob("*.html"):
        assert not re.search(r"<script|style=|\son\w+=|https?://", template.read_text()), template.name
