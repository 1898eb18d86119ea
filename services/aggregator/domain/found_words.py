"""What a file was found to be, as `found` in the problems of `shared.files` says it: words of sentences that are translated."""

from __future__ import annotations

from shared.text import N_

FOUND_WORDS = (
    N_("a ZIP archive"),
    N_("another archive"),
    N_("an unusual compression"),
    N_("an entry that lies about its size"),
    N_("entries that overlap"),
    N_("two entries of one name"),
    N_("embedded objects"),
    N_("binary data"),
    N_("UTF-16 without a mark, or binary data"),
    N_("an Excel workbook or ZIP archive"),
    N_("an Excel workbook"),
    N_("an old Excel workbook"),
    N_("a binary Excel workbook"),
    N_("an Excel 2003 XML workbook"),
    N_("an ODS sheet"),
    N_("a web page"),
    N_("an XML document"),
    N_("a document type definition"),
    N_("a PDF document"),
    N_("a Word document"),
    N_("a presentation"),
    N_("a gzip archive"),
    N_("a 7z archive"),
    N_("a RAR archive"),
    N_("an image"),
)
