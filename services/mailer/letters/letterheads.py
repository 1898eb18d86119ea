"""The company of a letter with its texts and logo, made once per change and kept between letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from services.mailer.letters.composer import Composer
from services.mailer.letters.letter import Company
from services.mailer.letters.own_text import NAMES
from services.mailer.letters.style import PLAIN, Logo, Style
from services.mailer.repository import letter_settings
from shared.database import Reading

MOST_KEPT = 1000


class Letterheads:
    """Companies as their letters show them; one query per claim of letters, more only after a change."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._kept: dict[UUID, tuple[int, Style]] = {}

    async def of(self, reading: Reading, company_id: UUID) -> Company | None:
        """None for a company that is not known."""
        card = await letter_settings.card(reading, company_id)
        if card is None:
            return None
        style = await self._style(reading, company_id, card.letter_revision)
        return Company(card.title, card.tax_number, card.phone, card.email, style)

    async def _style(self, reading: Reading, company_id: UUID, revision: int | None) -> Style:
        if revision is None:
            return PLAIN
        kept = self._kept.get(company_id)
        if kept is not None and kept[0] == revision:
            return kept[1]
        row: Any = await letter_settings.settings(reading, company_id)
        style = self.made(row, await letter_settings.texts(reading, company_id))
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[company_id] = (revision, style)
        return style

    def made(self, settings: Any, texts: Iterable[Any]) -> Style:
        """A style of rows as they are kept."""
        return self.drafted(
            {row.language: {name: getattr(row, name) for name in NAMES} for row in texts},
            logo=logo_of(settings),
            amounts=settings.amounts,
            pdf=settings.pdf,
        )

    def drafted(self, texts: Mapping[str, Mapping[str, str]], *, logo: Logo | None, amounts: bool, pdf: bool) -> Style:
        """A style that may not be kept yet; `texts` by language and name."""
        own = {language: self._composer.own_texts(language, named) for language, named in texts.items()}
        return Style(own, logo, amounts, pdf)


def logo_of(settings: Any) -> Logo | None:
    if settings is None or settings.logo is None:
        return None
    return Logo(settings.logo, settings.logo_kind, settings.logo_width, settings.logo_height)
