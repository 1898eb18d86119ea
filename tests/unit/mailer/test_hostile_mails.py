"""Mails made to hurt: huge, tangled, broken, random. Each is understood or called unclear, soon and without an exception."""

from __future__ import annotations

import json
import time
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.mailer.domain.returned import Kind, Returned
from services.mailer.incoming.anatomy import MOST_BYTES
from services.mailer.incoming.understanding import understand
from tests.unit.mailer.test_incoming_mails import FOLDER, PATHS, mail

NAMES = sorted(path.stem for path in FOLDER.glob("*.eml"))
SOON = 5.0
"""Seconds on a busy machine."""


def sound(found: Returned) -> Returned:
    """Everything of it can be stored in either database and shown on a line."""
    for text in (found.words, found.sender, found.sender_name, found.subject, *found.attachments):
        assert len(text) <= 320
        assert text == "" or text.isprintable()
    assert len(found.text) <= 10_000
    assert "\x00" not in found.text
    json.dumps(asdict(found), default=str).encode()
    return found


def nested(depth: int) -> bytes:
    opening = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return f"From: a@b.test\n{opening}Content-Type: text/plain\n\nx\n".encode()


@pytest.mark.parametrize(
    "content",
    [
        nested(5_000),
        b"Content-Type: message/rfc822\n\n" * 8_000,
        b"From: a@b.test\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhello\n" * 20_000,
        b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\n\n",
        b"X: y\n" * 60_000 + b"\n",
        b"Content-Type: text/html\n\n" + b"<" * 250_000,
        b"Content-Type: text/html\n\n" + b"<script>" * 30_000,
        b"Content-Type: text/html\n\n" + b"<!--" * 60_000,
        b"To: " + b"bounce+" * 30_000 + b"\n\n",
        b"From: mailer-daemon@x.test\n\n" + b"<a@b.test>:\n" * 20_000,
        b"From: mailer-daemon@x.test\n\n" + b" " * 250_000 + b"@",
        b"From: mailer-daemon@x.test\n\n" + b"a" * 250_000,
        b"From: mailer-daemon@x.test\n\n" + b"a@" * 120_000,
        b"x" * (3 * MOST_BYTES),
        b"",
        b"\x00\xff\xfe" * 1_000,
        b"Content-Type: text/plain; charset=no-such\n\n\xff\xff",
        b"Content-Type: text/plain; charset=\xff\n\nhello",
        b"From: =?utf-8?b?//8=?= <a@b.test>\nSubject: =?x-unknown?q?a?=\n\nhello",
    ],
    ids=range(19),
)
def test_a_trap_is_over_soon(content: bytes) -> None:
    began = time.process_time()
    sound(understand(content, PATHS))
    assert time.process_time() - began < SOON


def test_what_is_nested_like_a_trap_is_not_opened() -> None:
    assert understand(nested(100), PATHS).kind is Kind.UNCLEAR


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=2_000))
@example(b"Content-Type: multipart/report\n\n")
def test_random_bytes_are_understood_or_unclear(content: bytes) -> None:
    sound(understand(content, PATHS))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_a_damaged_mail_is_understood_or_unclear(name: str, data: st.DataObject) -> None:
    content = bytearray(mail(name))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(("cut", "byte", "double", "insert"))):
            case "cut":
                del content[place : place + data.draw(st.integers(1, 80))]
            case "byte":
                content[place] = data.draw(st.integers(0, 255))
            case "double":
                content[place:place] = content[max(0, place - 200) : place]
            case _:
                content[place:place] = data.draw(
                    st.sampled_from((b"\n\n", b"\r", b"\x00", b"=?", b"--b1\n", b"Content-Type: message/rfc822\n"))
                )
        if not content:
            break
    found = sound(understand(bytes(content), PATHS))
    # Damage may hide what a mail is about; it never makes it about another message.
    assert found.names.return_path in (None, understand(mail(name), PATHS).names.return_path)
