"""A company's logo: read byte by byte, and written anew without anything that a picture does not need.

The content decides, not the name: PNG and JPEG in their common forms. Comments, camera data, profiles and whatever else may hide
between the parts of a picture are left out; what is no such picture from its first to its last byte is refused.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence

from services.mailer.letters.style import Logo

LARGEST = 100 * 1024
MOST_PIXELS = 2000
"""On each side."""
BOX = (240, 80)
"""Logos are shown no larger than this."""

_PNG = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_BY_PALETTE = 3
_TRANSPARENT = {0: 2, 2: 6}
"""How many bytes name the transparent colour where there is no palette."""
_JPEG_KEPT = frozenset({0xC4, 0xDB, 0xDD, 0xE0})
_JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2})


class NoPicture(ValueError):
    """The text says why."""


def read_logo(content: bytes) -> Logo:
    """The picture, cleaned, with the size at which it is shown. Raises `NoPicture`."""
    if len(content) > LARGEST:
        raise NoPicture(f"the picture has {len(content):,} bytes; at most {LARGEST:,} are possible")
    try:
        if content.startswith(_PNG):
            kind, (clean, width, height) = "png", _png(content)
        elif content.startswith(b"\xff\xd8\xff"):
            kind, (clean, width, height) = "jpeg", _jpeg(content)
        else:
            raise NoPicture("this is neither a PNG nor a JPEG picture")
    except (struct.error, IndexError, zlib.error):
        raise NoPicture("the picture is damaged") from None
    scale = min(1, BOX[0] / width, BOX[1] / height)
    return Logo(clean, kind, max(1, round(width * scale)), max(1, round(height * scale)))


def _sized(width: int, height: int) -> None:
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise NoPicture(f"the picture is {width} × {height}; at most {MOST_PIXELS} × {MOST_PIXELS} are possible")


# -------------------------------------------------------------------------------------------------------- PNG
def _png(content: bytes) -> tuple[bytes, int, int]:
    chunks = list(_png_chunks(content))
    if chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND":
        raise NoPicture("the picture is damaged")
    width, height, depth, colours, compression, filtering, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    _sized(width, height)
    if depth not in _DEPTHS.get(colours, ()) or compression or filtering or interlaced > 1:
        raise NoPicture("the picture is of a kind of PNG that is not possible here")
    data = b"".join(body for name, body in chunks if name == b"IDAT")
    rows = _interlaced_rows(width, height) if interlaced else ((width, height),)
    expected = sum(lines * (1 + (across * depth * _CHANNELS[colours] + 7) // 8) for across, lines in rows)
    unpacking = zlib.decompressobj()
    pixels = unpacking.decompress(data, expected + 1)
    if len(pixels) != expected or not unpacking.eof or unpacking.unused_data:
        raise NoPicture("the picture is damaged")
    # Packed anew: nothing rides along between or behind the compressed rows.
    parts = [(b"IHDR", chunks[0][1]), *_png_colours(chunks, depth, colours)]
    parts += [(b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b"")]
    clean = _PNG + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
    return clean, width, height


def _png_colours(chunks: Sequence[tuple[bytes, bytes]], depth: int, colours: int) -> Iterator[tuple[bytes, bytes]]:
    """The palette where the pixels name colours of one, and what is transparent; each no longer than it can be."""
    entries = 0
    if colours == _BY_PALETTE:
        palette = b"".join(body for name, body in chunks if name == b"PLTE")
        entries, rest = divmod(len(palette), 3)
        if rest or not 0 < entries <= 1 << depth:
            raise NoPicture("the picture is damaged")
        yield b"PLTE", palette
    transparent = next((body for name, body in chunks if name == b"tRNS"), None)
    if transparent is not None:
        longest = entries if colours == _BY_PALETTE else _TRANSPARENT.get(colours, 0)
        if not 0 < len(transparent) <= longest:
            raise NoPicture("the picture is damaged")
        yield b"tRNS", transparent


def _interlaced_rows(width: int, height: int) -> Iterator[tuple[int, int]]:
    for left, top, across, down in (
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ):  # fmt: skip
        columns, lines = (width - left + across - 1) // across, (height - top + down - 1) // down
        if columns > 0 and lines > 0:
            yield columns, lines


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        name, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", content, at + 8 + length)
        if len(body) != length or zlib.crc32(name + body) != checksum:
            raise NoPicture("the picture is damaged")
        yield name, body
        at += 12 + length
        if name == b"IEND" and at != len(content):
            raise NoPicture("there is something behind the end of the picture")


# ------------------------------------------------------------------------------------------------------- JPEG
def _jpeg(content: bytes) -> tuple[bytes, int, int]:
    kept, at = [b"\xff\xd8"], 2
    size: tuple[int, int] | None = None
    while True:
        if content[at] != 0xFF:
            raise NoPicture("the picture is damaged")
        marker = content[at + 1]
        if marker == 0xD9:
            break
        (length,) = struct.unpack_from(">H", content, at + 2)
        segment = content[at : at + 2 + length]
        if length < 2 or len(segment) != length + 2:
            raise NoPicture("the picture is damaged")
        at += len(segment)
        if marker in _JPEG_FRAMES:
            height, width, components = struct.unpack_from(">HHB", segment, 5)
            if components not in (1, 3):
                raise NoPicture("the picture is for printing (CMYK); please save it for the screen (RGB)")
            _sized(width, height)
            size = (width, height)
            kept.append(segment)
        elif marker == 0xDA:
            if size is None:
                raise NoPicture("the picture is damaged")
            end = _end_of_scan(content, at)
            kept += (segment, content[at:end])
            at = end
        elif marker in _JPEG_KEPT:
            kept.append(segment if marker != 0xE0 else _plain_jfif(segment))
        elif not (0xE1 <= marker <= 0xEF or marker == 0xFE):
            raise NoPicture("the picture is of a kind of JPEG that is not possible here")
    if size is None or at + 2 != len(content):
        raise NoPicture("the picture is damaged, or there is something behind its end")
    return b"".join([*kept, b"\xff\xd9"]), *size


def _plain_jfif(segment: bytes) -> bytes:
    """The head of a JPEG without the small picture that it may hold; nothing where it is another head."""
    if segment[4:9] != b"JFIF\0" or len(segment) < 18:
        return b""
    return b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"


def _end_of_scan(content: bytes, at: int) -> int:
    """Behind the compressed lines: they hold 0xFF only before a zero or as a mark to start anew."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise NoPicture("the picture is damaged")
        if content[at + 1] == 0x00 or 0xD0 <= content[at + 1] <= 0xD7:
            at += 2
        else:
            return at
