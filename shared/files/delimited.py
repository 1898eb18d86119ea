"""Comma-, semicolon- and tab-separated text, streamed row by row with the line on which each row begins.

Protects the place in the file: every row and every broken row knows its line, a quotation mark that was never closed is
named instead of swallowing the rows after it, and a row that is cut off is not read as one with empty cells.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from shared.files.encoding import OpenFile, TextEncoding, detect_encoding, open_text
from shared.files.problems import EmptyFile, NoSeparator

SEPARATORS = (";", ",", "\t")
LARGEST_CELL = 64 * 1024
_SAMPLE_CHARACTERS = 256 * 1024
_SAMPLE_ROWS = 100


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one record, exactly as many as there are headings; `line` is 1-based."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A record that cannot be read: `code` is `broken_quotes`, `cell_too_long`, `too_few_cells`, `too_many_cells`."""

    line: int
    last_line: int
    code: str
    expected: int
    found: int


@dataclass(frozen=True, slots=True)
class DelimitedFile:
    """A file whose encoding, separator and headings are known. `rows()` may be walked as often as needed."""

    open_file: OpenFile
    encoding: TextEncoding
    separator: str
    headings: tuple[str, ...]
    heading_line: int
    full_width: int
    """Cells of the heading row with the empty ones at its end, which are no columns."""

    def rows(self) -> Iterator[Row | BrokenRow]:
        """Every record below the headings; records without any text are left out."""
        width = len(self.headings)
        with open_text(self.open_file, self.encoding) as text:
            reader = csv.reader(text, delimiter=self.separator, strict=True)
            while True:
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    code = "cell_too_long" if "limit" in str(error) else "broken_quotes"
                    yield BrokenRow(line, reader.line_num, code, width, 0)
                    continue
                if line <= self.heading_line or not any(cells):
                    continue
                if len(cells) != width:
                    # Surplus cells are passed over only below surplus empty headings: an empty cell at the end of a
                    # row may also mean that an unquoted separator has pushed every value one column on.
                    if len(cells) != self.full_width or any(cell.strip() for cell in cells[width:]):
                        code = "too_few_cells" if len(cells) < width else "too_many_cells"
                        if cells != ["\x1a"]:
                            yield BrokenRow(line, reader.line_num, code, width, len(cells))
                        continue
                    del cells[width:]
                if len(max(cells, key=len)) > LARGEST_CELL:
                    yield BrokenRow(line, reader.line_num, "cell_too_long", width, len(cells))
                    continue
                yield Row(line, cells)


def open_delimited(open_file: OpenFile) -> DelimitedFile:
    """Find encoding, separator and headings. Raises a `FileProblem` when there is no table to read."""
    encoding = detect_encoding(open_file)
    with open_text(open_file, encoding) as text:
        sample = text.read(_SAMPLE_CHARACTERS)
    # Spreadsheets write a first line `sep=;` to tell each other; it is no heading.
    told = sample[4] if sample[:4].lower() == "sep=" and len(sample) > 4 and sample[4] in SEPARATORS else None
    skipped = 1 if told else 0
    body = sample.split("\n", 1)[1] if told and "\n" in sample else ("" if told else sample)
    if not body.strip("\ufeff \t\r\n;,\x1a"):
        raise EmptyFile()
    separator = told or sniff_separator(body)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
    with suppress(csv.Error):  # headings without end are no headings
        for cells in reader:
            if any(cell.strip() for cell in cells):
                headings = tuple(cell.strip() for cell in cells)
                while not headings[-1]:
                    headings = headings[:-1]
                return DelimitedFile(open_file, encoding, separator, headings, skipped + reader.line_num, len(cells))
    raise EmptyFile()


def sniff_separator(sample: str) -> str:
    """Choose the separator that cuts the headings and the rows below them into the same number of cells.

    Quoted cells may hold any separator, and decimal commas cut rows but not headings, so the headings lead.
    """
    best: tuple[float, int] = (0.0, 0)
    chosen: str | None = None
    for separator in SEPARATORS:
        widths = _widths(sample, separator)
        if not widths or widths[0] < 2:
            continue
        share = sum(width == widths[0] for width in widths) / len(widths)
        if (share, widths[0]) > best:
            best, chosen = (share, widths[0]), separator
    if chosen is None:
        raise NoSeparator()
    return chosen


def _widths(sample: str, separator: str) -> list[int]:
    complete = sample[: sample.rfind("\n") + 1] if len(sample) >= _SAMPLE_CHARACTERS else sample
    reader = csv.reader(io.StringIO(complete, newline=""), delimiter=separator)
    widths: list[int] = []
    with suppress(csv.Error):  # what stands above a cell without end still tells the separator
        widths.extend(len(cells) for cells in islice(reader, _SAMPLE_ROWS) if any(cell.strip() for cell in cells))
    return widths
