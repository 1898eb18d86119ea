"""The three charts of a campaign as numbers for inline SVG: no style, no script. A table below each says the same.

Widths are parts of `WIDTH`; what is not nothing is never drawn as nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.campaign.domain.results import CampaignResults, Mark, Outcome, Sum, Sums

WIDTH, HEIGHT = 1000, 240
LEAST = 4
_DRAWN = (Outcome.AGREED, Outcome.DISAGREED, Outcome.OPEN, Outcome.UNANSWERED, Outcome.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar; `name` is its class and the key of its words."""

    name: str
    x: int
    width: int
    value: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    segments: Sequence[Segment]
    total: int


@dataclass(frozen=True, slots=True)
class DrawnMark:
    mark: Mark
    x: int
    number: int


@dataclass(frozen=True, slots=True)
class Tick:
    x: int
    at: datetime
    anchor: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A line that rises by each answer. `points` as SVG has them."""

    points: str
    marks: Sequence[DrawnMark]
    ticks: Sequence[Tick]
    highest: int
    rows: Sequence[tuple[datetime, int, int]]
    """For the table: the end of each step of time, answers in it, answers so far."""


def states_bar(sums: Sums) -> Bar:
    """How many stand where."""
    return _bar("states", [(one.value, sums.of(one).count) for one in _DRAWN])


def amount_bars(sums: Sums, *, sides: bool, balances: bool) -> list[Bar]:
    """Agreed, not agreed, open and unanswered amounts of each side; who was not asked is in none."""
    names = [name for name, drawn in (("purchases", sides), ("sales", sides), ("balances", balances)) if drawn]
    return [_bar(name, [(one.value, _amount(sums.of(one), name)) for one in _DRAWN[:-1]]) for name in names]


def _amount(one: Sum, name: str) -> int:
    return {"purchases": one.purchases, "sales": one.sales, "balances": one.balances}[name]


def _bar(name: str, values: Sequence[tuple[str, int]]) -> Bar:
    total = sum(max(value, 0) for _, value in values)
    segments, at = [], 0
    widths = _widths([max(value, 0) for _, value in values], total)
    for (part, value), width in zip(values, widths, strict=True):
        if width:
            segments.append(Segment(part, at, width, value))
            at += width
    return Bar(name, segments, total)


def _widths(values: Sequence[int], total: int) -> list[int]:
    """Together exactly `WIDTH`: what the small ones get on top is taken from the largest."""
    if not total:
        return [0] * len(values)
    widths = [max(WIDTH * value // total, LEAST) if value else 0 for value in values]
    widths[widths.index(max(widths))] += WIDTH - sum(widths)
    return widths


def timeline(results: CampaignResults, begin: datetime, end: datetime) -> Timeline:
    """From the request to `end`; the line goes up where an answer came."""
    span = max((end - begin).total_seconds(), 1.0)

    def place(at: datetime) -> int:
        return max(0, min(round((at - begin).total_seconds() / span * WIDTH), WIDTH))

    highest = max(results.sums.asked.count, 1)
    points, last_x, count = [f"0,{HEIGHT}"], 0, 0
    for at in results.answers:
        x = place(at)
        if x != last_x:
            points.append(f"{x},{HEIGHT - round(count / highest * HEIGHT)}")
        count += 1
        points.append(f"{x},{HEIGHT - round(count / highest * HEIGHT)}")
        last_x = x
    points.append(f"{WIDTH},{HEIGHT - round(count / highest * HEIGHT)}")
    parts = _parts(begin, end, 4)
    ticks = [
        Tick(
            WIDTH * step // parts, begin + (end - begin) * step / parts, {0: "start", parts: "end"}.get(step, "middle")
        )
        for step in range(parts + 1)
    ]
    marks = [DrawnMark(mark, place(mark.at), number) for number, mark in enumerate(results.marks, start=1)]
    return Timeline(" ".join(_thinned(points)), marks, ticks, highest, _steps(results.answers, begin, end))


def _thinned(points: Sequence[str]) -> list[str]:
    """Of points at the same place one above the other only the first and the last are seen."""
    kept: list[str] = []
    for place, point in enumerate(points):
        x = point.partition(",")[0]
        before = points[place - 1].partition(",")[0] if place else None
        after = points[place + 1].partition(",")[0] if place + 1 < len(points) else None
        if x != before or x != after:
            kept.append(point)
    return kept


def _steps(answers: Sequence[datetime], begin: datetime, end: datetime) -> list[tuple[datetime, int, int]]:
    """Up to ten equal steps of time, with what came in each."""
    rows, before = [], 0
    steps = _parts(begin, end, 10)
    for step in range(1, steps + 1):
        until = begin + (end - begin) * step / steps
        so_far = sum(at <= until for at in answers) if step < steps else len(answers)
        rows.append((until, so_far - before, so_far))
        before = so_far
    return rows


def _parts(begin: datetime, end: datetime, most: int) -> int:
    """Into how many steps a time falls whose ends are not the same minute, as people read them."""
    return max(1, min(most, int((end - begin).total_seconds() // 60)))
