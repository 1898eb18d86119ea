"""Where in a sheet the table is: below titles, under one or two rows of headings, above the sums.

Protects figures from what people and programs print around a table: a title is no heading, a sum is no document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from shared.files.cells import ExactDate, ExactNumber
from shared.files.tables import HeadingScore
from shared.text import fold_heading

SAMPLE_ROWS = 60
"""Headings stand within so many rows; what a report prints above them is shorter."""

_TOTALS = frozenset(
    {"toplam", "toplami", "toplamlar", "geneltoplam", "geneltoplamlar", "geneltoplami", "geneltoplamtl", "aratoplam"}
    | {"toplamtl", "toplambakiye", "kayittoplami", "sayfatoplam", "sayfatoplami", "raportoplami", "hesaptoplami"}
    | {"yekun", "yekunu", "genelyekun", "nakliyekun", "total", "totals", "grandtotal", "subtotal", "sum"}
)
TOTAL_INITIALS = frozenset("tTgGaAyYkKsSrRhHnN*-= ")
"""First characters of cells that may begin a row of sums: a cheap question before the exact one."""


@dataclass(frozen=True, slots=True)
class Heading:
    """`first` and `last` are positions in the sample (the same but for two-row heads); `cells` reach to the last text."""

    first: int
    last: int
    cells: tuple[str, ...]
    score: int


def is_total_row(cells: Sequence[str]) -> bool:
    """True when the first cell with text is a word for a sum (`Genel Toplam`, `YEKÛN`, `Total:`) and nothing else."""
    first = next((cell for cell in cells if cell and not cell.isspace()), "")
    return first[:1] in TOTAL_INITIALS and len(first) <= 40 and fold_heading(first) in _TOTALS


def is_text(cell: str) -> bool:
    """A cell of words: neither empty nor a number, an amount or a date."""
    return bool(cell) and not isinstance(cell, (ExactNumber, ExactDate)) and any(c.isalpha() for c in cell)


def filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell and not cell.isspace())


def find_heading(rows: Sequence[Sequence[str]], score: HeadingScore | None, *, joined: bool = True) -> Heading | None:
    """The headings among the first rows of a sheet, or None when no row has two cells of text.

    `score` decides where the caller knows the headings; without it, or when it knows none of them, the first row counts
    that has two cells of text and is not much emptier than the rows of the sheet. `joined` allows heads of two rows.
    """
    rows = rows[:SAMPLE_ROWS]
    if score is not None:
        heads = [_head(rows, position, joined) for position, cells in enumerate(rows) if filled(cells) > 1]
        scored = [(max(score(head.cells), score(_trimmed(rows[head.first]))), head) for head in heads]
        best = max(scored, key=lambda pair: pair[0], default=None)
        if best is not None and best[0] > 0:
            head = best[1]
            return Heading(head.first, head.last, head.cells, best[0])
    texts = [position for position, cells in enumerate(rows) if sum(map(is_text, cells)) > 1]
    if not texts:
        return None
    usual = median_low([count for cells in rows if (count := filled(cells))])
    position = next((p for p in texts if filled(rows[p]) * 2 > usual), texts[0])
    return _head(rows, position, joined)


def _head(rows: Sequence[Sequence[str]], position: int, joined: bool) -> Heading:
    top = _trimmed(rows[position])
    if joined and position + 1 < len(rows):
        below = _trimmed(rows[position + 1])
        if both := _join(top, below):
            return Heading(position, position + 1, both, 0)
    return Heading(position, position, top, 0)


def _join(top: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...] | None:
    """`Borç | | Alacak |` over `TL | Döviz | TL | Döviz` → `Borç TL, Borç Döviz, …`; None when it is no such head.

    Words stand in the lower row only below a group (a heading with an empty cell to its right) and below every empty cell
    of the upper row: in a row of data they would stand below other headings too.
    """
    width = max(len(top), len(below))
    upper = (*top, *[""] * (width - len(top)))
    lower = (*below, *[""] * (width - len(below)))
    if any(cell and (not is_text(cell) or any(c.isdigit() for c in cell)) for cell in lower):
        return None
    joined: list[str] = []
    group = ""
    grouped = False
    for position in range(width):
        above, under = upper[position], lower[position]
        if above:
            opens = position + 1 < width and not upper[position + 1] and bool(lower[position + 1])
            if under and not opens:
                return None
            group = above if opens else ""
            joined.append(f"{above} {under}" if under else above)
        elif under:
            if not group:
                return None
            grouped = True
            joined.append(f"{group} {under}")
        else:
            joined.append("")
    return tuple(joined) if grouped else None


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    texts = [" ".join(cell.split()) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)
