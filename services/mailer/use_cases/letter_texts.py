"""A company decides how its letters look: own texts, logo, figures in the mail or only on the page, a PDF or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Any
from uuid import UUID

from services.mailer.letters.languages import LANGUAGES
from services.mailer.letters.own_text import NAMES
from services.mailer.letters.own_text_check import problems
from services.mailer.letters.pictures import NoPicture, read_logo
from services.mailer.repository import letter_settings
from shared.database import Transaction
from shared.errors import Invalid

Texts = Mapping[str, Mapping[str, str]]
"""Language → name of the text → text."""


@dataclass(frozen=True, slots=True)
class SaveLetterTexts:
    company_id: UUID
    by: str
    texts: Texts
    amounts: bool
    pdf: bool


async def save(tx: Transaction, command: SaveLetterTexts, say: NullTranslations) -> None:
    """Keep them for all letters from now on. Raises `Invalid` with every place that has to be mended."""
    texts = checked(command.texts, say)
    await letter_settings.keep(tx, command.company_id, by=command.by, amounts=command.amounts, pdf=command.pdf)
    await letter_settings.replace_texts(
        tx,
        command.company_id,
        [{"language": language, **dict.fromkeys(NAMES, ""), **named} for language, named in texts.items()],
    )


def checked(texts: Texts, say: NullTranslations) -> dict[str, dict[str, str]]:
    """The texts without surrounding space, those without a word left out."""
    kept: dict[str, dict[str, str]] = {}
    errors: list[dict[str, Any]] = []
    for language, named in texts.items():
        if language not in LANGUAGES:
            raise Invalid(
                "There are no letters in the language {language}; there are {languages}.",
                code="unknown_language",
                language=language,
                languages=", ".join(LANGUAGES),
            )
        stripped = {name: text.strip() for name, text in named.items() if text.strip()}
        for name, text in stripped.items():
            errors += [
                {"place": f"{language}.{name}", "code": "letter_text", "detail": say.gettext(words) % values}
                for words, values in problems(name, text)
            ]
        if stripped:
            kept[language] = stripped
    if errors:
        raise Invalid(
            "The texts were not saved: {count} places have to be mended; `errors` names each of them.",
            code="letter_texts",
            count=len(errors),
            errors=errors,
        )
    return kept


async def reset(tx: Transaction, company_id: UUID, *, by: str) -> None:
    """Letters as they come. The row stays, so that its revision goes on and nobody keeps what was."""
    await letter_settings.keep(tx, company_id, by=by, amounts=True, pdf=False, **_NO_LOGO)
    await letter_settings.replace_texts(tx, company_id, ())


async def put_logo(tx: Transaction, company_id: UUID, content: bytes, *, by: str) -> None:
    """Keep the picture, cleaned. Raises `Invalid` when it is none that can stand in a mail."""
    try:
        logo = read_logo(content)
    except NoPicture as error:
        raise Invalid("The logo was not saved: {why}.", code="logo", why=str(error)) from None
    await letter_settings.keep(
        tx,
        company_id,
        by=by,
        logo=logo.content,
        logo_kind=logo.kind,
        logo_width=logo.width,
        logo_height=logo.height,
    )


async def remove_logo(tx: Transaction, company_id: UUID, *, by: str) -> None:
    await letter_settings.keep(tx, company_id, by=by, **_NO_LOGO)


_NO_LOGO: Mapping[str, Any] = {"logo": None, "logo_kind": "", "logo_width": 0, "logo_height": 0}
