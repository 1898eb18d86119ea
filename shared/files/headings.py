"""Which column is which: a table of synonyms against the headings of a file.

Protects against figures from half-understood files: a heading that is not known and a field that two columns claim are
reported, never passed over. Headings are compared folded and without punctuation: `E-Posta`, `EPOSTA`, `e_posta`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from shared.text import fold_heading

IGNORE_MARK = "#"
"""A heading that begins with this is the author's way to say: this column is not for the reader."""


@dataclass(frozen=True, slots=True)
class UnknownHeading:
    """`position` is 0-based; `suggestion` is the nearest known heading or empty."""

    position: int
    text: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Headings:
    """What was recognised: `columns` maps field → 0-based position."""

    columns: Mapping[str, int]
    texts: Mapping[str, str]
    unknown: tuple[UnknownHeading, ...]
    duplicates: tuple[tuple[str, str], ...]
    ignored: tuple[int, ...]

    def missing(self, required: Sequence[str]) -> tuple[str, ...]:
        return tuple(field for field in required if field not in self.columns)


def recognise(headings: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> Headings:
    """Match each heading to a field. `synonyms`: field → the ways in which its heading may be written.

    Of several columns with the same field the first counts; the others are `duplicates` as (field, heading).
    """
    known = {fold_heading(word): name for name, words in synonyms.items() for word in (name, *words)}
    spelled = {fold_heading(word): word for name, words in synonyms.items() for word in (name, *words)}
    columns: dict[str, int] = {}
    texts: dict[str, str] = {}
    unknown: list[UnknownHeading] = []
    duplicates: list[tuple[str, str]] = []
    ignored: list[int] = []
    for position, text in enumerate(headings):
        folded = fold_heading(text)
        if text.startswith(IGNORE_MARK):
            ignored.append(position)
        elif (name := known.get(folded)) is None:
            close = get_close_matches(folded, known, n=1, cutoff=0.75) if folded else []
            unknown.append(UnknownHeading(position, text, spelled[close[0]] if close else ""))
        elif name in columns:
            duplicates.append((name, text))
        else:
            columns[name], texts[name] = position, text
    return Headings(columns, texts, tuple(unknown), tuple(duplicates), tuple(ignored))
