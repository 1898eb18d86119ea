"""Makes the mail of a letter: HTML and its text twin in the reader's language.

Templates are compiled, translated, and their styles inlined, once when the process starts. No picture, no pixel, no redirector,
no yes or no link, no account number (design §8).
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import format_datetime
from functools import lru_cache
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

from css_inline import CSSInliner
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from services.mailer.letters.assembly import assemble
from services.mailer.letters.balances import BalanceTexts
from services.mailer.letters.headers import (
    SUBJECT_CHARACTERS,
    Unsendable,
    address_header,
    checked,
    envelope_address,
    text_header,
)
from services.mailer.letters.letter import Company, Letter, Mail, Sender
from services.mailer.letters.pieces import Pieces
from shared import formats
from shared.contracts.values import Confirmation, Kind, Purpose
from shared.i18n import Translations

FOLDER = Path(__file__).parent / "templates"
LANGUAGES = ("tr", "en")
LARGEST_HTML = 60 * 1024
"""Readers such as Gmail cut longer letters off (mailer.md §5.3)."""

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
    "balances",
)
_OPTIONAL = ("tax_number", "contact")

_period = lru_cache(maxsize=256)(formats.period)
_long_day = lru_cache(maxsize=256)(formats.long_day)
_count = lru_cache(maxsize=4096)(formats.count)

_Variant = tuple[Kind, Confirmation, bool, bool]
"""What is asked about and how, and which of the optional lines are there."""


@dataclass(frozen=True, slots=True)
class _Language:
    html: dict[_Variant, Pieces]
    text: dict[_Variant, Pieces]
    balances: BalanceTexts
    reminder: str


class Composer:
    """Writes letters; made once per process."""

    def __init__(self, translations: Translations, *, domain: str, public_url: str) -> None:
        self._domain = domain
        origin = urlsplit(public_url)._replace(path="/", query="", fragment="").geturl()
        self._languages = {language: _prepare(translations, language, origin) for language in LANGUAGES}

    def compose(self, letter: Letter, company: Company, sender: Sender) -> Mail:
        """The mail of `letter`. Raises `Unsendable` when a text or address of it must not stand in a mail."""
        language = choose_language(letter.language)
        ready = self._languages[language]
        values = _values(letter, company, language)
        variant = (letter.kind, letter.confirmation, bool(values["tax_number"]), bool(values["contact"]))
        html = ready.html[variant].fill(values | {"balances": ready.balances.html(letter, language)}, _escaped)
        if len(html) > LARGEST_HTML:
            raise Unsendable("the letter is longer than mail programs show")
        prefix = ready.reminder if letter.purpose is Purpose.REMINDER else ""
        recipient = envelope_address(letter.address, "The recipient's address")
        envelope_sender = envelope_address(sender.address, "The sender's address")
        headers = {
            "From": address_header("From", envelope_sender, sender.name),
            "To": address_header("To", recipient, letter.recipient_name),
            "Subject": text_header("Subject", f"{prefix}{letter.description}", SUBJECT_CHARACTERS),
            "Date": format_datetime(letter.written_at),
            "Message-ID": f"<{letter.message_id}@{self._domain}>",
            "X-Mutabakat-Id": str(letter.message_id),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
            "Content-Language": language,
        }
        if letter.reply_to:
            reply_to = envelope_address(letter.reply_to, "The reply address")
            headers["Reply-To"] = address_header("Reply-To", reply_to)
        text = ready.text[variant].fill(values | {"balances": ready.balances.text(letter, language)}, str)
        content = assemble(headers, boundary=f"=_{letter.message_id.hex}", text=text, html=html)
        return Mail(envelope_sender, recipient, content)


def choose_language(wish: str) -> str:
    """The reader's language where we have it; who reads neither gets English, who says nothing Turkish."""
    tag = wish.strip().split("-")[0].lower() or LANGUAGES[0]
    return tag if tag in LANGUAGES else "en"


def _values(letter: Letter, company: Company, language: str) -> dict[str, str]:
    return {
        "title": checked(letter.description, "The description", SUBJECT_CHARACTERS),
        "company": company.title,
        "tax_number": company.tax_number,
        "contact": letter.contact or company.phone,
        "counterparty": letter.counterparty,
        "period": _period(letter.period, language),
        "sales": formats.minor(letter.sales_minor, language, letter.currency),
        "sales_documents": _count(letter.sales_documents, language),
        "purchases": formats.minor(letter.purchases_minor, language, letter.currency),
        "purchases_documents": _count(letter.purchases_documents, language),
        "deadline": _long_day(letter.valid_until, language),
        "reference": letter.reference,
        "url": letter.url,
        "as_of": formats.day(letter.as_of) if letter.as_of else "",
    }


def _escaped(value: str) -> str:
    return str(escape(value))


def _prepare(translations: Translations, language: str, origin: str) -> _Language:
    catalogue = translations.get(language)
    source = (FOLDER / "request.html").read_text(encoding="utf-8")
    style = (FOLDER / "letter.css").read_text(encoding="utf-8")
    # The style element stays: it holds what cannot be inlined, the colours of dark mode.
    inliner = CSSInliner(extra_css=style, load_remote_stylesheets=False, inline_style_tags=False, keep_style_tags=True)
    for_html, for_text = (
        SandboxedEnvironment(
            loader=FileSystemLoader(FOLDER),
            autoescape=escaping,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        for escaping in (True, False)
    )
    for environment in (for_html, for_text):
        environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    html, text = for_html.from_string(inliner.inline(source)), for_text.get_template("request.txt")
    fixed: dict[str, object] = {
        "language": language,
        "origin": origin,
        "link_open": Markup('<a href="\ue000url\ue001">'),
        "link_close": Markup("</a>"),
    }
    html_variants, text_variants = {}, {}
    for variant in product(Kind, Confirmation, (False, True), (False, True)):
        kind, confirmation, *there = variant
        absent: dict[str, object] = {name: "" for name, given in zip(_OPTIONAL, there, strict=True) if not given}
        asked: dict[str, object] = {
            "kind": kind.value,
            "blank": confirmation is Confirmation.BLANK,
            "only_objections": kind.has_balances and confirmation is Confirmation.NEGATIVE,
        }
        html_variants[variant] = Pieces(html, _NAMES, fixed | asked | absent)
        text_variants[variant] = Pieces(text, _NAMES, fixed | asked | absent)
    balances = BalanceTexts(
        for_html.from_string(inliner.inline_fragment((FOLDER / "balance.html").read_text(encoding="utf-8"), style)),
        for_text.get_template("balance.txt"),
    )
    return _Language(html_variants, text_variants, balances, f"{catalogue.gettext('Reminder')}: ")
