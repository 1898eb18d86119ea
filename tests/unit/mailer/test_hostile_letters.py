"""Whatever stands in a header, an address, a text or a company's own words: the mail keeps its structure and its receivers.

Two parsers that share no code judge it, the standard library's and `mailparse` (Rust), and a third look takes the lines as they
are. Runs on every Python that the product supports, 3.11 too, whose own `EmailMessage` would not pass.
"""

from __future__ import annotations

import email
import os
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from typing import Any

import pytest
from fast_mail_parser import parse_email_tree, walk
from hypothesis import given, settings
from hypothesis import strategies as st

from services.mailer.letters.assembly import Part
from services.mailer.letters.headers import Unsendable
from services.mailer.letters.languages import LANGUAGES
from services.mailer.letters.letter import Company, Letter, Mail, Sender
from services.mailer.letters.own_text import NAMES
from services.mailer.letters.pictures import read_logo
from services.mailer.letters.style import Style
from shared.contracts.responses import Answer, Receipt
from shared.contracts.values import Purpose
from shared.text import forbidden_character
from tests.unit.mailer.test_letters import COMPANY, COMPOSER, HEADERS, LETTER, SENDER
from tests.unit.mailer.test_pictures import png

LONG = "MUTABAKAT_SOAK_KILLS" in os.environ
"""A soak tries a hundred thousand letters."""

PDF = Part("application/pdf", b"%PDF-1.7\n\r\n.\r\n--=_\r\n", name="letter.pdf")
LOGO = read_logo(png())
RECEIPT = Receipt(
    version=1, answer=Answer.DISAGREED, responder_name="x", answered_at=datetime(2026, 11, 24, tzinfo=UTC)
)

PARTS = {
    (False, False): ["multipart/alternative", "text/plain", "text/html"],
    (True, False): ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"],
    (False, True): ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf"],
    (True, True): [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
        "application/pdf",
    ],
}  # fmt: skip


def check(mail: Mail, headers: set[str], parts: list[str], *, subject: str, name: str) -> tuple[str, str]:
    """Both parsers and the bare lines agree that the mail is what it was meant to be; returns its two bodies."""
    parsed = email.message_from_bytes(mail.content)
    tree = parse_email_tree(mail.content)
    nodes = list(walk(tree))
    assert Counter(parsed.keys()) == Counter(headers)
    assert {key: len(values) for key, values in tree.headers.items()} == dict.fromkeys(headers, 1)
    assert [part.get_content_type() for part in parsed.walk()] == parts
    assert [node.content_type for node in nodes] == parts
    assert [part.defects for part in parsed.walk()] == [[]] * len(parts)
    assert str(make_header(decode_header(parsed["Subject"]))) == subject
    assert tree.headers["Subject"] == [subject]
    assert tree.headers["From"] == [f"{name} <{mail.sender}>" if name else f"<{mail.sender}>"]
    # The address stands on a line of its own, and nothing but it.
    assert parsed["From"].splitlines()[-1].strip() == f"<{mail.sender}>"
    assert parsed["To"].splitlines()[-1].strip() == f"<{mail.recipient}>"
    head, _, _ = mail.content.partition(b"\r\n\r\n")
    for line in mail.content.split(b"\r\n"):
        assert len(line) <= 78
        assert not line.startswith(b".")
        assert re.fullmatch(rb"[\x20-\x7e]*", line)
    assert {line.split(b":")[0].decode() for line in head.split(b"\r\n") if not line.startswith(b" ")} == headers
    bodies = [part.get_payload(decode=True) for part in parsed.walk() if part.get_content_maintype() == "text"]
    others = [node.content for node in nodes if node.content_type.startswith("text/")]
    text, html = (body.decode() for body in bodies if isinstance(body, bytes))
    assert [_text(one) for one in others] == [text, html]
    return text, html


def _text(content: Any) -> str:
    return content.decode() if isinstance(content, bytes) else str(content)


PIECES = (
    [
        "\r", "\n", "\r\n", "\0", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\u200f", "\ufeff",
        "\r\nBcc: x@y.test", "\r\n\r\n<html>", "\r\n.\r\n", "=?utf-8?q?=0A?=Bcc: x@y.test", "=?utf-8?b?DQpCY2M6IHhAeQ==?=",
        "=?", "?=", "{{ url }}", "{{ counterparty }}", "{{", "}}", "{% raw %}", "{% for x in [1] %}", "{#", "%(url)s", "%s",
        "\ue000url\ue001", "\ue002", "\ue003", "--=_00000000000000000000000000000007", "<script>", "</td></tr></table>",
        "<!--", "-->", "<style>", "\"'><img src=x>", "&lt;", "<a href='https://x.test'>", "<b>", "👩‍👩‍👧", "e\u0301" * 9, "İıŞğ",
        "مرحبا", "\ud7ff", "@", ",", ";", "<x@y.test>", "(", ")", "\\", " ", "  ", "\t", "a" * 90, "Ğ" * 90, ".", "From ",
    ]
)  # fmt: skip
# What stops a letter at once would hide all the rest: most letters are made of what has to be carried, not refused.
CARRIED = [piece for piece in PIECES if forbidden_character(piece) is None]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=6).map("".join)
HEADER_TEXTS = st.lists(
    st.sampled_from(CARRIED) | st.text(max_size=8).filter(lambda text: forbidden_character(text) is None), max_size=6
).map("".join)


@st.composite
def letters(draw: st.DrawFn) -> tuple[Letter, Company, Sender, bool]:
    refused = draw(st.integers(0, 9)) == 0
    in_header = TEXTS if refused else HEADER_TEXTS
    texts: dict[str, Any] = {name: draw(TEXTS) for name in ("counterparty", "reference", "contact")}
    texts |= {name: draw(in_header) for name in ("recipient_name", "description")}
    answer = RECEIPT.model_copy(
        update={"responder_name": draw(TEXTS), "responder_title": draw(TEXTS), "explanation": draw(TEXTS)}
    )
    purpose = draw(st.sampled_from(Purpose))
    language = draw(st.sampled_from(LANGUAGES))
    address = st.just("a@b.test")
    if refused:
        address |= TEXTS.map(lambda text: f"a{text}@b.test") | TEXTS
    letter = replace(
        LETTER,
        **texts,
        purpose=purpose,
        language=language,
        address=draw(address),
        reply_to=draw(st.just("") | address),
        receipt=answer if purpose is Purpose.RECEIPT else None,
        follows=LETTER.message_id if draw(st.booleans()) else None,
    )
    own = COMPOSER.own_texts(language, {name: draw(TEXTS) for name in NAMES})
    style = Style({language: own}, LOGO if draw(st.booleans()) else None, amounts=draw(st.booleans()))
    company = replace(COMPANY, title=draw(TEXTS), tax_number=draw(TEXTS), style=style)
    return letter, company, Sender(draw(st.just("m@platform.test") | address), draw(in_header)), draw(st.booleans())


@settings(max_examples=100_000 if LONG else 120, deadline=None)
@given(letters())
def test_no_text_changes_a_mail_into_another(given_: tuple[Letter, Company, Sender, bool]) -> None:
    letter, company, sender, attached = given_
    try:
        mail = COMPOSER.compose(letter, company, sender, (PDF,) if attached else ())
    except Unsendable:
        return
    words = COMPOSER.words(letter, company)
    headers = set(HEADERS) if letter.reply_to else HEADERS - {"Reply-To"}
    if letter.follows:
        headers |= {"In-Reply-To", "References"}
    subject = words.subject.strip()
    text, html = check(
        mail,
        headers,
        PARTS[company.style.logo is not None, attached],
        subject=subject if len(subject) <= 150 else f"{subject[:149].rstrip()}…",
        name=_shortened(sender.name.strip()),
    )
    assert html.count("<script") == 0
    assert html.count("<img") == (company.style.logo is not None)
    assert html.count("</table>") == html.count("<table")
    assert html.count("<a ") == len(
        re.findall(r'<a (?:class="long" )?(?:style="[^"]*" )?(?:class="long" )?href="https://', html)
    )
    assert letter.url in text


def _shortened(name: str) -> str:
    return name if len(name) <= 100 else f"{name[:99].rstrip()}…"


@pytest.mark.parametrize("text", ["a\r\nBcc: x@y.test", "a\nb", "a\0b", "a\u202eb", "a\u2028b", "a\x85b"])
def test_lines_and_directions_cannot_be_smuggled_into_a_header(text: str) -> None:
    for letter in (replace(LETTER, description=text), replace(LETTER, recipient_name=text)):
        with pytest.raises(Unsendable):
            COMPOSER.compose(letter, COMPANY, SENDER)


def test_the_judges_see_what_they_are_there_for() -> None:
    """A mail with a header too many, or a part too many, is not let through."""
    mail = COMPOSER.compose(LETTER, COMPANY, SENDER)
    mark = b"\r\n--=_" + LETTER.message_id.hex.encode()
    expected = {"subject": LETTER.description, "name": SENDER.name}
    check(mail, HEADERS, PARTS[False, False], **expected)
    for broken in (
        mail.content.replace(b"Subject:", b"Bcc: x@y.test\r\nSubject:", 1),
        mail.content.replace(b"Date:", b"\r\nDate:", 1),
        mail.content.replace(mark, mark + b"\r\nContent-Type: text/plain\r\n\r\nx" + mark, 1),
        mail.content.replace(b"\r\n", b"\n", 3),
    ):
        with pytest.raises((AssertionError, TypeError, ValueError)):
            check(replace(mail, content=broken), HEADERS, PARTS[False, False], **expected)
