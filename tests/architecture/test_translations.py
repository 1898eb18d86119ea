"""Whatever a person reads exists in Turkish, in full and without doubts; and every marked text is in the catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted((ROOT / "services").rglob("*.po")) + sorted((ROOT / "shared").rglob("*.po"))


def load(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CATALOGUES, ids=name)
def test_a_catalogue_has_no_gap_and_no_doubt(path: Path) -> None:
    catalogue = load(path)
    if path.stem == "en":
        return  # message ids are the English text
    gaps = [message.id for message in catalogue if message.id and (message.fuzzy or not message.string)]
    assert gaps == []
    assert len(catalogue) > 0


@pytest.mark.parametrize("path", CATALOGUES, ids=name)
def test_no_text_is_translated_twice(path: Path) -> None:
    """Of two translations the last one would be taken, whoever wrote it; two branches that add the same text bring that about."""
    ids = re.findall(r'^((?:msgctxt .*\n)?msgid (?:".*"\n)+)', path.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(ids) == len(load(path)) + 1
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("path", [path for path in CATALOGUES if path.stem != "en"], ids=name)
def test_placeholders_are_the_same_in_both_languages(path: Path) -> None:
    holder = re.compile(r"%\(\w+\)s|\{\w*\}|%[sd]")
    different = []
    for message in load(path):
        if not message.id:
            continue
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        translated = [message.string or ""] if isinstance(message.string, (str, type(None))) else list(message.string)
        wanted = {placeholder for text in originals for placeholder in holder.findall(text)}
        used = {placeholder for text in translated for placeholder in holder.findall(text)}
        if not used <= wanted:
            different.append(message.id)
    assert different == []


@pytest.mark.parametrize("folder", sorted({path.parent for path in CATALOGUES}), ids=name)
def test_every_text_of_a_template_is_in_its_catalogue(folder: Path) -> None:
    used = {
        message if isinstance(message, str) else message[0]
        for _, _, message, _, _ in extract_from_dir(
            folder.parent,
            method_map=[("**.html", "jinja2"), ("**.txt", "jinja2")],
            options_map={"**.html": {"encoding": "utf-8", "silent": "false"}},
            # What has catalogues of its own is looked at with those.
            directory_filter=lambda path: (
                Path(path).name not in {"vendor", "static"} and not (Path(path) / "translations").is_dir()
            ),
        )
        if message
    }
    for path in folder.glob("*.po"):
        known = {message.id if isinstance(message.id, str) else message.id[0] for message in load(path)}
        assert used - known == set(), path.stem


def test_there_are_catalogues() -> None:
    assert {path.parts[len(ROOT.parts) + 1] for path in CATALOGUES} >= {"campaign", "mailer", "responses"}
