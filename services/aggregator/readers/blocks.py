"""Rows some thousand at a time, for tables that give them one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shared.files.tables import Block, BrokenRow, Row

ROWS_AT_ONCE = 4096


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
