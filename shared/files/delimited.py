"""Comma-, semicolon- and tab-separated text, streamed row by row with the line on which each row begins.

Protects the place in the file: every row and every broken row knows its line, a quotation mark that was never closed is
named instead of swallowing the rows after it, and a row that is cut off is not read as one with empty cells.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

from shared.files.encoding import OpenFile, TextEncoding, detect_encoding, open_text
from shared.files.layout import TOTAL_INITIALS, Heading, filled, find_heading, is_total_row
from shared.files.limits import LIMITS
from shared.files.problems import EmptyFile, NoSeparator, TooManyColumns
from shared.files.tables import BrokenRow as BrokenRow
from shared.files.tables import HeadingScore
from shared.files.tables import Row as Row

SEPARATORS = (";", ",", "\t")
LARGEST_CELL = LIMITS.text_cell
_SAMPLE_CHARACTERS = 256 * 1024
_SAMPLE_ROWS = 100


@dataclass(slots=True)
class DelimitedFile:
    """A file whose encoding, separator and headings are known. `rows()` may be walked as often as needed."""

    open_file: OpenFile
    text_encoding: TextEncoding
    separator: str
    headings: tuple[str, ...]
    heading_line: int
    full_width: int
    """Cells of the heading row with the empty ones at its end, which are no columns."""
    total_rows: int = field(default=0, compare=False)

    format = "csv"
    sheet = ""
    other_sheets = ()

    @property
    def encoding(self) -> str:
        return self.text_encoding.label

    def rows(self) -> Iterator[Row | BrokenRow]:
        """Every record below the headings; records without any text, sums and footers below them are left out."""
        width, heading_line = len(self.headings), self.heading_line
        self.total_rows, below_total = 0, False
        with open_text(self.open_file, self.text_encoding) as text:
            reader = csv.reader(text, delimiter=self.separator, strict=True)
            while True:
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    if reader.line_num <= heading_line:
                        continue  # an odd title: the headings below it were read
                    code = "cell_too_long" if "limit" in str(error) else "broken_quotes"
                    yield BrokenRow(line, reader.line_num, code, width, 0)
                    continue
                if line <= heading_line or not any(cells):
                    continue
                first = cells[0]
                if (not first or first[0] in TOTAL_INITIALS or below_total) and (
                    is_total_row(cells) or (below_total and filled(cells) < 2)
                ):
                    below_total = True
                    self.total_rows += 1
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


def open_delimited(open_file: OpenFile, score: HeadingScore | None = None) -> DelimitedFile:
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
    separator = told or sniff_separator(body, score)
    records = _records(body, separator)
    if not records:
        raise EmptyFile()  # headings without end are no headings
    heading = _heading(records, score)
    line, width = records[heading.last][0], len(records[heading.last][1])
    if len(heading.cells) > LIMITS.text_columns:
        raise TooManyColumns(found=len(heading.cells), limit=LIMITS.text_columns)
    return DelimitedFile(open_file, encoding, separator, heading.cells, skipped + line, width)


def sniff_separator(sample: str, score: HeadingScore | None = None) -> str:
    """Choose the separator that cuts the headings and the rows below them into the same number of cells.

    Quoted cells may hold any separator, and decimal commas cut rows but not headings, so the headings lead.
    """
    best: tuple[int, float, int] = (0, 0.0, 0)
    chosen: str | None = None
    for separator in SEPARATORS:
        records = _records(sample, separator)
        if not records:
            continue
        heading = _heading(records, score)
        if len(heading.cells) < 2:
            continue
        width = len(records[heading.last][1])
        share = sum(len(cells) == width for _, cells in records) / len(records)
        quality = (heading.score, share, width)
        if quality > best:
            best, chosen = quality, separator
    if chosen is None:
        raise NoSeparator()
    return chosen


def _heading(records: list[tuple[int, list[str]]], score: HeadingScore | None) -> Heading:
    """The heading row; a file without any row of two words is taken to have its headings first."""
    rows = [cells for _, cells in records]
    found = find_heading(rows, score, joined=score is not None)
    if found is not None:
        return found
    headings = tuple(cell.strip() for cell in rows[0])
    while not headings[-1]:
        headings = headings[:-1]
    return Heading(0, 0, headings, 0)


def _records(sample: str, separator: str) -> list[tuple[int, list[str]]]:
    """The first records with text and the lines on which they end."""
    complete = sample[: sample.rfind("\n") + 1] if len(sample) >= _SAMPLE_CHARACTERS else sample
    reader = csv.reader(io.StringIO(complete, newline=""), delimiter=separator)
    records: list[tuple[int, list[str]]] = []
    with suppress(csv.Error):  # what stands above a cell without end still tells the separator
        for cells in islice(reader, _SAMPLE_ROWS):
            if any(cell.strip() for cell in cells):
                records.append((reader.line_num, cells))  # noqa: PERF401 - what was read before an error is kept
    return records
