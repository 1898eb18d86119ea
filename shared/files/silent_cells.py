"""Cells of an XLSX sheet that show something and hold no value: errors (`#REF!`) and formulas that were never computed.

Protects figures from gaps: the reader of workbooks gives both as empty, and an amount must not be missing without a word.
They come as the text that stands there, `#REF!` or `=B2*C2`, which is no number and is named by whoever reads the column.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shared.files.archives import Archive
from shared.files.problems import FileProblem
from shared.files.xml import parse_xml

Silent = dict[int, dict[int, str]]
"""0-based row → 0-based column → text."""

_MOST = 100_000
_CELL = re.compile(rb"<c\b([^<>]*[^<>/])>(.*?)</c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<v>\s*([^<>\s][^<>]*)</v>")
_FORMULA = re.compile(rb"<f\b[^<>]*>([^<>]*)</f>")
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def find_silent(chunks: Iterable[bytes]) -> Silent:
    """Walk over the XML of one sheet. At most 100,000 cells are named; a sheet with more has no figures to lose."""
    found: Silent = {}
    count = 0
    for part in _rows_of(chunks):
        if b"<f" not in part and b't="e"' not in part:
            continue
        for match in _CELL.finditer(part):
            attributes, content = match[1], match[2]
            if b"<f" not in content and b't="e"' not in attributes:
                continue
            text = _text(attributes, content)
            place = _PLACE.search(attributes)
            if text and place and count < _MOST:
                found.setdefault(int(place[2]) - 1, {})[_column(place[1])] = text
                count += 1
    return found


def sheet_parts(archive: Archive) -> Mapping[str, str]:
    """Name of a sheet → its part; empty when the book does not say, which is then the reader's to report."""
    parts = {entry.filename: entry for entry in archive.entries}
    if _WORKBOOK not in parts or _RELATIONS not in parts:
        return {}
    try:
        book = parse_xml(b"".join(archive.unpack(parts[_WORKBOOK])))
        relations = parse_xml(b"".join(archive.unpack(parts[_RELATIONS])))
    except FileProblem:
        return {}
    targets = {_attribute(each, "Id"): _attribute(each, "Target") for each in relations}
    return {
        _attribute(sheet, "name"): posixpath.normpath(posixpath.join("/xl", targets[relation])).lstrip("/")
        for sheet in book.iter("{*}sheet")
        if (relation := _attribute(sheet, _RELATION_ID)) in targets
    }


def _attribute(element: Any, name: str) -> str:
    return str(element.get(name) or "")


def _rows_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes cut behind rows, so that no cell lies in two parts."""
    rest = b""
    for chunk in chunks:
        part = rest + chunk
        end = part.rfind(b"</row>")
        if end < 0 and len(part) < 8 * len(chunk):
            rest = part
            continue
        yield part[: end + 6]
        rest = part[end + 6 :]
    yield rest


def _text(attributes: bytes, content: bytes) -> str:
    value = _VALUE.search(content)
    if value is not None:
        return value[1].decode("utf-8", "replace") if b't="e"' in attributes else ""
    if b"<f" not in content:
        return ""
    formula = _FORMULA.search(content)
    return "=" + html.unescape(formula[1].decode("utf-8", "replace"))[:200] if formula else "="


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
