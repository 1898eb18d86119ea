"""No text of a user changes the structure of a mail: judged by the standard library's parser and by the raw lines."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mailer.letters.composer import Composer
from services.mailer.letters.headers import Unsendable
from services.mailer.letters.languages import LANGUAGES
from services.mailer.letters.letter import Company, Letter, Sender
from shared.contracts.values import Purpose
from shared.i18n import Translations

FOLDER = Path(__file__).parents[3] / "services" / "mailer" / "letters" / "translations"
COMPOSER = Composer(Translations(FOLDER, LANGUAGES), domain="mutabakat.test", public_url="https://mutabakat.test")
LETTER = Letter(
    message_id=UUID(int=7),
    purpose=Purpose.INVITATION,
    language="tr",
    address="Muhasebe@cari.test",
    recipient_name="Muhasebe",
    reply_to="finans@firma.test",
    counterparty="Öz-Er Ltd. Şti.",
    reference="M-2026-10-0042",
    description="Ekim 2026 mutabakatı",
    period="2026-10",
    valid_until=date(2026, 11, 30),
    currency="TRY",
    purchases_minor=123_456,
    purchases_documents=3,
    sales_minor=-99,
    sales_documents=1200,
    contact="",
    url="https://mutabakat.test/m/abc.1-def",
    written_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
)
COMPANY = Company("Şirin Gıda A.Ş.", "1234567890")
SENDER = Sender("mutabakat@platform.test", "Şirin Gıda A.Ş.")
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "X-Mutabakat-Id", "Auto-Submitted", "X-Auto-Response-Suppress",
    "Content-Language", "Reply-To", "MIME-Version", "Content-Type",
}  # fmt: skip


def check_structure(content: bytes, subject: str, name: str) -> None:
    parsed = email.message_from_bytes(content)
    assert set(parsed.keys()) == HEADERS
    assert len(parsed.keys()) == len(HEADERS)
    assert str(make_header(decode_header(parsed["Subject"]))) == subject
    assert str(make_header(decode_header(parsed["From"]))).startswith(name)
    assert [part.get_content_type() for part in parsed.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert not parsed.defects
    # The second judge knows nothing of parsers: lines as they are.
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert b"\n" not in content.replace(b"\r\n", b"")
    head = content.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
    assert all(re.fullmatch(rb"(?:[A-Za-z-]+: | )[\x20-\x7e]*", line) for line in head)
    assert {line.split(b":")[0].decode() for line in head if not line.startswith(b" ")} == HEADERS
    assert max(len(line) for line in content.split(b"\r\n")) <= 78
    assert not any(line.startswith(b".") for line in content.split(b"\r\n"))


@pytest.mark.parametrize(
    "text",
    [
        "A subject=?UTF-8?Q?=0A?=Bcc: injected@example.test",
        "=?utf-8?b?QmNjOiB4QHkudGVzdA==?=",
        'Öz-Er, Merkez (Ankara) "A" Şubesi <x@y.test>',
        "{{ url }} {% include 'x' %} %(url)s \ue000url\ue001",
        "ĞÜŞİÖÇ" * 25,
        "und übrig " * 14,
        "<script>alert(1)</script> & \"'",
    ],
)
def test_hostile_texts_stay_texts(text: str) -> None:
    mail = COMPOSER.compose(replace(LETTER, description=text), COMPANY, replace(SENDER, name=text[:100]))
    check_structure(mail.content, text.strip(), text[:100].strip())
    html = email.message_from_bytes(mail.content).get_payload()[1].get_payload(decode=True).decode()  # type: ignore[index, union-attr]
    assert "<script" not in html


@pytest.mark.parametrize(
    "character", ["\r", "\n", "\r\nBcc: x@y.test", "\0", "\x1b", "\x7f", "\u2028", "\u202e", "\u2066"]
)
@pytest.mark.parametrize("place", ["description", "recipient_name", "sender", "address", "reply_to"])
def test_control_and_bidirectional_characters_are_refused_everywhere(character: str, place: str) -> None:
    letter, sender = LETTER, SENDER
    if place == "sender":
        sender = replace(sender, name=f"Fir{character}ma")
    else:
        changes: dict[str, Any] = {place: f"fin{character}ans@firma.test"}
        letter = replace(letter, **changes)
    with pytest.raises(Unsendable):
        COMPOSER.compose(letter, COMPANY, sender)


@pytest.mark.parametrize(
    "address",
    ["", "x", "a b@c.test", "<a@c.test>", "a@c.test>,<b@c.test", "çağrı@c.test", "a@-c.test", "=?utf-8?q?x?=@c.test"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Unsendable):
        COMPOSER.compose(replace(LETTER, address=address), COMPANY, SENDER)


def test_local_parts_stay_as_typed_and_domains_become_ascii() -> None:
    mail = COMPOSER.compose(replace(LETTER, address="Muhasebe@Örnek.test"), COMPANY, SENDER)
    assert mail.recipient == "Muhasebe@xn--rnek-4qa.test"
    capitals = COMPOSER.compose(replace(LETTER, address="MUHASEBE@FİRMA.TEST"), COMPANY, SENDER)
    assert capitals.recipient == "MUHASEBE@firma.test"


@given(description=st.text(max_size=150), name=st.text(max_size=100), counterparty=st.text(max_size=200))
def test_whatever_is_written_the_structure_stands(description: str, name: str, counterparty: str) -> None:
    letter = replace(LETTER, description=description, counterparty=counterparty)
    try:
        mail = COMPOSER.compose(letter, COMPANY, replace(SENDER, name=name))
    except Unsendable:
        return
    parsed = email.message_from_bytes(mail.content)
    assert set(parsed.keys()) == HEADERS
    assert not parsed.defects
    assert b"\n" not in mail.content.replace(b"\r\n", b"")


def test_both_languages_are_complete_and_say_the_same_things() -> None:
    for language, button in (("tr", "Belgeleri gör ve yanıtla"), ("en", "View documents and answer")):
        mail = COMPOSER.compose(replace(LETTER, language=language), COMPANY, SENDER)
        text, html = (
            part.get_payload(decode=True).decode()  # type: ignore[union-attr]
            for part in email.message_from_bytes(mail.content).get_payload()
        )
        for body in (text, html):
            assert button in body
            assert body.count(LETTER.url) >= 1
            assert "\ue000" not in body
        assert f'lang="{language}"' in html


def test_what_is_absent_leaves_no_trace() -> None:
    mail = COMPOSER.compose(LETTER, Company("Firma"), SENDER)
    text = email.message_from_bytes(mail.content).get_payload()[0].get_payload(decode=True).decode()  # type: ignore[index, union-attr]
    assert "Vergi no" not in text
    assert "Sorularınız için" not in text
