"""A letter as it would be sent, of a real message of the company, made by what writes the mails; only its link is masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from services.mailer.letters.assembly import Part
from services.mailer.letters.composer import Composer, Words
from services.mailer.letters.letter import Company, Letter
from services.mailer.letters.letterheads import Letterheads
from services.mailer.letters.pdf import PdfLetters
from services.mailer.letters.rows import letter_of, page_of
from services.mailer.repository import overview
from shared.contracts.values import Purpose
from shared.database import Reading

MASK = "*" * 12


@dataclass(frozen=True, slots=True)
class Draft:
    """Wishes that are not kept (yet), already checked."""

    texts: Mapping[str, Mapping[str, str]]
    amounts: bool
    pdf: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """Which message, and how."""

    message_id: UUID | None = None
    reconciliation_id: UUID | None = None
    language: str | None = None
    reminder: bool = False
    draft: Draft | None = None
    pdf: bool = False
    """With its PDF, also where the company does not send one."""


@dataclass(frozen=True, slots=True)
class Preview:
    letter: Letter
    words: Words
    related: tuple[Part, ...] = ()
    attachments: tuple[Part, ...] = ()


class Previews:
    """Looks for the message and writes its letter."""

    def __init__(self, composer: Composer, letterheads: Letterheads, pdfs: PdfLetters, *, public_url: str) -> None:
        self._composer = composer
        self._letterheads = letterheads
        self._pdfs = pdfs
        self._public_url = public_url

    async def of(self, reading: Reading, company_id: UUID, wish: Wish) -> Preview | None:
        """None when there is no such message. Raises `Unsendable` as sending would."""
        message = await self._message(reading, company_id, wish)
        return None if message is None else await self.of_row(reading, message, wish)

    async def of_row(self, reading: Reading, message: Any, wish: Wish) -> Preview | None:
        """The letter of a message that need not be kept; None when its company is not known here."""
        company = await self._letterheads.of(reading, message.company_id)
        if company is None:
            return None
        letter = letter_of(message, url=f"{page_of(message, self._public_url)}{MASK}", written_at=reading.clock.now())
        if wish.language is not None:
            letter = replace(letter, language=wish.language)
        if wish.reminder and letter.receipt is None and not letter.code and letter.written is None:
            letter = replace(letter, purpose=Purpose.REMINDER)
        if wish.draft is not None:
            company = replace(company, style=self._drafted(company, wish.draft))
        if wish.pdf:
            company = replace(company, style=replace(company.style, pdf=True))
        return Preview(
            letter,
            self._composer.words(letter, company),
            self._composer.related(company),
            await self._pdfs.of(letter, company),
        )

    def _drafted(self, company: Company, draft: Draft) -> Any:
        logo = company.style.logo
        return self._letterheads.drafted(draft.texts, logo=logo, amounts=draft.amounts, pdf=draft.pdf)

    async def _message(self, reading: Reading, company_id: UUID, wish: Wish) -> Any:
        if wish.message_id is not None:
            return await overview.one(reading, company_id, wish.message_id)
        chosen = overview.Filter(company_id=company_id, reconciliation_id=wish.reconciliation_id)
        return next(iter(await overview.page(reading, chosen, after=None, limit=1)), None)
