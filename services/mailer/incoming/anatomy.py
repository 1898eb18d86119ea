"""A mail from anywhere, opened within limits: parts, headers and texts, none of which can make the reader fall over.

Only the first quarter of a megabyte is ever looked at; the parser is not let near mails that are nested like a trap.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from html import unescape

MOST_BYTES = 256 * 1024
MOST_PARTS = 60
MOST_NESTED = 12
MOST_OF_A_HEADER = 2_000

_NESTING = re.compile(rb"(?i)content-type:\s*(?:multipart|message)/")
_TAG = re.compile(r"(<[^<>]{0,4000}>)")
_BREAKS = ("br", "p", "div", "tr", "li", "h1", "h2", "h3", "table", "blockquote")
_SILENT = ("script", "style", "head", "title")


class TooTangled(Exception):
    """Nested beyond what any honest mail is."""


def open_mail(content: bytes) -> Message:
    """The parsed mail. Raises `TooTangled`."""
    content = content[:MOST_BYTES]
    if len(_NESTING.findall(content)) > MOST_NESTED:
        raise TooTangled
    return email.message_from_bytes(content)


def parts(mail: Message) -> Iterator[Message]:
    """Parts from the outside in, not those of mails inside mails, and not endlessly many."""
    waiting = [mail]
    for _ in range(MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        yield part
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting[:0] = [inner for inner in payload if isinstance(inner, Message)]


def header(mail: Message, name: str) -> str:
    """The decoded first header of this name, on one line, bounded; empty when there is none."""
    return next(headers(mail, name), "")


def headers(mail: Message, *names: str) -> Iterator[str]:
    """The decoded headers of these names, at most twenty."""
    many = 0
    for name in names:
        for value in mail.get_all(name, []):
            many += 1
            if many > 20:
                return
            yield one_line(_decoded(str(value)[:MOST_OF_A_HEADER]))


def _decoded(value: str) -> str:
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError):  # an unknown character set, broken base64
        return value


def sender_of(mail: Message) -> tuple[str, str]:
    """Address and name in From."""
    found = getaddresses([header(mail, "From")])
    name, address = found[0] if found else ("", "")
    return one_line(address)[:320], one_line(name)[:200]


def text_of(part: Message) -> str:
    """The text of a part, bounded; what cannot be decoded becomes replacement characters."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset("utf-8") or "utf-8"
    try:
        text = payload[:MOST_BYTES].decode(charset, "replace")
    except (LookupError, ValueError):
        text = payload[:MOST_BYTES].decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def plain(html: str) -> str:
    """The words of an HTML text, in one pass over it; scripts and styles are no words."""
    words: list[str] = []
    silent = ""
    for piece in _TAG.split(html):
        if not piece.startswith("<") or not piece.endswith(">"):
            if not silent:
                words.append(piece)
            continue
        name = piece[1:].lstrip("/").split(">")[0].split()[:1]
        tag = name[0].lower().rstrip("/") if name else ""
        if silent:
            silent = "" if piece.startswith("</") and tag == silent else silent
        elif tag in _SILENT and not piece.startswith("</"):
            silent = tag
        elif tag in _BREAKS:
            words.append("\n")
    lines = (" ".join(line.split()) for line in unescape("".join(words)).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def printable(text: str) -> str:
    """Lines without control characters and without what turns the direction of writing."""
    return "\n".join("".join(c if c.isprintable() else " " for c in line).rstrip() for line in text.split("\n"))


def one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
