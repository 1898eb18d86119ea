"""Rows some thousand at a time, with the line on which each begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shared.files.delimited import BrokenRow, Row

ROWS_AT_ONCE = 4096


@dataclass(slots=True)
class Block:
    """Consecutive complete rows: `cells[i]` begins on line `lines[i]`. All rows are equally long."""

    lines: list[int] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)


def blocks_of(rows: Iterable[Row | BrokenRow]) -> Iterator[Block | BrokenRow]:
    """Gather rows into blocks; a broken row stands between the blocks, in its place."""
    block = Block()
    for row in rows:
        if isinstance(row, Row):
            block.lines.append(row.line)
            block.cells.append(row.cells)
            if len(block.lines) < ROWS_AT_ONCE:
                continue
            yield block
        elif block.lines:
            yield block
            yield row
        else:
            yield row
            continue
        block = Block()
    if block.lines:
        yield block
