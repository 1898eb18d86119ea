"""Bytes to text, with a report of what was taken.

The order never guessed wrong on Turkish text (user-experience.md §7): a UTF-16 byte order mark, strict UTF-8, else
Windows-1254. Protects against Excel files renamed to `.csv`, binary garbage, and UTF-8 cut off in the middle, which as
Windows-1254 would decode into nonsense without an error.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from shared.files import findings
from shared.files.problems import DamagedText, NotText

OpenFile = Callable[[], BinaryIO]
"""Opens the same file anew; reading takes several passes so that a column can decide before a row is read."""

_CHUNK = 1 << 18
_MAGIC = {
    b"PK\x03\x04": findings.WORKBOOK_OR_ARCHIVE,
    b"\xd0\xcf\x11\xe0": findings.OLD_WORKBOOK,
    b"%PDF": findings.PDF,
    b"\x1f\x8b": findings.GZIP_ARCHIVE,
    b"7z\xbc\xaf": findings.SEVEN_ZIP_ARCHIVE,
    b"Rar!": findings.RAR_ARCHIVE,
    b"\x89PNG": findings.IMAGE,
    b"\xff\xd8\xff": findings.IMAGE,
}
# Tab, line feed, vertical tab, form feed, carriage return, and the end-of-file mark of old DOS exports may occur.
_BINARY_BYTES = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """`name` for Python's codec, `label` for people, and whether a byte order mark was found."""

    name: str
    label: str
    has_mark: bool


def detect_encoding(open_file: OpenFile) -> TextEncoding:
    """Read the file once and say how its bytes are to be decoded. Raises `NotText` or `DamagedText`."""
    with open_file() as file:
        head = file.read(8)
    for magic, found in _MAGIC.items():
        if head.startswith(magic):
            raise NotText(found=found)
    for mark, name in ((codecs.BOM_UTF16_LE, "UTF-16 LE"), (codecs.BOM_UTF16_BE, "UTF-16 BE")):
        if head.startswith(mark):
            encoding = TextEncoding("utf-16", name, has_mark=True)
            _decode_all(open_file, encoding)
            return encoding
    has_mark = head.startswith(codecs.BOM_UTF8)
    _refuse_binary(open_file)
    position = _first_bad_utf8(open_file)
    if position is None:
        return TextEncoding("utf-8-sig", "UTF-8", has_mark)
    if has_mark or _is_mostly_utf8(open_file):
        raise DamagedText(position=position)
    encoding = TextEncoding("cp1254", "Windows-1254", has_mark=False)
    _decode_all(open_file, encoding)
    return encoding


def open_text(open_file: OpenFile, encoding: TextEncoding) -> TextIO:
    """Open the file as text; line ends are left to the reader of the format, as `csv` demands."""
    return io.TextIOWrapper(open_file(), encoding=encoding.name, errors="strict", newline="")


def _chunks(open_file: OpenFile) -> Iterator[bytes]:
    with open_file() as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _refuse_binary(open_file: OpenFile) -> None:
    for chunk in _chunks(open_file):
        if match := _BINARY_BYTES.search(chunk):
            found = findings.UTF_16_WITHOUT_MARK if match.group() == b"\x00" else findings.BINARY
            raise NotText(found=found)


def _first_bad_utf8(open_file: OpenFile) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    position = 0
    for chunk in _chunks(open_file):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return position - pending + error.start
        position += len(chunk)
    cut_off = len(decoder.getstate()[0])
    return position - cut_off if cut_off else None


def _is_mostly_utf8(open_file: OpenFile) -> bool:
    """True when more letters decode as UTF-8 than bytes do not.

    Letters of Windows-1254 stand alone between ASCII and so hardly ever look like UTF-8.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    for chunk in _chunks(open_file):
        text = decoder.decode(chunk)
        bad += text.count("\ufffd")
        good += sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    bad += decoder.decode(b"", final=True).count("\ufffd")
    return good > bad


def _decode_all(open_file: OpenFile, encoding: TextEncoding) -> None:
    broken = findings.BROKEN_UTF_16 if encoding.has_mark else findings.BROKEN_WINDOWS_1254
    decoder = codecs.getincrementaldecoder(encoding.name)()
    try:
        for chunk in _chunks(open_file):
            if "\x00" in decoder.decode(chunk):
                raise NotText(found=findings.BINARY)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise NotText(found=broken) from None
