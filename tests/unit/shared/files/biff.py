"""Old workbooks (BIFF8 in a compound file), as small as a reader accepts them."""

from __future__ import annotations

import struct
from datetime import date

Cell = str | float | date | None
_SECTOR = 512
_DATE_XF = 1


def xls(rows: list[list[Cell]], *, since_1904: bool = False, name: str = "Sayfa1") -> bytes:
    """A workbook with one sheet; dates get the built-in format 14."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet += _cell(number, column, value, since_1904=since_1904)
    sheet += _record(0x000A, b"")
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    head += _record(0x0022, struct.pack("<H", since_1904))
    for format_number in (0, 14):
        head += _record(0x00E0, struct.pack("<HHH", 0, format_number, 0) + bytes(14))
    label = name.encode("utf-16-le")
    end = _record(0x000A, b"")
    start = len(head) + 4 + 8 + len(label) + len(end)
    head += _record(0x0085, struct.pack("<IBBBB", start, 0, 0, len(name), 1) + label) + end
    return _compound((head + sheet).ljust(4096, b"\0"))


def _cell(row: int, column: int, value: Cell, *, since_1904: bool) -> bytes:
    if value is None:
        return b""
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + text)
    if isinstance(value, date):
        days = (value - (date(1904, 1, 1) if since_1904 else date(1899, 12, 30))).days
        return _record(0x0203, struct.pack("<HHHd", row, column, _DATE_XF, days))
    return _record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(stream: bytes) -> bytes:
    """Sector 0 holds the allocation, sector 1 the directory, the stream comes behind."""
    sectors = -(-len(stream) // _SECTOR)
    free, last, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    chain = [table, last, *range(3, sectors + 2), last]
    assert len(chain) <= _SECTOR // 4
    allocation = struct.pack(f"<{len(chain)}I", *chain).ljust(_SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, last, 0, last, 0, 0) + b"\xff" * (108 * 4)
    directory = _entry("Root Entry", 5, child=1, start=last, size=0) + _entry(
        "Workbook", 2, child=free, start=2, size=len(stream)
    )
    return header + allocation + directory.ljust(_SECTOR, b"\0") + stream.ljust(sectors * _SECTOR, b"\0")


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    siblings = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + siblings
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
