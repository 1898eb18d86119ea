"""The documents of one upload, one at a time: a single XML file, an archive of them, and envelopes with several inside.

Protects memory: however many thousand documents an archive holds, one of them is in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shared.files.archives import members
from shared.files.encoding import OpenFile
from shared.files.limits import LIMITS
from shared.files.problems import FileProblem
from shared.files.ubl.elements import UBL, Element
from shared.files.xml import parse_xml

INVOICE, APPLICATION_RESPONSE, DESPATCH_ADVICE, RECEIPT_ADVICE, CREDIT_NOTE = (
    f"{{{UBL}{name}-2}}{name}"
    for name in ("Invoice", "ApplicationResponse", "DespatchAdvice", "ReceiptAdvice", "CreditNote")
)
_DOCUMENTS = (INVOICE, APPLICATION_RESPONSE, DESPATCH_ADVICE, RECEIPT_ADVICE, CREDIT_NOTE)
_NO_XML = (".pdf", ".html", ".htm", ".xslt", ".xsl", ".txt", ".jpg", ".png", ".csv", ".xlsx", ".xls")
_ZIP = b"PK\x03\x04"
_SPACE = b" \t\r\n"
_BEFORE_XML = b"\xef\xbb\xbf" + _SPACE


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
            root = parse_xml(content.lstrip(_SPACE))
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
        head = file.read(len(_ZIP))
        if head != _ZIP:
            yield name, head + file.read(LIMITS.xml + 1)
            return
    yield from members(open_file)
