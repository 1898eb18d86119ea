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
