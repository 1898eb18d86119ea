"""What a ZIP is by the names inside it, and whether a workbook holds anything that a ledger does not need.

Protects calamine: every part is unpacked once and counted before the reader of workbooks sees the file, document types are
refused, and so are macros, links to other files and embedded objects.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shared.files import findings
from shared.files.archives import Archive, open_archive, safe_name
from shared.files.encoding import OpenFile
from shared.files.limits import LIMITS
from shared.files.problems import ForeignContent, MacroWorkbook, PasswordProtected, UnknownFormat, UnsafeArchive
from shared.files.silent_cells import Silent, find_silent, sheet_parts
from shared.files.xml import refuse_doctype

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\w*\.bin|Basic/.*|macrosheets/.*)$", re.IGNORECASE)
_FOREIGN = (
    (re.compile(r"^xl/externalLinks/", re.IGNORECASE), findings.EXTERNAL_LINKS),
    (re.compile(r"^xl/embeddings/|oleObject|^ObjectReplacements/", re.IGNORECASE), findings.EMBEDDED_OBJECTS),
)
_XML_NAMES = (".xml", ".rels", ".vml")
_OTHERS = {"word/document.xml": findings.WORD_DOCUMENT, "ppt/presentation.xml": findings.PRESENTATION}


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook that may be read. `kind` is `xlsx`, `xlsb` or `ods`; `silent` holds cells by the name of their sheet."""

    kind: str
    silent: Mapping[str, Silent]


def package_kind(open_file: OpenFile) -> str:
    """`xlsx`, `xlsb` or `ods` of a workbook, else `zip`; from the names inside, nothing is unpacked."""
    return _kind(open_archive(open_file, largest=LIMITS.archive))


def open_package(open_file: OpenFile) -> Package | None:
    """Check a ZIP; None when it is no workbook. Raises a `FileProblem` for a workbook that may not be read."""
    archive = open_archive(open_file, largest=LIMITS.archive)
    kind = _kind(archive)
    if kind == "zip":
        return None
    if len(archive.entries) > LIMITS.workbook_entries:
        raise UnsafeArchive(found=findings.TOO_MANY_ENTRIES, member="")
    _refuse_foreign(archive)
    return Package(kind, _unpack_all(archive, sheet_parts(archive) if kind == "xlsx" else {}))


def _kind(archive: Archive) -> str:
    names = {entry.filename.replace("\\", "/").lower(): entry for entry in archive.entries}
    for name, found in _OTHERS.items():
        if name in names:
            raise UnknownFormat(found=found)
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names:
        return "xlsx"
    mark = names.get("mimetype")
    return "ods" if mark is not None and next(archive.unpack(mark), b"").startswith(_ODS) else "zip"


def _refuse_foreign(archive: Archive) -> None:
    for name in (entry.filename.replace("\\", "/") for entry in archive.entries):
        if _MACROS.search(name):
            raise MacroWorkbook()
        for pattern, found in _FOREIGN:
            if pattern.search(name):
                raise ForeignContent(found=found, part=safe_name(name))


def _unpack_all(archive: Archive, sheets: Mapping[str, str]) -> Mapping[str, Silent]:
    """Unpack and count every part; on the way, what calamine leaves out of the sheets is found."""
    total = 0

    def counted(entry: zipfile.ZipInfo) -> Iterator[bytes]:
        nonlocal total
        is_xml = entry.filename.lower().endswith(_XML_NAMES)
        for position, chunk in enumerate(archive.unpack(entry)):
            total += len(chunk)
            if total > LIMITS.workbook_unpacked:
                raise UnsafeArchive(found=findings.TOO_MUCH_UNPACKED, member="")
            if position == 0 and is_xml:
                refuse_doctype(chunk)
                _refuse_told(entry.filename, chunk)
            yield chunk

    silent: dict[str, Silent] = {}
    names = {part: name for name, part in sheets.items()}
    for entry in archive.entries:
        name = names.get(entry.filename.replace("\\", "/").lstrip("/"))
        if name is not None:
            silent[name] = find_silent(counted(entry))
        else:
            for _ in counted(entry):
                pass
    return silent


def _refuse_told(name: str, chunk: bytes) -> None:
    if name == "[Content_Types].xml" and b"macroEnabled" in chunk:
        raise MacroWorkbook()
    if name == "META-INF/manifest.xml" and b"encryption-data" in chunk:
        raise PasswordProtected()
