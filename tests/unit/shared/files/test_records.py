"""Cutting text at its separators gives what the standard library's reader gives, record for record and line for line."""

from __future__ import annotations

import csv
import io
from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from shared.files import records as module
from shared.files.records import Records, Unreadable, records

LETTERS = st.text(st.sampled_from('ab; "\t\n\r\x0b\x0c\u2028ş'), max_size=60)


def read(text: str, piece: int) -> list[tuple[int, list[str]] | tuple[int, int, str]]:
    found: list[tuple[int, list[str]] | tuple[int, int, str]] = []
    with patch.object(module, "_PIECE", piece):
        for one in records(io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", newline=""), ";"):
            if isinstance(one, Records):
                assert one.next_line > one.lines[-1]
                found += [(line, _cells(cells)) for line, cells in zip(one.lines, one.cells, strict=True)]
            else:
                assert isinstance(one, Unreadable)
                found.append((one.line, one.last_line, one.code))
    return found


def _cells(cells: list[str]) -> list[str]:
    """A line with nothing in it: whether as no cell or as an empty one makes no difference to anybody."""
    return [] if cells == [""] else cells


def expected(text: str) -> list[tuple[int, list[str]] | tuple[int, int, str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    found: list[tuple[int, list[str]] | tuple[int, int, str]] = []
    while True:
        line = reader.line_num + 1
        try:
            found.append((line, _cells(next(reader))))
        except StopIteration:
            return found
        except csv.Error:
            found.append((line, reader.line_num, "broken_quotes"))


@given(LETTERS, st.integers(1, 20))
@example("a;b\r\nc;d\r\n", 4)
@example("a;b\rc;d\r", 4)
@example('a;b\nc;"d\ne"\n', 5)
@example("a;b", 1)
@example("", 1)
@example('""', 1)
@example("\n\na\n", 2)
def test_records_are_those_of_the_standard_library(text: str, piece: int) -> None:
    assert read(text, piece) == expected(text)


def test_text_without_quotation_marks_is_read_in_pieces() -> None:
    found = list(records(io.StringIO("a;b\n" * 400_000, newline=""), ";"))
    assert len(found) > 2
    assert sum(len(one.cells) for one in found if isinstance(one, Records)) == 400_000
