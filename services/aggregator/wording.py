"""What is wrong with a row, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.aggregator.domain.problems import MESSAGES, RowProblem
from services.aggregator.schemas import Problem
from shared.files import findings
from shared.i18n import Translations

LANGUAGES = ("en", "tr")


class Wording:
    """Turns codes and parameters into sentences."""

    def __init__(self) -> None:
        self._translations = Translations(Path(__file__).parent / "translations", LANGUAGES)

    def language(self, accept_language: str | None) -> str:
        return self._translations.choose(accept_language)

    def text(self, language: str, message: str) -> str:
        return self._translations.get(language).gettext(message)

    def problem(self, language: str, stored: Mapping[str, Any]) -> Problem:
        """A problem as a report keeps it."""
        text = self.text(language, MESSAGES.get(stored["code"], stored["code"]))
        return Problem(
            row=stored["row"],
            field=stored["field"],
            code=stored["code"],
            severity=stored["severity"],
            message=text.format_map(_Lenient(self._params(language, stored["params"]))),
        )

    def _params(self, language: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a file was found to be is words and not a value of its own."""
        found = params.get("found")
        return {**params, "found": self.text(language, found)} if found in findings.ALL else params

    def problems(self, language: str, found: Sequence[RowProblem]) -> list[Problem]:
        return [self.problem(language, one.stored()) for one in found]


class _Lenient(dict[str, Any]):
    """A report of an older version may lack a parameter; its place is then shown as it is."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
