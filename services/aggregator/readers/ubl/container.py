"""The documents of one upload, one at a time: a single XML file, an archive of them, and envelopes with several inside.

Protects memory: however many thousand documents an archive holds, one of them is in memory.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from services.aggregator.readers.ubl.elements import UBL, Element
from shared.files.problems import FileProblem

OpenFile = Callable[[], BinaryIO]

INVOICE, APPLICATION_RESPONSE, DESPATCH_ADVICE, RECEIPT_ADVICE, CREDIT_NOTE = (
    f"{{{UBL}{name}-2}}{name}"
    for name in ("Invoice", "ApplicationResponse", "DespatchAdvice", "ReceiptAdvice", "CreditNote")
)
_DOCUMENTS = (INVOICE, APPLICATION_RESPONSE, DESPATCH_ADVICE, RECEIPT_ADVICE, CREDIT_NOTE)
_NO_XML = (".pdf", ".html", ".htm", ".xslt", ".xsl", ".txt", ".jpg", ".png", ".csv", ".xlsx", ".xls")
_BEFORE_XML = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the upload. `root` is its own element, or the file's when `tag` is none that we know."""

    row: int
    file: str
    tag: str
    root: Element


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file of the upload that is no XML (`problem` is None), or XML that is broken or forbidden."""

    row: int
    file: str
    problem: FileProblem | None = None


def documents(open_file: OpenFile, name: str) -> Iterator[Document | Unreadable]:
    """Every document, numbered from 1 in the order of the archive. Raises `FileProblem` for an archive that cannot be opened."""
    row = 0
    for file, content in _files(open_file, name):
        if file.lower().endswith(_NO_XML) or not content[:64].lstrip(_BEFORE_XML).startswith(
            (b"<", b"\xff\xfe", b"\xfe\xff")
        ):
            row += 1
            yield Unreadable(row, file)
            continue
        try:
            root = _parse(content)
        except FileProblem as problem:
            row += 1
            yield Unreadable(row, file, problem)
            continue
        for element in _unwrapped(root):
            row += 1
            yield Document(row, file, element.tag, element)


def _unwrapped(root: Element) -> Iterator[Element]:
    """The documents inside an envelope (StandardBusinessDocument, or whatever else is around them)."""
    if root.tag in _DOCUMENTS:
        yield root
        return
    found = False
    for element in root.iter(*_DOCUMENTS):
        found = True
        yield element
    if not found:
        yield root


def _files(open_file: OpenFile, name: str) -> Iterator[tuple[str, bytes]]:
    with open_file() as file:
        is_archive = zipfile.is_zipfile(file)
        file.seek(0)
        if not is_archive:
            yield name, file.read()
            return
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                if not member.is_dir():
                    yield member.filename, archive.read(member)


class _BrokenXml(FileProblem):
    code = "broken_xml"


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _parse(content: bytes) -> Element:
    try:
        return etree.fromstring(content.lstrip(b" \t\r\n"), _PARSER)
    except etree.XMLSyntaxError as broken:
        raise _BrokenXml from broken
