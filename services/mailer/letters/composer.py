"""Makes the mail of a letter: HTML and its text twin in the reader's language.

Templates are compiled and translated, and their styles inlined, once per language and process, when the first letter of it is
written; what a letter's kind changes in them is rendered when the first such letter is. No picture but the company's logo, no
pixel, no redirector, no yes or no link, no account number (design §8).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache, partial
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from markupsafe import Markup, escape

from services.mailer.letters.assembly import Content, Part, assemble
from services.mailer.letters.balances import BalanceTexts
from services.mailer.letters.facts import AnswerFacts, document_counter, own_values, values_of
from services.mailer.letters.headers import (
    SUBJECT_CHARACTERS,
    Unsendable,
    address_header,
    envelope_address,
    text_header,
)
from services.mailer.letters.languages import choose_language
from services.mailer.letters.letter import Company, Letter, Mail, Sender
from services.mailer.letters.logo import logo_markup, logo_part
from services.mailer.letters.own_text import NAMES, NO_TEXTS, OwnTexts, make
from services.mailer.letters.pieces import Pieces, escaped
from services.mailer.letters.templating import Templates
from shared import formats
from shared.contracts.responses import Answer
from shared.contracts.values import Confirmation, Kind, Purpose
from shared.i18n import Translations
from shared.text import N_

LARGEST_HTML = 60 * 1024
"""In bytes. Readers such as Gmail cut longer letters off (mailer.md §5.3)."""
_BLANK_LINE = re.compile(r"\n\s*\n")
ROLES = {
    "administrator": N_("Administrator"),
    "preparer": N_("Preparer"),
    "approver": N_("Approver"),
    "auditor": N_("Auditor"),
    "viewer": N_("Viewer"),
}
LONGEST_NAME = 60
"""Characters of the counterparty's name in the subject of a copy."""

_NAMES = (
    "title",
    "company",
    "tax_number",
    "contact",
    "counterparty",
    "period",
    "sales",
    "sales_documents",
    "purchases",
    "purchases_documents",
    "deadline",
    "reference",
    "url",
    "as_of",
    "at",
    "fingerprint",
    "logo",
    "greeting",
    "introduction",
    "closing",
    "signature",
    "balances",
    "facts",
    "code",
    "text",
    "who",
    "role",
    "until",
)


class Variant(NamedTuple):
    """What decides which texts and lines a letter has."""

    kind: Kind
    confirmation: Confirmation
    figures: bool = True
    tax_number: bool = True
    contact: bool = True
    reminder: bool = False
    receipt: bool = False
    for_sender: bool = False
    for_auditor: bool = False
    agreed: bool = False
    code: bool = False
    written: str = ""
    """The purpose of a mail from person to person."""
    founds: bool = False

    def flags(self) -> dict[str, object]:
        absent = {name: "" for name in ("tax_number", "contact") if not getattr(self, name)}
        if not self.code:
            absent |= {"code": ""}
        if not self.receipt:
            absent |= {"at": "", "fingerprint": ""}
        return {
            "has_sides": self.kind.has_sides,
            "has_balances": self.kind.has_balances,
            "blank": self.kind.has_balances and self.confirmation is Confirmation.BLANK,
            "only_objections": self.kind.has_balances and self.confirmation is Confirmation.NEGATIVE,
            "figures": self.figures,
            "reminder": self.reminder,
            "agreed": self.agreed,
            "for_auditor": self.for_auditor,
            "founds": self.founds,
            **absent,
        }


def shortened(title: str) -> str:
    """A firm's name as far as it fits into a subject beside the request's."""
    return title if len(title) <= LONGEST_NAME else f"{title[:LONGEST_NAME].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Words:
    """A letter before it becomes a mail."""

    language: str
    subject: str
    html: str
    text: str


class _Language:
    """All that letters in one language are made of."""

    def __init__(self, templates: Templates) -> None:
        say = templates.texts.gettext
        self.prefixes = {
            Purpose.REMINDER: f"{say('Reminder')}: ",
            Purpose.RECEIPT: f"{say('Your answer was received')}: ",
            Purpose.CODE: f"{say('Your code')}: ",
            Purpose.FRESH_LINK: f"{say('Your link')}: ",
            Purpose.MESSAGE: f"{say('Message')}: ",
        }
        self.invited = say("%(company)s invites you")
        self.roles = {role: say(words) for role, words in ROLES.items()}
        # A person writes in whatever language: each paragraph is read in its own direction.
        self.paragraph = templates.styled('<p dir="auto">\ue002</p>').partition("\ue002")
        self.copied = f"{say('Answer of %(counterparty)s')}: "
        self.documents = document_counter(templates.texts, templates.language)
        self.balances = BalanceTexts(templates)
        self.facts = AnswerFacts(templates)
        self.styled = templates.styled
        self._templates = templates
        self._ready: dict[Variant, tuple[Pieces, Pieces]] = {}

    def paragraphs(self, text: str) -> Markup:
        """What a person typed: nothing of it is markup, a blank line begins a paragraph."""
        before, _, after = self.paragraph
        parts = (_BLANK_LINE.split(text.strip()) if text.strip() else ()) or ()
        lines = (Markup("<br>").join(escape(line) for line in part.splitlines()) for part in parts)
        return Markup("".join(f"{before}{part}{after}" for part in lines))  # noqa: S704  # our own frame, the rest escaped

    def pieces(self, variant: Variant) -> tuple[Pieces, Pieces]:
        """HTML and text of a variant, rendered when it is first asked for."""
        found = self._ready.get(variant)
        if found is None:
            name, flags = _template(variant), variant.flags()
            found = self._ready[variant] = (
                self._templates.html(f"{name}.html", _NAMES, flags),
                self._templates.text(f"{name}.txt", _NAMES, flags),
            )
        return found


def _template(variant: Variant) -> str:
    if variant.written:
        return variant.written
    if variant.code:
        return "code"
    if variant.for_sender:
        return "company_copy"
    return "receipt" if variant.receipt else "request"


class Composer:
    """Writes letters; made once per process."""

    def __init__(self, translations: Translations, *, domain: str, public_url: str) -> None:
        self._domain = domain
        origin = urlsplit(public_url)._replace(path="/", query="", fragment="").geturl()
        self._templates = partial(Templates, translations, origin=origin)
        self._languages: dict[str, _Language] = {}

    def compose(self, letter: Letter, company: Company, sender: Sender, attachments: tuple[Part, ...] = ()) -> Mail:
        """The mail of `letter`. Raises `Unsendable` when a text or address of it must not stand in a mail."""
        words = self.words(letter, company)
        recipient = envelope_address(letter.address, "The recipient's address")
        envelope_sender = envelope_address(sender.address, "The sender's address")
        headers = {
            "From": address_header("From", envelope_sender, sender.name),
            "To": address_header("To", recipient, letter.recipient_name),
            "Subject": text_header("Subject", words.subject, SUBJECT_CHARACTERS),
            "Date": _date(letter.written_at.replace(microsecond=0)),
            "Message-ID": self.message_id(letter.message_id),
            "X-Mutabakat-Id": str(letter.message_id),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
            "Content-Language": words.language,
        }
        if letter.follows is not None:
            headers["In-Reply-To"] = headers["References"] = self.message_id(letter.follows)
        if letter.reply_to:
            reply_to = envelope_address(letter.reply_to, "The reply address")
            headers["Reply-To"] = address_header("Reply-To", reply_to)
        content = Content(words.text, words.html, related=self.related(company), attached=attachments)
        return Mail(envelope_sender, recipient, assemble(headers, boundary=letter.message_id.hex, content=content))

    def words(self, letter: Letter, company: Company) -> Words:
        """Both bodies and the subject."""
        language = choose_language(letter.language)
        ready = self._language(language)
        values = values_of(letter, company, language, ready.documents)
        figures, receipt = company.style.amounts, letter.receipt
        if not figures:
            # Not merely left unnamed: whatever a template does, there is nothing that it could show.
            values |= dict.fromkeys(("sales", "sales_documents", "purchases", "purchases_documents"), "")
        html_values = {**values, "logo": logo_markup(company.style.logo, company.title, self._domain)}
        if receipt is not None:
            answered = {"at": formats.moment(receipt.answered_at), "fingerprint": receipt.entry_sha256}
            html_values |= answered | {"facts": ready.facts.html(letter, receipt, figures=figures)}
            values |= answered | {"facts": ready.facts.text(letter, receipt, figures=figures)}
        if letter.written is not None:
            said = letter.written
            names = {"who": said.who, "role": ready.roles.get(said.role, said.role), "until": said.until}
            html_values |= names | {"text": ready.paragraphs(said.text)}
            values |= names | {"text": said.text}
        own, named = company.style.texts.get(language, NO_TEXTS), None
        for name in NAMES:
            text = getattr(own, name)
            if text.text_parts:
                named = named or own_values(letter, values)
                html_values[name], values[name] = text.html(named), f"{text.text(named)}\n\n"
            else:
                html_values[name] = values[name] = ""
        variant = Variant(
            kind=letter.kind,
            confirmation=letter.confirmation,
            figures=figures,
            tax_number=bool(values["tax_number"]),
            contact=bool(values["contact"]),
            reminder=letter.purpose is Purpose.REMINDER,
            receipt=receipt is not None,
            for_sender=receipt is not None and receipt.for_sender,
            for_auditor=receipt is not None and receipt.for_auditor,
            agreed=receipt is not None and receipt.answer is Answer.AGREED,
            code=bool(letter.code),
            written=letter.purpose.value if letter.written is not None else "",
            founds=letter.written is not None and letter.written.founds,
        )
        html_pieces, text_pieces = ready.pieces(variant)
        html_values["balances"] = ready.balances.html(letter) if figures else Markup("")
        values["balances"] = ready.balances.text(letter) if figures else ""
        html = html_pieces.fill(html_values, escaped)
        if len(html) * 4 > LARGEST_HTML and len(html.encode()) > LARGEST_HTML:
            raise Unsendable("the letter is longer than mail programs show")
        prefix = ready.prefixes.get(letter.purpose, "")
        if variant.for_sender:
            prefix = ready.copied % {"counterparty": shortened(letter.counterparty)}
        subject = f"{prefix}{letter.description}"
        if letter.purpose is Purpose.COLLEAGUE:
            subject = ready.invited % {"company": shortened(company.title)}
        return Words(language, subject, html, text_pieces.fill(values, str))

    def _language(self, language: str) -> _Language:
        """Made when a first letter asks for it: compiling its templates takes longer than the rest of a start."""
        found = self._languages.get(language)
        if found is None:
            found = self._languages[language] = _Language(self._templates(language))
        return found

    def related(self, company: Company) -> tuple[Part, ...]:
        """The parts that the HTML shows."""
        logo = company.style.logo
        return (logo_part(logo, self._domain),) if logo else ()

    def own_texts(self, language: str, sources: Mapping[str, str]) -> OwnTexts:
        """A company's texts as letters in `language` take them."""
        styled = self._language(language).styled
        return OwnTexts(**{name: make(sources.get(name, ""), styled) for name in NAMES})

    def message_id(self, message_id: UUID) -> str:
        """What a message is called in its own header and in those of its successors."""
        return f"<{message_id}@{self._domain}>"


@lru_cache(maxsize=16)
def _date(second: datetime) -> str:
    """Mails of one second share it."""
    return format_datetime(second)
