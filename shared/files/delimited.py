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
from shared.files.records import Records, records
from shared.files.tables import Block, HeadingScore
from shared.files.tables import BrokenRow as BrokenRow
from shared.files.tables import Row as Row

SEPARATORS = (";", ",", "\t")
LARGEST_CELL = LIMITS.text_cell
_MAY_BEGIN_NO_ROW = TOTAL_INITIALS | {""}
_END_OF_FILE = "\x1a"  # of old DOS exports
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
    single_cells_are_rows: bool = False

    format = "csv"
    sheet = ""
    other_sheets = ()

    @property
    def encoding(self) -> str:
        return self.text_encoding.label

    def rows(self) -> Iterator[Row | BrokenRow]:
        """Every record below the headings; records without any text, sums and footers below them are left out."""
        for block in self.blocks():
            if isinstance(block, BrokenRow):
                yield block
            else:
                yield from map(Row, block.lines, block.cells)

    def blocks(self) -> Iterator[Block | BrokenRow]:
        """The same some thousand rows at a time: most of them need no look of their own."""
        self.total_rows = 0
        screen = _Screen(self)
        with open_text(self.open_file, self.text_encoding) as text:
            for found in records(text, self.separator):
                if isinstance(found, Records):
                    yield from screen.blocks(found.lines, found.cells, found.next_line)
                elif found.last_line > self.heading_line:  # else an odd title: the headings below it were read
                    yield BrokenRow(found.line, found.last_line, found.code, len(self.headings), 0)


class _Screen:
    """Takes out of the records of one file what is no row: what stands above the headings, empty records, sums, broken ones."""

    def __init__(self, file: DelimitedFile) -> None:
        self._file, self._width = file, len(file.headings)
        self._below_total = False

    def blocks(self, lines: list[int], records: list[list[str]], next_line: int) -> Iterator[Block | BrokenRow]:
        """`next_line` is where the record after the last one begins."""
        if self._are_all_rows(lines, records):
            yield Block(lines, records)
            return
        block = Block()
        for line, cells, following in zip(lines, records, [*lines[1:], next_line], strict=True):
            if line <= self._file.heading_line or not any(cells) or self._is_sum(cells):
                continue
            code = self._fault(cells)
            if code is None:
                block.lines.append(line)
                block.cells.append(cells)
                continue
            if block.lines:
                yield block
                block = Block()
            if cells != [_END_OF_FILE]:
                yield BrokenRow(line, following - 1, code, self._width, len(cells))
        if block.lines:
            yield block

    def _are_all_rows(self, lines: list[int], records: list[list[str]]) -> bool:
        return (
            not self._below_total
            and lines[0] > self._file.heading_line
            and set(map(len, records)) == {self._width}
            and not {cells[0][:1] for cells in records} & _MAY_BEGIN_NO_ROW
            and max(map(len, map("".join, records))) <= LARGEST_CELL
        )

    def _is_sum(self, cells: list[str]) -> bool:
        first = cells[0]
        if not (not first or first[0] in TOTAL_INITIALS or self._below_total):
            return False
        if not (is_total_row(cells) or (self._below_total and filled(cells) < 2)):
            return False
        self._below_total = not self._file.single_cells_are_rows
        self._file.total_rows += 1
        return True

    def _fault(self, cells: list[str]) -> str | None:
        """Why the record cannot be read. Cuts surplus empty cells off."""
        if len(cells) != self._width:
            # Surplus cells are passed over only below surplus empty headings: an empty cell at the end of a row may also
            # mean that an unquoted separator has pushed every value one column on.
            if len(cells) != self._file.full_width or any(cell.strip() for cell in cells[self._width :]):
                return "too_few_cells" if len(cells) < self._width else "too_many_cells"
            del cells[self._width :]
        return "cell_too_long" if len(max(cells, key=len)) > LARGEST_CELL else None


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
