"""ZIP archives written by hand, so that their directory can say what is not true."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field


@dataclass(slots=True)
class Entry:
    """What the directory claims beside what is there; None means the truth."""

    name: str
    content: bytes
    method: int = 8
    flags: int = 0
    claimed_size: int | None = None
    claimed_packed: int | None = None
    packed: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.packed = deflate(self.content) if self.method == 8 else self.content


def deflate(content: bytes, level: int = 9) -> bytes:
    encoder = zlib.compressobj(level, zlib.DEFLATED, -15)
    return encoder.compress(content) + encoder.flush()


def archive(*entries: Entry, overlapping: bool = False) -> bytes:
    """`overlapping`: all entries of the directory point at the bytes of the first."""
    body = bytearray()
    directory = bytearray()
    first = 0
    for number, entry in enumerate(entries):
        start = first if overlapping and number else len(body)
        name = entry.name.encode()
        size = len(entry.content) if entry.claimed_size is None else entry.claimed_size
        packed = len(entry.packed) if entry.claimed_packed is None else entry.claimed_packed
        common = struct.pack(
            "<HHHHHIIIHH", 20, entry.flags, entry.method, 0, 0x21, zlib.crc32(entry.content), packed, size, len(name), 0
        )
        if not (overlapping and number):
            body += b"PK\x03\x04" + common + name + entry.packed
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, start) + name
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return bytes(body + directory + b"PK\x05\x06" + end)
