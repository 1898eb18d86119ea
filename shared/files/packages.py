"""What a ZIP is by the names inside it, and whether a workbook holds anything that a ledger does not need.

Protects calamine: every part is unpacked once and counted before the reader of workbooks sees the file, document types are
refused, and so are macros, links to other files and embedded objects.
"""

from __future__ import annotations

import re
import zipfile

from shared.files.archives import Archive, open_archive, safe_name
from shared.files.encoding import OpenFile
from shared.files.limits import LIMITS, MIB
from shared.files.problems import ForeignContent, MacroWorkbook, PasswordProtected, UnknownFormat, UnsafeArchive
from shared.files.xml import refuse_doctype

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\w*\.bin|Basic/.*|macrosheets/.*)$", re.IGNORECASE)
_FOREIGN = (
    (re.compile(r"^xl/externalLinks/", re.IGNORECASE), "links to other files"),
    (re.compile(r"^xl/embeddings/|oleObject|^ObjectReplacements/", re.IGNORECASE), "embedded objects"),
)
_XML_NAMES = (".xml", ".rels", ".vml")
_OTHERS = {"word/document.xml": "a Word document", "ppt/presentation.xml": "a presentation"}


def package_kind(open_file: OpenFile) -> str:
    """`xlsx`, `xlsb` or `ods` of a workbook that may be read, else `zip`. Raises a `FileProblem` for what may not."""
    archive = open_archive(open_file, largest=LIMITS.archive)
    names = {entry.filename.replace("\\", "/"): entry for entry in archive.entries}
    folded = {name.lower(): entry for name, entry in names.items()}
    for name, found in _OTHERS.items():
        if name in folded:
            raise UnknownFormat(found=found)
    if "xl/workbook.bin" in folded:
        kind = "xlsb"
    elif "xl/workbook.xml" in folded:
        kind = "xlsx"
    elif "mimetype" in folded and _first(archive, folded["mimetype"]).startswith(_ODS):
        kind = "ods"
    else:
        return "zip"
    if len(names) > LIMITS.workbook_entries:
        raise UnsafeArchive(found=f"more than {LIMITS.workbook_entries} entries", member="")
    _refuse_foreign(names)
    _unpack_all(archive)
    return kind


def _refuse_foreign(names: dict[str, zipfile.ZipInfo]) -> None:
    for name in names:
        if _MACROS.search(name):
            raise MacroWorkbook()
        for pattern, found in _FOREIGN:
            if pattern.search(name):
                raise ForeignContent(found=found, part=safe_name(name))


def _unpack_all(archive: Archive) -> None:
    total = 0
    for entry in archive.entries:
        is_xml = entry.filename.lower().endswith(_XML_NAMES)
        for position, chunk in enumerate(archive.unpack(entry)):
            total += len(chunk)
            if total > LIMITS.workbook_unpacked:
                raise UnsafeArchive(found=f"more than {LIMITS.workbook_unpacked // MIB} MiB", member="")
            if position == 0 and is_xml:
                refuse_doctype(chunk)
                _refuse_told(entry.filename, chunk)


def _refuse_told(name: str, chunk: bytes) -> None:
    if name == "[Content_Types].xml" and b"macroEnabled" in chunk:
        raise MacroWorkbook()
    if name == "META-INF/manifest.xml" and b"encryption-data" in chunk:
        raise PasswordProtected()


def _first(archive: Archive, entry: zipfile.ZipInfo) -> bytes:
    return next(archive.unpack(entry), b"")
