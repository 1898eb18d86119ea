"""What is true of every page: policy, nothing inline, languages, errors as pages, size, speed."""

from __future__ import annotations

import ast
import asyncio
import gzip
import re
import time
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import services.campaign.console as console
from services.campaign import cause_words
from services.campaign.console import import_words
from services.campaign.console.headers import CONTENT_SECURITY_POLICY
from services.campaign.console.static_files import StaticFiles
from shared.errors import ConfigurationError, DomainError
from shared.i18n import Translations
from tests.component.campaign.console.desk import CONSOLE, Desk
from tests.component.campaign.console.test_road import to_the_list

FOLDER = Path(console.__file__).parent
TEMPLATES = sorted((FOLDER / "templates").glob("*.html"))
INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=|<style|javascript:|hx-on|\bjs:|<script(?![^>]*\ssrc=)""", re.IGNORECASE
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_anything_inline(path: Path) -> None:
    assert INLINE.findall(path.read_text()) == []


def test_the_search_for_inline_code_finds_some() -> None:
    for bad in ('<p style="x">', "<b onclick=x>", "<script>", "<a hx-on:click=x>"):
        assert INLINE.search(bad)


@pytest.mark.parametrize("language", ["tr", "en"])
def test_every_text_is_in_both_catalogues(language: str) -> None:
    """Templates, marked texts in Python, words shared with the auditor's package, and all error texts of the service."""
    with (FOLDER / "translations" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    keywords = {"_": None, "N_": None, "ngettext": (1, 2), "NN_": (1, 2)}
    found = extract_from_dir(FOLDER, [("templates/**.html", "jinja2"), ("**.py", "python")], keywords=keywords)
    used = {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found if message}
    used |= {*cause_words.REASONS.values(), *cause_words.RESOLUTIONS.values()} | error_texts()
    known = {entry.id if isinstance(entry.id, str) else entry.id[0] for entry in catalogue if entry.id and entry.string}
    assert used - known == set()
    assert {text for text in known if text} - used == set(), "texts that nobody says any more"


SAYS_HOW_MANY = re.compile(r"%\((\w+)\)d|%\((count|num|total|shown|done|mails|accounts|days|hours)\)s")
ONE_FORM_WILL_DO = {
    "%(shown)s of %(total)s": "no noun",
    "%(shown)s of more than %(total)s": "no noun",
    "%(answered)s of %(count)s answered": "English says it alike of one and of many",
    "and %(count)s more": "English says it alike of one and of many",
    "and %(count)s more; all of them are listed under “Answers”": "English says it alike of one and of many",
    "Continue with all %(shown)s": "no noun",
    "%(count)s h": "an abbreviation",
    "%(count)s min": "an abbreviation",
    "%(count)s days": "shorter times than two days are said in hours",
    "more than %(count)s accounts": "lists are counted up to thousands",
    "The %(shown)s largest of %(count)s.": "only of a list that is longer than is shown",
    "Sum: %(total)s TL": "an amount",
    "Every message is signed with both secrets for %(hours)s hours, so that the receiver can change over without a gap. "
    "The new secret is shown once.": "a constant, more than one",
    "%(who)s has prepared or sent exactly this selection already, at %(at)s (no. %(number)d).": "a number, no count",
}
"""With what makes the plural needless."""


@pytest.mark.parametrize("language", ["tr", "en"])
def test_what_says_how_many_has_a_form_for_one(language: str) -> None:
    """“Send 1 reminders” is no English: whatever names a count has plural forms, or a reason to need none."""
    with (FOLDER / "translations" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    single = {entry.id for entry in catalogue if isinstance(entry.id, str) and SAYS_HOW_MANY.search(entry.id)}
    assert single == ONE_FORM_WILL_DO.keys()
    forms = {entry.id: list(entry.string or ()) for entry in catalogue if not isinstance(entry.id, str)}
    assert [one for one, said in forms.items() if len(said) != catalogue.num_plurals or not all(said)] == []


AMOUNTS = {"tr": re.compile(r"\d,\d{3}\b|like \d+\.\d\d\b"), "en": re.compile(r"\d\.\d{3}\b|\d,\d\d\b")}
"""Written as the other language does."""


@pytest.mark.parametrize("language", ["tr", "en"])
def test_amounts_in_texts_are_written_as_the_language_does(language: str) -> None:
    """Fields read both; an example that looks foreign is a riddle. Only the reader of files speaks of both ways on purpose."""
    with (FOLDER / "translations" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    said = [one.string if isinstance(one.string, str) else " ".join(one.string or ()) for one in catalogue if one.id]
    found = [text for text in said if AMOUNTS[language].search(text) and text not in import_ways(language)]
    assert found == []


def import_ways(language: str) -> set[str]:
    catalogue = Translations(FOLDER / "translations", ("tr", "en")).get(language)
    return {catalogue.gettext(text) for text in import_words.READINGS.values()}


def error_texts() -> set[str]:
    names, todo = set(), [DomainError]
    while todo:
        kind = todo.pop()
        names.add(kind.__name__)
        todo += kind.__subclasses__()
    texts = set()
    for path in FOLDER.parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value != "{text}":
                    texts.add(first.value)
    return texts


async def test_every_page_carries_the_policy(desk: Desk) -> None:
    for path in ("/campaigns", "/nowhere", "/settings/company", "/sign-in"):
        answer = await desk.get(path)
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"


async def test_language_and_theme_are_kept(desk: Desk) -> None:
    page = (await desk.get("/campaigns")).text
    assert '<html lang="tr"' in page
    back = {"back": f"{CONSOLE}/campaigns"}
    answer = await desk.submit("/preferences", back | {"language": "en"}, page)
    assert answer.headers["location"] == f"{CONSOLE}/campaigns"
    await desk.submit("/preferences", back | {"theme": "dark"}, page)
    page = (await desk.get("/campaigns")).text
    assert '<html lang="en" data-theme="dark" data-bs-theme="dark">' in page
    assert "No reconciliation yet." in page
    await desk.submit("/preferences", back | {"language": "xx", "theme": "pink"}, page)
    assert '<html lang="en" data-theme="dark"' in (await desk.get("/campaigns")).text


async def test_static_files_are_kept_for_ever_under_their_own_name(desk: Desk) -> None:
    page = (await desk.get("/campaigns")).text
    addresses = re.findall(r'(?:href|src)="([^"]*/static/[^"]+)"', page)
    assert len(addresses) >= 6
    for address in addresses:
        answer = await desk.http.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, address
        assert answer.headers["content-encoding"] == "gzip"
        assert "immutable" in answer.headers["cache-control"]
        plain = await desk.http.get(address, headers={"Accept-Encoding": "identity"})
        assert plain.content == answer.content
        assert "content-encoding" not in plain.headers
    other = await desk.http.get(addresses[0].replace("/static/", "/static/x", 1))
    assert other.headers["cache-control"] == "no-cache"
    assert (await desk.http.get(f"{CONSOLE}/static/x/../../app.py")).status_code != 200
    assert (await desk.http.get(f"{CONSOLE}/static/x/%2e%2e/app.py")).status_code == 404


def test_missing_front_end_files_are_named_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="make setup"):
        StaticFiles(tmp_path)


async def test_the_first_load_fits_the_budget(desk: Desk) -> None:
    """Design §11: at most 110 KB compressed."""
    path = await to_the_list(desk)
    page = await desk.get(path, headers={"Accept-Encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip"
    static = StaticFiles()
    loaded = [name for name in static._files if not name.endswith(".txt")]
    size = len(gzip.compress(page.content)) + sum(static.compressed_size(name) for name in loaded)
    assert size <= 110 * 1024, size


async def test_a_list_page_of_fifty_rows_is_quick(desk: Desk) -> None:
    """Design §11: 50 ms of server time. Processor time, the best of a few: what else the machine does must not count."""
    path = await to_the_list(desk)
    seconds = []
    for _ in range(120):
        started = time.process_time()
        assert (await desk.get(path)).text.count("<tr data-open") == 50
        seconds.append(time.process_time() - started)
        if seconds[-1] <= 0.05:
            break
        await asyncio.sleep(0.2)  # a processor that is shared is slow for some seconds, and then not
    assert min(seconds) <= 0.05, seconds


async def test_errors_are_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = "00000000-0000-0000-0000-000000000000"
    for path in ("/nowhere", f"/campaigns/{nobody}", f"/reconciliations/{nobody}", f"/runs/{nobody}", "/runs/x"):
        answer = await desk.get(path)
        assert answer.status_code == 404, path
        assert "Böyle bir" in answer.text or "artık yok" in answer.text
        assert "Mutabakatlara git" in answer.text
    assert (await desk.http.put(f"{CONSOLE}/campaigns")).status_code == 405

    desk.neighbours.down = True
    answer = await desk.get("/runs/new")
    assert answer.status_code == 503
    assert "şu anda ulaşılamıyor" in answer.text
    part = await desk.get("/runs/new", headers={"HX-Request": "true"})
    assert part.headers["hx-redirect"].startswith(f"{CONSOLE}/runs/new")

    async def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("services.campaign.console.screens.campaigns.campaigns.list_campaigns", broken)
    answer = await desk.get("/campaigns")
    assert answer.status_code == 500
    assert "referans" in answer.text
    assert "ZeroDivisionError" not in answer.text
