"""The letter as a PDF beside the mail, kept for the other readers of the same letter.

It holds no personal link: whoever gets it passed on cannot answer with it.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from functools import lru_cache
from gettext import NullTranslations
from hashlib import sha256
from typing import Any

import structlog

from services.mailer.letters.assembly import Part
from services.mailer.letters.balances import WORDS, has_value_in_try, size
from services.mailer.letters.facts import document_counter
from services.mailer.letters.headers import Unsendable
from services.mailer.letters.languages import LANGUAGES, choose_language
from services.mailer.letters.letter import Company, Letter
from services.mailer.letters.pieces import Pieces
from services.mailer.letters.templating import FOLDER, Templates
from shared import formats
from shared.amounts_in_words import amount_in_words
from shared.clock import istanbul_date
from shared.contracts.responses import Receipt
from shared.contracts.values import Confirmation, Kind
from shared.evidence.receipt_pdf import ReceiptPdfs, ReceiptUnprintable
from shared.i18n import Translations, direction
from shared.money import Money
from shared.pdf import KEPT, MEDIA_TYPE, PdfNotMade, PdfTemplate
from shared.text import N_, file_name

log = structlog.get_logger(__name__)

HOW = N_("Please answer by the link in the e-mail that this letter came with.")
ONLY = {"tr": "Yalnız "}
"""What stands before an amount in words, where that is the custom."""
SALES = N_("Our sales to you (Bs) · in your books: purchases (Ba)")
PURCHASES = N_("Our purchases from you (Ba) · in your books: sales (Bs)")


class PdfLetters:
    """Makes PDFs of letters."""

    def __init__(self, translations: Translations) -> None:
        self._languages = {language: _Words(translations, language) for language in LANGUAGES}
        self._template = PdfTemplate((FOLDER / "letter.typ").read_bytes())
        # A part is encoded once for all mails that carry it.
        self._part = lru_cache(maxsize=KEPT)(Part)
        self._receipts = ReceiptPdfs()
        self._kept: OrderedDict[str, Part] = OrderedDict()
        """Receipts, by language and record."""

    async def of(self, letter: Letter, company: Company) -> tuple[Part, ...]:
        """The attachment of this letter; none where the company wants none, and none for codes. Receipts always have theirs,
        unless amounts are not to stand in mails."""
        if letter.receipt is not None:
            return await self._receipt(letter, letter.receipt) if company.style.amounts else ()
        if not company.style.pdf or letter.code or letter.written:
            return ()
        try:
            # Per reconciliation, language and content: all readers of one company get the same document.
            made = await self._template.filled(self.content(letter, company), letter.written_at.date())
        except PdfNotMade as reason:
            raise Unsendable(f"the letter as a PDF: {reason}") from None
        return (self._part(MEDIA_TYPE, made, name=f"{file_name('mutabakat', letter.reference)}.pdf"),)

    async def _receipt(self, letter: Letter, receipt: Receipt) -> tuple[Part, ...]:
        """The signed record of an answer: printed, with the record inside; the bare record where it cannot be printed."""
        if not receipt.document:
            return ()
        name, language = f"mutabakat-{receipt.verification_code}", choose_language(letter.language)
        key = sha256(f"{language}|{receipt.document}".encode()).hexdigest()
        part = self._kept.get(key)
        if part is None:
            try:
                made = await self._receipts.made(receipt.document, language)
                part = Part("application/pdf", made, name=f"{name}.pdf")
            except ReceiptUnprintable as error:
                log.error("letter.receipt_unprintable", error=str(error))
                part = Part("application/json", receipt.document.encode(), name=f"{name}.json")
            self._keep(key, part)
        self._kept.move_to_end(key)
        return (part,)

    def _keep(self, key: str, part: Part) -> None:
        self._kept[key] = part
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def content(self, letter: Letter, company: Company) -> str:
        """All that the document says, as JSON."""
        language = choose_language(letter.language)
        return json.dumps(self._languages[language].document(letter, company), sort_keys=True, ensure_ascii=False)


class _Words:
    """The sentences of one language, cut as those of the mail are."""

    def __init__(self, translations: Translations, language: str) -> None:
        templates = Templates(translations, language, "")
        self._language = language
        self._rtl = direction(language) == "rtl"
        self._say: NullTranslations = templates.texts
        self._documents = document_counter(templates.texts, language)
        self._templates = templates
        self._ready: dict[tuple[str, Kind, Confirmation, bool], Pieces] = {}

    def document(self, letter: Letter, company: Company) -> dict[str, Any]:
        figures = company.style.amounts
        values = {
            "counterparty": letter.counterparty,
            "period": formats.period(letter.period, self._language),
            "as_of": formats.day(letter.as_of) if letter.as_of else "",
            "deadline": formats.long_day(letter.valid_until, self._language),
        }
        say = self._say.gettext
        contact = letter.contact or company.phone
        about = [f"{say('Tax number')} {company.tax_number}"] if company.tax_number else []
        return {
            "title": letter.description,
            "company": self._isolated(company.title),
            "author": company.title,
            "about": " · ".join([*about, f"{say('Reference')} {self._isolated(letter.reference)}"]),
            "reference": letter.reference,
            "counterparty": self._isolated(letter.counterparty),
            "date": formats.day(istanbul_date(letter.written_at)),
            "language": self._language,
            "rtl": self._rtl,
            "heading": self._sentence("heading.txt", letter, values, figures=figures),
            "question": self._sentence("question.txt", letter, values, figures=figures),
            "deadline": self._sentence("deadline.txt", letter, values, figures=figures),
            "rows": self._rows(letter) if figures else [],
            "how": say(HOW),
            "contact": say("Questions: %(contact)s") % {"contact": self._isolated(contact)} if contact else "",
        }

    def _isolated(self, text: str) -> str:
        """Its own direction, in a document that is read from the right. No header ever sees these marks."""
        return f"\u2068{text}\u2069" if self._rtl else text

    def _sentence(self, name: str, letter: Letter, values: dict[str, str], *, figures: bool) -> str:
        key = (name, letter.kind, letter.confirmation, figures)
        pieces = self._ready.get(key)
        if pieces is None:
            flags = {
                "has_sides": letter.kind.has_sides,
                "has_balances": letter.kind.has_balances,
                "blank": letter.blank,
                "only_objections": letter.kind.has_balances and letter.confirmation is Confirmation.NEGATIVE,
                "figures": figures,
            }
            pieces = self._ready[key] = self._templates.text(name, tuple(values), flags)
        return pieces.fill(values, str).strip()

    def _rows(self, letter: Letter) -> list[dict[str, str]]:
        say, rows = self._say.gettext, []
        if letter.kind.has_sides:
            for label, minor, documents in (
                (SALES, letter.sales_minor, letter.sales_documents),
                (PURCHASES, letter.purchases_minor, letter.purchases_documents),
            ):
                money = Money.of_minor(minor, letter.currency)
                rows.append(
                    self._row(say(label), money, formats.money(money, self._language), self._documents(documents))
                )
        if letter.kind.has_balances and letter.as_of is not None:
            for balance in letter.balances:
                label = say(WORDS[balance.owing]) % {"as_of": formats.day(letter.as_of)}
                note = ""
                if has_value_in_try(balance):
                    note = say("in our books: %(amount)s") % {
                        "amount": self._isolated(size(balance.balance_try, self._language))
                    }
                rows.append(self._row(label, balance.balance, size(balance.balance, self._language), note))
        return rows

    def _row(self, label: str, money: Money, amount: str, note: str) -> dict[str, str]:
        # A negative side has no name in words: its figure stands alone.
        words = amount_in_words(money, self._language) if money.amount >= 0 or amount[:1] != "-" else ""
        return {
            "label": label,
            "amount": self._isolated(amount),
            "note": note,
            "words": f"{ONLY.get(self._language, '')}{words}" if words else "",
        }
