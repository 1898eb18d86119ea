"""What a `FileProblem` says it has found: English msgids, translated like the sentence into which they go."""

from __future__ import annotations

from shared.text import N_

ZIP_ARCHIVE = N_("a ZIP archive")
XML_DOCUMENT = N_("an XML document")
WEB_PAGE = N_("a web page")
WORD_DOCUMENT = N_("a Word document")
PRESENTATION = N_("a presentation")
WORKBOOK = N_("an Excel workbook")
OLD_WORKBOOK = N_("an old Excel workbook")
BINARY_WORKBOOK = N_("a binary Excel workbook")
XML_WORKBOOK = N_("an Excel 2003 XML workbook")
ODS_WORKBOOK = N_("an ODS sheet")
WORKBOOK_OR_ARCHIVE = N_("an Excel workbook or ZIP archive")
PDF = N_("a PDF document")
GZIP_ARCHIVE = N_("a gzip archive")
SEVEN_ZIP_ARCHIVE = N_("a 7z archive")
RAR_ARCHIVE = N_("a RAR archive")
IMAGE = N_("an image")
BINARY = N_("binary data")
UTF_16_WITHOUT_MARK = N_("UTF-16 without a mark, or binary data")
BROKEN_WINDOWS_1254 = N_("no valid Windows-1254 text")
BROKEN_UTF_16 = N_("no valid UTF-16 text")

ANOTHER_ARCHIVE = N_("another archive")
TOO_MANY_ENTRIES = N_("too many entries")
TOO_MUCH_UNPACKED = N_("more than may be unpacked")
UNFOLDING_ENTRY = N_("an entry that unpacks to many times its size")
LYING_ENTRY = N_("an entry that lies about its size")
LARGE_FILE = N_("a file that is too large")
UNUSUAL_COMPRESSION = N_("an unusual compression")
OVERLAPPING_ENTRIES = N_("entries that overlap")
TWO_OF_ONE_NAME = N_("two entries of one name")

EXTERNAL_LINKS = N_("links to other files")
EMBEDDED_OBJECTS = N_("embedded objects")
DOCUMENT_TYPE = N_("a document type definition")
DEEP_NESTING = N_("elements that are nested too deep")

ALL = frozenset(value for name, value in list(vars().items()) if name.isupper() and isinstance(value, str))
"""For whoever renders a problem: a `found` that is one of these is words and is translated."""
