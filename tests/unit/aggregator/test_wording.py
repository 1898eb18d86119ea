"""Every problem has its sentence in Turkish and in English, with the values in their places."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from services.aggregator.domain.imports import ROWS_REJECTED, UNUSABLE
from services.aggregator.domain.problems import MESSAGES, error
from services.aggregator.wording import Wording
from shared.files import findings

WORDING = Wording()
TEXTS = {**MESSAGES, "unusable": UNUSABLE, "rows_rejected": ROWS_REJECTED}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", TEXTS)
def test_every_problem_is_said_in_turkish(code: str) -> None:
    english, turkish = (WORDING.text(language, TEXTS[code]) for language in ("en", "tr"))
    assert english == TEXTS[code]
    assert turkish != english
    assert places(turkish) == places(english)
    assert turkish[-1] in ".?"


@pytest.mark.parametrize("found", sorted(findings.ALL))
def test_what_was_found_is_said_in_turkish(found: str) -> None:
    english, turkish = (
        WORDING.problem(language, error(0, "", "damaged_file", found=found).stored()).message
        for language in ("en", "tr")
    )
    assert found in english
    assert found not in turkish


@pytest.mark.parametrize(
    ("wish", "language"),
    [("tr", "tr"), ("tr-TR,tr;q=0.9,en;q=0.8", "tr"), ("de,tr;q=0.5", "tr"), ("de", "en"), ("", "en"), (None, "en")],
)
def test_the_language_is_the_reader_s(wish: str | None, language: str) -> None:
    assert WORDING.language(wish) == language


def test_values_stand_in_the_sentence() -> None:
    problem = WORDING.problem("tr", error(7, "account_code", "unknown_account", code="120.01").stored())
    assert (problem.row, problem.field, problem.severity) == (7, "account_code", "error")
    assert "120.01" in problem.message
    assert not re.search(r"[{}]", problem.message)


def test_a_report_of_another_version_is_still_shown() -> None:
    stored = {"row": 1, "field": "", "code": "unknown_account", "severity": "error", "params": {}}
    assert "{code}" in WORDING.problem("en", stored).message
    assert WORDING.problem("en", {**stored, "code": "gone"}).message == "gone"
