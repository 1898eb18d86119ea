"""One door for every file that holds a table: its first bytes say what it is, never its name.

Protects against names that lie: programs write web pages, XML and text into files called `.xls`, people rename the rest.
Files from people are opened in the confined child (`shared.files.confined`), because a workbook can unpack without end.
"""

from __future__ import annotations

import re

from shared.files import findings
from shared.files.compound import refuse_locked
from shared.files.delimited import open_delimited
from shared.files.encoding import OpenFile
from shared.files.html_tables import open_html
from shared.files.limits import LIMITS, MIB
from shared.files.packages import open_package
from shared.files.problems import FileTooLarge, NotATable
from shared.files.spreadsheetml import open_spreadsheetml
from shared.files.tables import HeadingScore, Table
from shared.files.workbooks import open_workbook

_HEAD = 64 * 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RAW_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_HTML = re.compile(r"<\s*(?:!doctype\s+html|html|table|head|body|meta|style)\b", re.IGNORECASE)
_SPREADSHEETML = re.compile(r'mso-application\s+progid="Excel\.Sheet"|urn:schemas-microsoft-com:office:spreadsheet')
_XML = re.compile(r"\s*<(?:\?xml\b|[A-Za-z_][\w.-]*:?[\w.-]*[\s>])")


def open_table(open_file: OpenFile, heading_score: HeadingScore | None = None) -> Table:
    """The table of a file, streamed or read. Raises a `FileProblem`.

    `heading_score(cells)` says how many cells of a row its caller knows as headings; it chooses the heading row below
    titles and the sheet of a workbook. Without it the first row with two cells of text is taken.
    """
    with open_file() as file:
        head = file.read(_HEAD)
        size = file.seek(0, 2)
    kind = sniff(head)
    if kind != "text" and size > LIMITS.file:
        raise FileTooLarge(size=-(-size // MIB), limit=LIMITS.file // MIB)
    if kind == "zip":
        package = open_package(open_file)
        if package is None:
            raise NotATable(found=findings.ZIP_ARCHIVE)
        with open_file() as workbook:
            return open_workbook(workbook, package.kind, heading_score, package.silent)
    if kind == "compound":
        refuse_locked(open_file)
        with open_file() as workbook:
            return open_workbook(workbook, "xls", heading_score)
    if kind == "html":
        return open_html(open_file, heading_score)
    if kind == "spreadsheetml":
        return open_spreadsheetml(open_file, heading_score)
    if kind == "xml":
        raise NotATable(found=findings.XML_DOCUMENT)
    return open_delimited(open_file, heading_score)


def sniff(head: bytes) -> str:
    """`zip`, `compound`, `html`, `spreadsheetml`, `xml` or `text`, from the first bytes of a file."""
    if head.startswith(_ZIP):
        return "zip"
    if head.startswith(_COMPOUND) or (head.startswith(_RAW_BIFF) and b"\x00" in head[:8]):
        return "compound"
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "replace").lstrip(
        "ï»¿\ufeff \t\r\n\0"
    )
    if not text.startswith("<"):
        return "text"
    if _SPREADSHEETML.search(text[:4096]):
        return "spreadsheetml"
    if _HTML.match(text) or (_HTML.search(text[:4096]) and not text.startswith("<?xml")) or "xhtml" in text[:512]:
        return "html"
    return "xml" if _XML.match(text) else "text"
