"""The mail of a settings test: a company writes to itself to see that it arrives."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from uuid import UUID

from markupsafe import escape

from services.mailer.letters.assembly import Content, assemble
from services.mailer.letters.headers import SUBJECT_CHARACTERS, address_header, envelope_address, text_header
from services.mailer.letters.letter import Mail, Sender
from shared.i18n import Translations
from shared.text import N_

SUBJECT = N_("Test of your mail settings")
BODY = N_("This mail was sent by the test of your mail settings. Nothing has to be done.")


def trial_mail(
    sender: Sender, translations: Translations, language: str, *, test_id: UUID, domain: str, now: datetime
) -> Mail:
    """From the sender address to itself. Raises `Unsendable`."""
    texts = translations.get(language)
    address = envelope_address(sender.address, "The sender address")
    headers = {
        "From": address_header("From", address, sender.name),
        "To": address_header("To", address),
        "Subject": text_header("Subject", texts.gettext(SUBJECT), SUBJECT_CHARACTERS),
        "Date": format_datetime(now),
        "Message-ID": f"<{test_id}@{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    body = texts.gettext(BODY)
    html = f'<!DOCTYPE html><html lang="{language}"><body><p>{escape(body)}</p></body></html>'
    return Mail(address, address, assemble(headers, boundary=test_id.hex, content=Content(f"{body}\n", html)))
