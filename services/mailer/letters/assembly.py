"""Writes a mail as bytes: CRLF only, base64 only, every text header an encoded word.

The standard library's generator walks the message line by line and costs more than the whole SMTP conversation; there are only
few structures here, so they are written down directly. What decides safety stays the library's: `email.header.Header` encodes
every text, and `headers.checked` refuses control characters before that. The tests read the result with two parsers.

    mixed                       only with attachments
    ├ alternative
    │ ├ text/plain
    │ └ related                 only with a logo
    │   ├ text/html
    │   └ image
    └ attachment …
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from struct import unpack_from

LINE = 76
_CRLF = b"\r\n"
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*")
_CONTENT_ID = re.compile(r"[A-Za-z0-9.-]+@[A-Za-z0-9.\[\]:-]+")


class BrokenHeader(ValueError):
    """A header would have ended before its end: never sent."""


@dataclass(frozen=True, eq=False)
class Part:
    """A file in a mail. Name and type are ours, never a user's; encoded once, however many mails carry it."""

    kind: str
    content: bytes
    name: str
    content_id: str = ""
    """Empty: an attachment; else what `cid:` in the HTML names."""

    @cached_property
    def lines(self) -> bytes:
        names = (*self.kind.split("/"), self.name)
        if not all(_TOKEN.fullmatch(name) for name in names):
            raise BrokenHeader("a part's type or name is no plain word")
        if self.content_id and not _CONTENT_ID.fullmatch(self.content_id):
            raise BrokenHeader("a part's id is no plain address")
        shown = "inline" if self.content_id else "attachment"
        head = [
            f"Content-Type: {self.kind};",
            f' name="{self.name}"',
            "Content-Transfer-Encoding: base64",
            f"Content-Disposition: {shown};",
            f' filename="{self.name}"',
        ]
        if self.content_id:
            head.append(f"Content-ID: <{self.content_id}>")
        return _CRLF.join(["\r\n".join(head).encode("ascii"), b"", *_encoded(self.content)])


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail holds."""

    text: str
    html: str
    related: tuple[Part, ...] = ()
    attached: tuple[Part, ...] = ()


def assemble(headers: Mapping[str, str], *, boundary: str, content: Content) -> bytes:
    """`headers`: name → encoded value, folded with CRLF and a space where it is long."""
    html = _text_part("html", content.html)
    if content.related:
        html = _multipart("related", f"=_r{boundary}", [html, *(part.lines for part in content.related)])
    body = _multipart("alternative", f"=_{boundary}", [_text_part("plain", content.text), html])
    if content.attached:
        body = _multipart("mixed", f"=_m{boundary}", [body, *(part.lines for part in content.attached)])
    head = [*(f"{name}: {_whole(name, value)}" for name, value in headers.items()), "MIME-Version: 1.0", ""]
    return b"".join(("\r\n".join(head).encode("ascii"), body, _CRLF))


def _whole(name: str, value: str) -> str:
    unfolded = value.replace("\r\n ", " ")
    if not unfolded.isascii() or not unfolded.isprintable():
        raise BrokenHeader(f"header {name} is not one header")
    return value


def _multipart(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    mark = f"--{boundary}".encode("ascii")
    lines = [f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n'.encode("ascii")]
    for part in parts:
        lines += (mark, part)
    return _CRLF.join([*lines, mark + b"--"])


def _text_part(kind: str, body: str) -> bytes:
    # Line ends as the canonical form of a text body has them, also inside base64.
    if "\r" in body:
        body = body.replace("\r\n", "\n")
    body = body.replace("\n", "\r\n")
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n".encode("ascii")
    return _CRLF.join([head, *_encoded(body.encode("utf-8"))])


def _encoded(content: bytes) -> list[bytes]:
    encoded = b2a_base64(content, newline=False)
    whole = len(encoded) // LINE
    # Cut in one call: a letter has some two hundred lines.
    lines = list(unpack_from(f"{LINE}s" * whole, encoded))
    return [*lines, rest] if (rest := encoded[whole * LINE :]) else lines
