"""Hostile XML documents, web pages and plain text."""

from __future__ import annotations

import codecs

from tests.hostile.corpus import MIB, Hostile, _laughs, _noise

_SS = "urn:schemas-microsoft-com:office:spreadsheet"


def _sheet(rows: str) -> bytes:
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{_SS}" xmlns:ss="{_SS}">'
        f'<Worksheet ss:Name="S"><Table>{_row("", "cari", "tutar")}{rows}</Table></Worksheet></Workbook>'
    ).encode()


def _row(attributes: str, *cells: str, of_cell: str = "") -> str:
    inner = "".join(f'<Cell{of_cell}><Data ss:Type="String">{cell}</Data></Cell>' for cell in cells)
    return f"<Row{attributes}>{inner}</Row>"


def _page(rows: str) -> bytes:
    return f"<html><body><table><tr><td>cari</td><td>tutar</td></tr>{rows}</table></body></html>".encode()


XML = (
    Hostile("billion laughs", "xml", "unsafe_xml", lambda: _laughs(10).encode()),
    Hostile("quadratic growth of one entity", "xml", "unsafe_xml", lambda: b"".join(
        (b'<!DOCTYPE a [<!ENTITY x "', b"x" * 100_000, b'">]><a>', b"&x;" * 30_000, b"</a>"))),
    Hostile("an entity that is a file", "xml", "unsafe_xml", lambda: (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')),
    Hostile("an entity that is an address", "xml", "unsafe_xml", lambda: (
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:1/x">]><a>&x;</a>')),
    Hostile("a document type elsewhere", "xml", "unsafe_xml", lambda: b'<!DOCTYPE a SYSTEM "http://x.test/a.dtd"><a/>'),
    Hostile("parameter entities", "xml", "unsafe_xml", lambda: (
        b'<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]><a/>')),
    Hostile("a document type behind a comment of a megabyte", "xml", "unsafe_xml", lambda: (
        b"<!-- <a> " + b"x" * MIB + b" -->" + _laughs(8).removeprefix('<?xml version="1.0"?>').encode())),
    Hostile("a document type behind an instruction that looks like an element", "xml", "unsafe_xml", lambda: (
        b"<?x <a ?>" + _laughs(8).removeprefix('<?xml version="1.0"?>').encode())),
    Hostile("a document type in UTF-16", "xml", "unsafe_xml", lambda: _laughs(9).encode("utf-16")),
    Hostile("a document type in UTF-16 without a mark", "xml", "unsafe_xml", lambda: _laughs(9).encode("utf-16-be")),
    Hostile("a document type in UTF-7", "xml", "unsafe_xml", lambda: (
        b'<?xml version="1.0" encoding="UTF-7"?>' + _laughs(9).removeprefix('<?xml version="1.0"?>').encode("utf-7"))),
    Hostile("a hundred thousand elements deep", "xml", "unsafe_xml", lambda: b"<a>" * 100_000 + b"</a>" * 100_000),
    Hostile("a hundred elements deep", "xml", "unsafe_xml", lambda: b"<a>" * 100 + b"</a>" * 100),
    Hostile("a hundred thousand attributes", "xml", "read", lambda: b"".join(
        (b"<a ", *(b'a%d="1" ' % n for n in range(100_000)), b"/>"))),
    Hostile("a text of twelve megabytes", "xml", "file_too_large", lambda: b"<a>" + b"x" * 12 * MIB + b"</a>"),
    Hostile("an inclusion that nobody follows", "xml", "read", lambda: (
        b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/hostname" parse="text"/></a>')),
    Hostile("cut off", "xml", "damaged_xml", lambda: b"<Invoice><cbc:ID"),
    Hostile("binary zeros", "xml", "damaged_xml", lambda: b"<a>\x00\x00</a>"),
    Hostile("an encoding that does not exist", "xml", "damaged_xml", lambda: b'<?xml version="1.0" encoding="x-none"?><a/>'),
    Hostile("nothing", "xml", "damaged_xml", lambda: b""),
    Hostile("sheet of 2003: a row beyond the last", "table", "damaged_file", lambda: _sheet(
        _row(' ss:Index="999999999"', "1", "2"))),
    Hostile("sheet of 2003: a cell beyond the last", "table", "too_many_columns", lambda: _sheet(
        _row("", "1", of_cell=' ss:Index="99999999"'))),
    Hostile("sheet of 2003: cells merged without end", "table", "too_many_columns", lambda: _sheet(
        _row("", *"123", of_cell=' ss:MergeAcross="99999"'))),
    Hostile("sheet of 2003: a document type", "table", "unsafe_xml", lambda: (
        _sheet("").replace(b"<Workbook", b'<!DOCTYPE Workbook [<!ENTITY x "y">]><Workbook', 1))),
    Hostile("sheet of 2003: elements without end", "table", "unsafe_xml", lambda: _sheet("<Row>" * 200 + "</Row>" * 200)),
    Hostile("an XML document where a table was asked for", "table", "not_a_table", lambda: b"<?xml version='1.0'?><Invoice/>"),
)  # fmt: skip

TEXT = (
    Hostile("web page: elements a hundred thousand deep", "table", "damaged_file", lambda: (
        b"<html><body>" + b"<div>" * 100_000 + b"<table><tr><td>a<td>b</table>")),
    Hostile("web page: tables in tables", "table", "damaged_file", lambda: b"<html>" + b"<table><tr><td>" * 3_000),
    Hostile("web page: a billion columns", "table", "read", lambda: _page('<tr><td colspan="1000000000">x</td></tr>')),
    Hostile("web page: a billion rows", "table", "read", lambda: _page(
        '<tr><td rowspan="1000000000">x</td><td>y</td></tr>' * 50)),
    Hostile("one line of fifty megabytes", "table", "no_separator", lambda: b"x" * 50 * MIB),
    Hostile("a quotation mark and fifty megabytes", "table", "cell_too_long", lambda: (
        b'cari;tutar\n1;2\n"' + (b"x" * MIB + b"\n") * 50)),
    Hostile("a quotation mark before the headings", "table", "no_separator", lambda: b'"' + b"abc;1,5\n" * MIB),
    Hostile("five million separators", "table", "no_separator", lambda: b"a;b;" * 2_000_000 + b"\n1;2\n"),
    Hostile("a thousand columns", "table", "too_many_columns", lambda: b"ab;" * 1_000 + b"ab\n1;2\n"),
    Hostile("a cell of a megabyte", "table", "cell_too_long", lambda: b"cari;tutar\n1;" + b"x" * MIB + b"\n"),
    Hostile("ten million quotation marks", "table", "cell_too_long", lambda: b"cari;tutar\n" + b'"' * 10_000_000 + b"\n"),
    Hostile("binary zeros in the middle", "table", "not_text", lambda: b"cari;tutar\n1;2\x00\n"),
    Hostile("UTF-16 without a mark", "table", "not_text", lambda: "cari;tutar\n1;2\n".encode("utf-16-le")),
    Hostile("UTF-16 with half a letter", "table", "not_text", lambda: (
        codecs.BOM_UTF16_LE + "cari;tutar\n".encode("utf-16-le")[:-1])),
    Hostile("a PDF document", "table", "not_text", lambda: b"%PDF-1.7\n" + _noise(5_000)),
    Hostile("a gzip archive", "table", "not_text", lambda: b"\x1f\x8b\x08" + _noise(5_000)),
    Hostile("noise", "table", "not_text", lambda: b"\x01" + _noise(5_000)),
    Hostile("nothing at all", "table", "empty_file", lambda: b""),
    Hostile("a workbook of thirty megabytes", "table", "file_too_large", lambda: b"PK\x03\x04" + b"\x00" * 30 * MIB),
)  # fmt: skip
