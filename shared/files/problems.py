"""What can be wrong with a whole file or a whole column. A single bad row is data, not an exception."""

from __future__ import annotations

from typing import Any

from shared.errors import Invalid
from shared.text import N_


class FileProblem(Invalid):
    """A file that cannot be read as it is: a stable code, an English msgid and what goes into it."""

    code = "unreadable_file"
    message = N_("The file cannot be read.")

    def __init__(self, **params: Any) -> None:
        super().__init__(self.message, **params)


class NotText(FileProblem):
    """Bytes that are no text in any encoding we read."""

    code = "not_text"
    message = N_("This is not a text file ({found}). Save it as CSV and upload it again; nothing was imported.")


class DamagedText(FileProblem):
    """Mostly UTF-8, but broken somewhere: cut off or pasted together. Reading it as cp1254 would garble every letter."""

    code = "damaged_text"
    message = N_(
        "The file is damaged: after byte {position} it is no valid UTF-8. Export it again; nothing was imported."
    )


class EmptyFile(FileProblem):
    code = "empty_file"
    message = N_("The file has no heading row. Its first row must name the columns; nothing was imported.")


class NoSeparator(FileProblem):
    code = "no_separator"
    message = N_(
        "No column separator was found. Cells are separated by a semicolon, a comma or a tab; nothing was imported."
    )


class AmbiguousNumberColumn(FileProblem):
    """Nothing in the column tells whether `1.234` is one thousand or one; `examples` holds up to five such cells.

    Each example is `(cell, reading with a decimal comma, reading with a decimal point)`.
    """

    code = "ambiguous_number_column"
    message = N_(
        "The numbers in column “{column}” can be read in two ways: “{cell}” is {comma_reading} with a decimal comma, "
        "{point_reading} with a decimal point. Write at least one cell with both separators; nothing was imported."
    )


class MixedNumberColumn(AmbiguousNumberColumn):
    """One cell is certainly written with a decimal comma, another certainly with a decimal point."""

    code = "mixed_number_column"
    message = N_(
        "Column “{column}” mixes two ways to write numbers: “{comma_cell}” (row {comma_row}) has a decimal comma, "
        "“{point_cell}” (row {point_row}) a decimal point. Write all cells in one way; nothing was imported."
    )


class AmbiguousDateColumn(FileProblem):
    """Nothing in the column tells the day from the month.

    `examples` holds up to five `(cell, date with the day first, date with the month first)`.
    """

    code = "ambiguous_date_column"
    message = N_(
        "The dates in column “{column}” can be read in two ways: “{cell}” is {day_first} or {month_first}. "
        "Write them as 31.10.2026 or 2026-10-31; nothing was imported."
    )


class MixedDateColumn(AmbiguousDateColumn):
    """One cell has the day first, another the month."""

    code = "mixed_date_column"
    message = N_(
        "Column “{column}” mixes two orders of day and month: “{day_first_cell}” (row {day_first_row}) and "
        "“{month_first_cell}” (row {month_first_row}). Write all dates as 31.10.2026; nothing was imported."
    )


class PasswordProtected(FileProblem):
    code = "password_protected"
    message = N_(
        "The file is protected with a password. Remove the password and upload it again; nothing was imported."
    )


class UnknownFormat(FileProblem):
    """Neither text nor a workbook, web page, XML document or archive of a kind we read."""

    code = "unknown_format"
    message = N_(
        "This is {found}, which holds no table. Save it as CSV or as an Excel workbook and upload it again; "
        "nothing was imported."
    )


class DamagedFile(FileProblem):
    """Cut off, or not what its first bytes promise; `found` names the format."""

    code = "damaged_file"
    message = N_(
        "The file is damaged: it begins like {found} but cannot be read to its end. Export it again; nothing was imported."
    )


class MacroWorkbook(FileProblem):
    code = "macro_workbook"
    message = N_(
        "The workbook contains macros. Save it as an Excel workbook without macros (.xlsx) and upload it again; "
        "nothing was imported."
    )


class ForeignContent(FileProblem):
    """Links to other files, embedded objects; `found` names what and `part` where."""

    code = "foreign_content"
    message = N_(
        "The workbook contains {found} ({part}). Copy the values into a new workbook and upload that; nothing was imported."
    )


class FileTooLarge(FileProblem):
    """The file as it lies there is larger than its format may be; sizes in MiB."""

    code = "file_too_large"
    message = N_(
        "The file has {size} MiB; files of this kind may have {limit} MiB. Save it as CSV or in parts; nothing was imported."
    )


class TooLargeToRead(FileProblem):
    """It would unpack to more than there is memory for: a very sparse sheet, or an attack."""

    code = "too_large_to_read"
    message = N_(
        "The file unpacks to more than can be read at once. Delete empty rows and columns around the table, "
        "or save it as CSV; nothing was imported."
    )


class TooLong(FileProblem):
    code = "took_too_long"
    message = N_("Reading the file took too long and was stopped. Save it as CSV or in parts; nothing was imported.")


class TooManyColumns(FileProblem):
    code = "too_many_columns"
    message = N_(
        "The table has {found} columns; at most {limit} can be read. Delete those that are not needed; nothing was imported."
    )


class ReadingFailed(FileProblem):
    """Our own fault or a file that broke a reader: no content of it is repeated."""

    code = "reading_failed"
    message = N_(
        "The file could not be read because of an unexpected error ({reason}). Save it as CSV and upload it again; "
        "nothing was imported."
    )


class UnsafeXml(FileProblem):
    """A document type, entities, or elements nested without end: nothing that an invoice or a workbook needs."""

    code = "unsafe_xml"
    message = N_("The XML document contains {found}, which is not read for safety. Nothing was imported.")


class DamagedXml(FileProblem):
    """Not well-formed; `line` is 1-based."""

    code = "damaged_xml"
    message = N_("The XML document is damaged in line {line}. Export it again; nothing was imported.")


class UnsafeArchive(FileProblem):
    """What `found` names is in no archive of documents; `member` is the name inside it or empty."""

    code = "unsafe_archive"
    message = N_("The ZIP archive contains {found} ({member}), which is not read for safety. Nothing was imported.")


class NotATable(FileProblem):
    """A ZIP of documents or an XML document where a table was expected; `found` names it."""

    code = "not_a_table"
    message = N_("This is {found} and holds no table. Choose a CSV file or an Excel workbook; nothing was imported.")
