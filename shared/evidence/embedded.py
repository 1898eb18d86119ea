"""Take the signed record out of a receipt's PDF, without believing anything else in it."""

from __future__ import annotations

import re
import zlib

LARGEST_RECORD = 4 * 1024 * 1024
_STREAM = re.compile(rb"/Type\s*/EmbeddedFile\b.{0,2000}?\bstream\r?\n", re.DOTALL)
_END = b"endstream"


def record_in_pdf(content: bytes) -> str:
    """The first embedded file that is a JSON object. Raises `ValueError` where there is none."""
    for found in _STREAM.finditer(content):
        end = content.find(_END, found.end())
        if end < 0:
            continue
        text = _unpacked(content[found.end() : end], packed=b"/FlateDecode" in found.group())
        if text.lstrip().startswith("{"):
            return text
    raise ValueError("this PDF holds no signed record; it is no receipt, or was printed anew and lost it")


def _unpacked(raw: bytes, *, packed: bool) -> str:
    if packed:
        try:
            raw = zlib.decompressobj().decompress(raw, LARGEST_RECORD)
        except zlib.error:
            return ""
    return raw[:LARGEST_RECORD].decode("utf-8", "replace")
