"""What a table is, from its headings: whose export, accounts or movements or entries, and which column is which field.

Protects against figures from half-understood files: in the product's own tables a heading that nobody knows is an error; in the
export of a known program it is left out and named; a person's mapping counts before both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.aggregator.domain.problems import RowProblem, error, warning
from services.aggregator.readers.columns import HEADINGS, REQUIRED, SUBSTITUTES, FileKind
from services.aggregator.readers.mapping import FileMapping
from services.aggregator.readers.profiles import CANONICAL, KNOWN
from services.aggregator.readers.profiles.profile import Profile
from shared.files.headings import IGNORE_MARK, Headings, recognise
from shared.text import fold_heading


@dataclass(frozen=True, slots=True)
class Recognised:
    """`profile` is None when the headings fit nothing that can be read."""

    profile: Profile | None
    headings: Headings
    left_out: tuple[str, ...] = ()
    """Headings that no field takes and that need not be named as errors."""

    @property
    def kind(self) -> FileKind | None:
        return self.profile.kind if self.profile else None


def looks_like_headings(cells: Sequence[str]) -> int:
    """How many cells of a row are headings that somebody knows: what finds the heading row below titles."""
    return sum(fold_heading(cell.removeprefix(IGNORE_MARK)) in _EVERY_HEADING for cell in cells if cell)


def recognise_table(texts: Sequence[str], mapping: FileMapping, kind: FileKind | None = None) -> Recognised:
    """Decide for the headings of one table. `kind` narrows the choice, and so does the mapping."""
    kind = kind or mapping.kind
    folded = frozenset(map(fold_heading, texts))
    candidates = [
        profile
        for profile in KNOWN
        if profile.matches(folded) and kind in (None, profile.kind) and mapping.profile in ("", profile.name)
    ]
    if candidates:
        found = [_columns(texts, profile, mapping) for profile in candidates]
        return max(found, key=lambda one: len(one.headings.columns))
    own = [_columns(texts, profile, mapping) for profile in CANONICAL.values() if kind in (None, profile.kind)]
    ranked = sorted(own, key=_score, reverse=True)
    best = ranked[0]
    if kind is None and (
        len(_found(best)) < min(2, len(texts))
        or _score(best) <= 0
        or (len(ranked) > 1 and _score(ranked[1]) == _score(best))
    ):
        return Recognised(None, best.headings)
    return best


def heading_problems(recognised: Recognised, line: int, mapping: FileMapping) -> Iterator[RowProblem]:
    """What is to be said about the headings of a table that was recognised."""
    profile, headings = recognised.profile, recognised.headings
    if profile is None:
        return
    for unknown in headings.unknown:
        if not unknown.text:
            yield error(line, "", "empty_heading", column=unknown.position + 1)
        elif unknown.suggestion:
            yield error(line, "", "misspelt_heading", heading=unknown.text, suggestion=unknown.suggestion)
        else:
            yield error(line, "", "unknown_heading", heading=unknown.text)
    if recognised.left_out:
        yield warning(line, "", "columns_left_out", headings=", ".join(recognised.left_out))
    for name, text in headings.duplicates:
        yield error(line, name, "duplicate_heading", heading=text, first=headings.texts[name])
    there = _found(recognised) | mapping.constants.keys()
    for name in REQUIRED[profile.kind]:
        if name == "account_code" and profile.codes_above:
            continue
        if name not in there and not there & set(SUBSTITUTES[profile.kind].get(name, ())):
            if name == "kind":
                yield error(line, name, "kind_missing")
            else:
                yield error(line, name, "missing_heading", heading=HEADINGS[profile.kind][name][0])


_SAYS_CANCELLED = {"uuid", "cancelled_on"}


def _found(recognised: Recognised) -> set[str]:
    profile = recognised.profile
    if profile is None:
        return set()
    return {*recognised.headings.columns, *profile.joined, *profile.added, *profile.coded, *profile.constants}


def _score(recognised: Recognised) -> int:
    """Required fields weigh most: they tell a ledger from a list of invoices with the same optional columns."""
    assert recognised.profile is not None  # noqa: S101 - only called for profiles
    kind, found = recognised.profile.kind, _found(recognised)
    needed = [{name, *SUBSTITUTES[kind].get(name, ())} for name in REQUIRED[kind]]
    there = sum(bool(found & names) for names in needed)
    if kind is FileKind.CANCELLATIONS and (recognised.headings.unknown or not found & _SAYS_CANCELLED):
        return 0  # a list of invoices without the columns it needs must never be taken for one of cancelled invoices
    return 2 * there - 3 * (len(needed) - there) + len(recognised.headings.columns)


def _columns(texts: Sequence[str], profile: Profile, mapping: FileMapping) -> Recognised:
    explicit = _explicit(texts, mapping.columns)
    free = [text if position not in explicit.values() else IGNORE_MARK for position, text in enumerate(texts)]
    free = [IGNORE_MARK if fold_heading(text) in mapping.ignored else text for text in free]
    synonyms = {name: words for name, words in profile.synonyms().items() if name not in explicit}
    found = recognise(free, synonyms)
    columns = {**{name: position for name, position in found.columns.items() if name not in explicit}, **explicit}
    used = _used_by(profile)
    unknown = [one for one in found.unknown if fold_heading(one.text) not in used]
    lenient = not profile.is_strict or mapping.ignores_others
    doubles = () if profile.is_strict else tuple(text for _, text in found.duplicates)
    left_out = (*(one.text for one in unknown if one.text), *doubles) if lenient else ()
    headings = Headings(
        columns,
        {name: texts[position] for name, position in columns.items()},
        tuple(unknown) if not lenient else (),
        found.duplicates if profile.is_strict else (),
        found.ignored,
    )
    return Recognised(profile, headings, left_out)


def _explicit(texts: Sequence[str], columns: Mapping[str, str | int]) -> dict[str, int]:
    """Where the mapping's columns are; those the table does not have are passed over: one mapping serves many files."""
    places = {fold_heading(text): position for position, text in reversed(list(enumerate(texts)))}
    found: dict[str, int] = {}
    for name, column in columns.items():
        position = column if isinstance(column, int) else places.get(fold_heading(column), -1)
        if 0 <= position < len(texts):
            found[name] = position
    return found


def _used_by(profile: Profile) -> frozenset[str]:
    headings = [
        *(heading for coded in profile.coded.values() for heading in coded.headings),
        *(heading for names in profile.joined.values() for heading in names),
        *(heading for names in profile.added.values() for heading in names),
    ]
    return frozenset(map(fold_heading, headings))


def _every_heading() -> Iterator[str]:
    for profile in (*CANONICAL.values(), *KNOWN):
        for name, words in profile.synonyms().items():
            yield from map(fold_heading, (name, *words))
        yield from _used_by(profile)
        yield from (fold_heading(mark) for group in profile.marks for mark in group)


_EVERY_HEADING = frozenset(_every_heading()) - {""}
