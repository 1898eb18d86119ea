"""The tree reads as the product: small files, telling names, nothing of the machine it was written on."""

from __future__ import annotations

import re
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOP = {"clients", "services", "shared", "deploy", "tests", "docs", "bench", "requirements", "scripts", ".ci"}
ROOMS = {
    "build",
    "settings",
    "models",
    "repository",
    "domain",
    "use_cases",
    "consumers",
    "schemas",
    "api",
    "migrations",
}
SERVICES = ("aggregator", "campaign", "mailer", "responses")


def tracked(*endings: str) -> list[Path]:
    """Files that are committed or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name.endswith(endings) and (ROOT / name).is_file()]


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def is_written_by_a_program(path: Path) -> bool:
    """The parts of the Python client that are made from the published descriptions: nobody reads them from top to bottom."""
    return "do not edit." in path.read_text(encoding="utf-8")[:300]


def test_no_file_is_over_400_lines_and_the_median_is_small() -> None:
    sizes = {
        path: lines_of(path)
        for path in tracked(".py", ".js", ".css")
        if "migrations/versions" not in str(path) and not is_written_by_a_program(path)
    }
    too_long = {str(path.relative_to(ROOT)): size for path, size in sizes.items() if size > 400}
    assert not too_long
    product = [
        size for path, size in sizes.items() if path.parts[len(ROOT.parts)] in {"services", "shared"} and size > 3
    ]
    assert statistics.median(product) <= 120


def test_names_say_something() -> None:
    empty = re.compile(r"(^|/)(utils?|helpers?|managers?|common|misc)(\.py|/)", re.IGNORECASE)
    assert [str(path) for path in tracked("") if empty.search(str(path.relative_to(ROOT)))] == []


def test_the_top_level_is_the_agreed_one() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in tracked("") if len(path.relative_to(ROOT).parts) > 1}
    assert folders <= TOP


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_the_same_rooms(service: str) -> None:
    present = {path.stem if path.is_file() else path.name for path in (ROOT / "services" / service).iterdir()}
    assert present >= ROOMS


@pytest.mark.parametrize("service", SERVICES)
def test_every_module_says_what_it_is_for(service: str) -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "services" / service).rglob("*.py")
        if path.read_text(encoding="utf-8").strip()
        and "versions" not in path.parts
        and not path.read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []


def test_nothing_names_this_machine_or_a_registry() -> None:
    # Written in pieces, so that this file does not contain what it looks for.
    paths = re.compile("[^A-Za-z0-9_.](" + "|".join(["/work" + "/", "/root" + "/", "/home" + "/[a-z]"]) + ")")
    hosts = re.compile(
        "|".join(
            ['"resolved": "h' + "ttp", "--(extra-)?index" + "-url", "files.python" + "hosted", "registry.npm" + "js"]
        )
    )
    found = []
    for path in tracked(
        ".py", ".md", ".txt", ".in", ".json", ".toml", ".yaml", ".yml", ".sh", ".cfg", ".html", ".sql", ".ini"
    ):
        text = path.read_text(encoding="utf-8", errors="replace")
        if paths.search(text) or hosts.search(text):
            found.append(str(path.relative_to(ROOT)))
    assert found == []


def test_templates_hold_no_inline_script_or_style() -> None:
    """The content security policy would refuse them; this says so before a browser does. Mails need inline styles."""
    inline = re.compile(r"\sstyle=\"|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
    pages = [path for path in tracked(".html") if "services/mailer" not in str(path)]
    assert pages
    assert [str(path.relative_to(ROOT)) for path in pages if inline.search(path.read_text(encoding="utf-8"))] == []
