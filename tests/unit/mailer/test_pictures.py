"""Logos: what is no picture from its first to its last byte is refused, what rides along is left out."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.mailer.letters.pictures import LARGEST, NoPicture, read_logo


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 4, height: int = 2, *, more: bytes = b"", pixels: bytes | None = None, tail: bytes = b"") -> bytes:
    rows = pixels if pixels is not None else b"".join(b"\0" + b"\x20\x60\xa0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head), more, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + tail


def by_palette(palette: bytes, transparent: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", 2, 1, 8, 3, 0, 0, 0)
    colours = chunk(b"PLTE", palette) if palette else b""
    colours += chunk(b"tRNS", transparent) if transparent else b""
    parts = chunk(b"IHDR", head), colours, chunk(b"IDAT", zlib.compress(b"\0\0\0")), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


# One grey pixel of 8 × 8, with a comment and camera data between its parts.
_TABLE = bytes(range(1, 17))


def jpeg(*, components: int = 1, more: bytes = b"", tail: bytes = b"") -> bytes:
    def segment(marker: int, body: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body

    frame = struct.pack(">BHHB", 8, 8, 8, components) + b"".join(bytes((n + 1, 0x11, 0)) for n in range(components))
    return b"".join(
        (
            b"\xff\xd8",
            segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            more,
            segment(0xDB, b"\0" + b"\x01" * 64),
            segment(0xC0, frame),
            segment(0xC4, b"\0" + b"\0" * 16),
            segment(0xDA, b"\x01\x01\0\0\x3f\0"),
            b"\x12\xff\x00\x34\xff\xd0\x56",
            b"\xff\xd9",
            tail,
        )
    )


def test_a_png_is_written_anew_without_what_rides_along() -> None:
    logo = read_logo(png(480, 80, more=chunk(b"tEXt", b"Comment\0secret") + chunk(b"eXIf", b"place")))
    assert (logo.kind, logo.width, logo.height) == ("png", 240, 40)
    assert b"secret" not in logo.content
    assert b"place" not in logo.content
    assert read_logo(logo.content) == logo


def test_palette_and_transparent_colours_stay() -> None:
    source = by_palette(b"\x20\x60\xa0\xff\xff\xff", b"\xff\0")
    logo = read_logo(source)
    for kept in (chunk(b"PLTE", b"\x20\x60\xa0\xff\xff\xff"), chunk(b"tRNS", b"\xff\0")):
        assert kept in logo.content
    assert chunk(b"tRNS", b"\0\x20\0\x60\0\xa0") in read_logo(png(more=chunk(b"tRNS", b"\0\x20\0\x60\0\xa0"))).content
    assert b"PLTE" not in read_logo(png(more=chunk(b"PLTE", b"\x20\x60\xa0"))).content


def test_a_jpeg_is_copied_without_what_rides_along() -> None:
    logo = read_logo(jpeg(more=b"\xff\xe1\x00\x0aExif\0\0\0\0" + b"\xff\xfe\x00\x08secret"))
    assert (logo.kind, logo.width, logo.height) == ("jpeg", 8, 8)
    assert b"secret" not in logo.content
    assert b"Exif" not in logo.content
    assert read_logo(logo.content) == logo


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "neither a PNG nor a JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither a PNG nor a JPEG"),
        (b"GIF89a", "neither a PNG nor a JPEG"),
        (png() + b"\0" * LARGEST, "at most 102,400"),
        (png(2001, 1), "at most 2000 × 2000"),
        (png(tail=b"<script>"), "behind the end"),
        (png(pixels=b"\0" * 10_000_000), "damaged"),
        (png(pixels=b"\0"), "damaged"),
        (png()[:-20], "damaged"),
        (png().replace(b"IDAT", b"IDAX"), "damaged"),
        (png()[:8] + chunk(b"IEND", b""), "damaged"),
        (png(more=chunk(b"tRNS", b"<script>" * 99)), "damaged"),
        (by_palette(b""), "damaged"),
        (by_palette(b"\x20\x60\xa0" * 257), "damaged"),
        (by_palette(b"\x20\x60\xa0", b"\0\0"), "damaged"),
        (jpeg(tail=b"PK\x03\x04"), "behind its end"),
        (jpeg(components=4), "CMYK"),
        (jpeg()[:-2], "damaged"),
        (jpeg()[:30], "damaged"),
        (b"\xff\xd8\xff\xd9", "damaged"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_reason(content: bytes, why: str) -> None:
    with pytest.raises(NoPicture, match=why):
        read_logo(content)


@settings(max_examples=200)
@given(st.data())
def test_a_changed_picture_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([png(), jpeg()])))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    try:
        logo = read_logo(bytes(content))
    except NoPicture:
        return
    assert read_logo(logo.content) == logo
