"""Writes a mail of two alternative bodies as bytes: CRLF only, base64 only, every text header an encoded word.

The standard library's generator walks the message line by line and costs more than the whole SMTP conversation; the structure is
always the same here, so it is written down directly. What decides safety stays the library's: `email.header.Header` encodes every
text, and `headers.checked` refuses control characters before that. The tests read the result with two parsers.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

LINE = 76
_CRLF = b"\r\n"


class BrokenHeader(ValueError):
    """A header would have ended before its end: never sent."""


def assemble(headers: Mapping[str, str], *, boundary: str, text: str, html: str) -> bytes:
    """`headers`: name → encoded value, folded with CRLF and a space where it is long."""
    lines = [f"{name}: {_whole(name, value)}" for name, value in headers.items()]
    lines += ["MIME-Version: 1.0", "Content-Type: multipart/alternative;", f' boundary="{boundary}"', "", ""]
    mark = f"--{boundary}".encode("ascii")
    return _CRLF.join(
        [
            "\r\n".join(lines).encode("ascii") + mark,
            *_part("plain", text),
            mark,
            *_part("html", html),
            mark + b"--",
            b"",
        ]
    )


def _whole(name: str, value: str) -> str:
    unfolded = value.replace("\r\n ", " ")
    if not unfolded.isascii() or not unfolded.isprintable():
        raise BrokenHeader(f"header {name} is not one header")
    return value


def _part(kind: str, body: str) -> list[bytes]:
    # Line ends as the canonical form of a text body has them, also inside base64.
    encoded = b64encode(body.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8"))
    return [
        f"Content-Type: text/{kind}; charset=utf-8".encode("ascii"),
        b"Content-Transfer-Encoding: base64",
        b"",
        *(encoded[start : start + LINE] for start in range(0, len(encoded), LINE)),
    ]
