"""Makes the mail of a letter: HTML and its text twin in the reader's language, as bytes with CRLF and base64 bodies only.

Templates are compiled, and their styles inlined, once when the process starts. No picture, no pixel, no redirector, no yes or
no link, no account number (design §8).
"""

from __future__ import annotations

from dataclasses import dataclass
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

from css_inline import CSSInliner
from jinja2 import FileSystemLoader, StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from services.mailer.letters.headers import (
    SUBJECT_CHARACTERS,
    Unsendable,
    address_header,
    checked,
    envelope_address,
    text_header,
)
from services.mailer.letters.letter import Company, Letter, Mail, Sender
from shared import formats
from shared.contracts.values import Purpose
from shared.i18n import Translations

FOLDER = Path(__file__).parent
LANGUAGES = ("tr", "en")
POLICY = compat32.clone(linesep="\r\n")
LARGEST_HTML = 60 * 1024
"""Readers such as Gmail cut longer letters off (mailer.md §5.3)."""


@dataclass(frozen=True, slots=True)
class _Language:
    html: Template
    text: Template
    reminder: str


class Composer:
    """Renders letters; made once per process."""

    def __init__(self, translations: Translations, *, domain: str, public_url: str) -> None:
        self._domain = domain
        self._origin = urlsplit(public_url)._replace(path="/", query="", fragment="").geturl()
        source = (FOLDER / "templates" / "purchases_sales.html").read_text(encoding="utf-8")
        style = (FOLDER / "templates" / "letter.css").read_text(encoding="utf-8")
        inlined = CSSInliner(
            extra_css=style, load_remote_stylesheets=False, inline_style_tags=False, keep_style_tags=True
        ).inline(source)
        self._languages = {language: _compile(translations, language, inlined) for language in LANGUAGES}

    def compose(self, letter: Letter, company: Company, sender: Sender) -> Mail:
        """The mail of `letter`. Raises `Unsendable` when a text or address of it must not stand in a mail."""
        language = choose_language(letter.language)
        ready = self._languages[language]
        subject = f"{ready.reminder}{letter.description}" if letter.purpose is Purpose.REMINDER else letter.description
        values = self._values(letter, company, language)
        html = ready.html.render(values)
        if len(html) > LARGEST_HTML:
            raise Unsendable("the letter is longer than mail programs show")
        return self._assemble(letter, sender, language, subject, ready.text.render(values), html)

    def _values(self, letter: Letter, company: Company, language: str) -> dict[str, object]:
        return {
            "language": language,
            "title": checked(letter.description, "The description", SUBJECT_CHARACTERS),
            "company": company.title,
            "tax_number": company.tax_number,
            "contact": letter.contact or company.phone,
            "counterparty": letter.counterparty,
            "period": formats.period(letter.period, language),
            "sales": formats.minor(letter.sales_minor, language, letter.currency),
            "sales_documents": formats.count(letter.sales_documents, language),
            "purchases": formats.minor(letter.purchases_minor, language, letter.currency),
            "purchases_documents": formats.count(letter.purchases_documents, language),
            "deadline": formats.long_day(letter.valid_until, language),
            "reference": letter.reference,
            "url": letter.url,
            "link_open": Markup('<a href="{}">').format(letter.url),
            "link_close": Markup("</a>"),
            "host": self._origin,
        }

    def _assemble(self, letter: Letter, sender: Sender, language: str, subject: str, text: str, html: str) -> Mail:
        recipient = envelope_address(letter.address, "The recipient's address")
        envelope_sender = envelope_address(sender.address, "The sender's address")
        message = MIMEMultipart(
            "alternative",
            boundary=f"=_{letter.message_id.hex}",
            _subparts=[MIMEText(_crlf(text), "plain", "utf-8"), MIMEText(_crlf(html), "html", "utf-8")],
        )
        headers: dict[str, Header | str] = {
            "From": address_header("From", envelope_sender, sender.name),
            "To": address_header("To", recipient, letter.recipient_name),
            "Subject": text_header("Subject", subject, SUBJECT_CHARACTERS),
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
        for name, value in headers.items():
            message[name] = value  # type: ignore[assignment]  # this policy takes Header objects; typeshed knows str only
        return Mail(envelope_sender, recipient, message.as_bytes(policy=POLICY))


def choose_language(wish: str) -> str:
    """The reader's language where we have it; who reads neither gets English, who says nothing Turkish."""
    tag = wish.strip().split("-")[0].lower() or LANGUAGES[0]
    return tag if tag in LANGUAGES else "en"


def _crlf(text: str) -> str:
    """Line ends as the canonical form of a text body has them, also inside base64."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _compile(translations: Translations, language: str, html: str) -> _Language:
    catalogue = translations.get(language)
    folder = FileSystemLoader(FOLDER / "templates")
    for_html, for_text = (
        SandboxedEnvironment(
            loader=folder,
            autoescape=escaped,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        for escaped in (True, False)
    )
    for environment in (for_html, for_text):
        environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    return _Language(
        for_html.from_string(html),
        for_text.get_template("purchases_sales.txt"),
        f"{catalogue.gettext('Reminder')}: ",
    )
