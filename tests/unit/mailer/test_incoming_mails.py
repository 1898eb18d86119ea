"""Mails as servers and people write them, told apart: reports in many dialects, machines' answers, people's answers."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from uuid import UUID

import pytest

from services.mailer.domain.return_path import ReturnPaths
from services.mailer.domain.returned import Kind, Returned, is_bad_address
from services.mailer.incoming.understanding import understand
from shared.keys import KeyRing

FOLDER = Path(__file__).parent / "incoming_mails"
MESSAGE = UUID("3f2504e0-4f89-41d3-9a0c-0305e82c3301")
ADDRESS = "muhasebe@cari.test"
PATHS = ReturnPaths("bounce@platform.test", KeyRing({1: b"k" * 32}))
STATUS = f"Reporting-MTA: dns; mail.cari.test\n\nFinal-Recipient: RFC822; {ADDRESS}\nAction: failed\nStatus: 5.3.0\n"
STATUS += f"Diagnostic-Code: SMTP; 553 5.3.0 <{ADDRESS}>... Unknown user\n"


def mail(name: str, message_id: UUID = MESSAGE, path: str | None = None) -> bytes:
    text = (FOLDER / f"{name}.eml").read_text(encoding="utf-8")
    values = {
        "{id}": str(message_id),
        "{address}": ADDRESS,
        "{path}": path or PATHS.of_message(message_id),
        "{status64}": b64encode(STATUS.encode()).decode(),
    }
    for key, value in values.items():
        text = text.replace(key, value)
    return text.encode()


def read(name: str) -> Returned:
    return understand(mail(name), PATHS)


@pytest.mark.parametrize(
    ("name", "kind", "status", "code", "bad_address"),
    [
        ("postfix_unknown", Kind.FAILED, "5.1.1", 550, True),
        ("postfix_delayed", Kind.DELAYED, "4.2.1", 450, False),
        ("postfix_delivered", Kind.DELIVERED, "2.0.0", 250, False),
        ("postfix_expired", Kind.FAILED, "4.4.1", 0, False),
        ("exim_unknown", Kind.FAILED, "5.0.0", 550, True),
        ("exim_old_text", Kind.FAILED, "5.1.1", 550, True),
        ("exim_warning_text", Kind.DELAYED, "", 0, False),
        ("exchange_m365", Kind.FAILED, "5.1.10", 550, True),
        ("exchange_quota", Kind.FAILED, "5.2.2", 554, False),
        ("gmail_unknown", Kind.FAILED, "5.1.1", 550, True),
        ("qmail_text", Kind.FAILED, "5.1.1", 0, True),
        ("sendmail_base64_status", Kind.FAILED, "5.3.0", 553, False),
        ("opensmtpd_error", Kind.FAILED, "5.1.1", 0, True),
        ("policy_rejected", Kind.FAILED, "5.7.1", 550, False),
    ],
)
def test_a_report_is_read_whatever_its_dialect(
    name: str, kind: Kind, status: str, code: int, bad_address: bool
) -> None:
    found = read(name)
    assert (found.kind, found.status, found.code, found.bad_address) == (kind, status, code, bad_address)
    assert ADDRESS in found.recipients
    assert len(found.words) <= 300


@pytest.mark.parametrize("name", ["ooo_turkish", "ooo_without_headers", "ooo_exchange", "read_receipt"])
def test_a_machines_answer_is_no_bounce(name: str) -> None:
    found = read(name)
    assert (found.kind, found.status, found.text) == (Kind.AUTO_REPLY, "", "")
    assert MESSAGE in (found.names.return_path, *found.names.references)


def test_a_persons_answer_is_kept_as_plain_text_with_the_names_of_its_files() -> None:
    found = read("reply_turkish")
    assert found.kind is Kind.REPLY
    assert (found.sender, found.sender_name) == (ADDRESS, "Muhasebe Şefli")
    assert found.subject == "Re: Ekim 2026 mutabakatı"
    assert found.text == "Merhaba, bizde bakiye 1.250,00 TL görünüyor.\nEkstremiz ektedir."
    assert found.attachments == ("ekstre.pdf",)
    assert found.names.return_path == MESSAGE


def test_of_an_answer_in_html_only_the_words_are_kept() -> None:
    found = read("reply_html_only")
    assert found.text == "Muhatabınız artık ben değilim & lütfen sorunuz.\n\nKolay gelsin"
    assert found.names.return_path is None
    assert found.names.references == (MESSAGE,)


@pytest.mark.parametrize("name", ["newsletter", "vague_failure"])
def test_what_is_about_nothing_of_ours_names_nothing_of_ours(name: str) -> None:
    found = read(name)
    assert found.kind in (Kind.UNCLEAR, Kind.REPLY)
    assert found.names.return_path is None
    assert (found.names.envelope_ids, found.names.message_ids, found.names.references) == ((), (), ())


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("postfix_unknown", {"return_path", "envelope_ids", "message_ids", "queue_ids"}),
        ("postfix_delivered", {"envelope_ids", "message_ids", "queue_ids"}),
        ("exchange_m365", {"return_path", "message_ids", "references"}),
        ("exim_old_text", {"message_ids"}),
        ("qmail_text", {"return_path", "message_ids"}),
        ("sendmail_base64_status", {"message_ids"}),
        ("gmail_unknown", {"return_path", "message_ids", "references"}),
    ],
)
def test_each_name_is_found_where_the_dialect_has_it(name: str, places: set[str]) -> None:
    names = read(name).names
    assert {place for place in names.__slots__ if getattr(names, place)} == places
    assert {names.return_path, *names.envelope_ids, *names.message_ids, *names.references} <= {MESSAGE, None}


def test_the_mails_own_message_id_names_nothing() -> None:
    forged = f"From: a@b.test\nTo: mutabakat@platform.test\nMessage-ID: <{MESSAGE}@mutabakat.test>\nX-Mutabakat-Id: {MESSAGE}\n"
    assert understand(f"{forged}\nhello\n".encode(), PATHS).names.message_ids == ()


@pytest.mark.parametrize(
    ("status", "words", "bad"),
    [
        ("5.1.1", "", True),
        ("5.1.10", "", True),
        ("5.2.1", "", True),
        ("5.1.8", "", False),
        ("5.1.90", "daily limit for message recipients", False),
        ("5.2.2", "mailbox full", False),
        ("5.7.1", "user unknown", False),
        ("4.4.7", "no such user", False),
        ("5.0.0", "unrouteable address", True),
        ("", "550 No such user here", True),
        ("", "Message too big", False),
    ],
)
def test_only_a_word_about_the_address_condemns_the_address(status: str, words: str, bad: bool) -> None:
    assert is_bad_address(status, words) is bad
