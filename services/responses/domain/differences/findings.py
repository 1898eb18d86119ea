"""What the comparison found, and its arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.responses.domain.differences.documents import Booked
from services.responses.domain.differences.reasons import Cause, Reason
from shared.contracts.kinds import Side


@dataclass(frozen=True, slots=True)
class Sides:
    """Kuruş on both sides, as the asking company calls them."""

    sales: int = 0
    purchases: int = 0

    def __add__(self, other: Sides) -> Sides:
        return Sides(self.sales + other.sales, self.purchases + other.purchases)

    def __sub__(self, other: Sides) -> Sides:
        return Sides(self.sales - other.sales, self.purchases - other.purchases)

    def of(self, side: Side) -> int:
        return self.sales if side is Side.SALES else self.purchases


def total(documents: Iterable[Booked]) -> Sides:
    sales = purchases = 0
    for document in documents:
        if document.side is Side.SALES:
            sales += document.kurus
        else:
            purchases += document.kurus
    return Sides(sales, purchases)


@dataclass(frozen=True, slots=True)
class Finding:
    """Documents that belong together and are not plainly the same in both books; one of the two may be empty.

    `effect` is what they contribute to the difference: what counts here less what counts there.
    """

    cause: Cause
    ours: tuple[Booked, ...]
    theirs: tuple[Booked, ...]
    effect: Sides


Agreed = tuple[tuple[Booked, ...], tuple[Booked, ...]]
"""Documents that say the same in both books: one and one, or one that is split over several rows."""


@dataclass(frozen=True, slots=True)
class Direction:
    """How the counterparty's sides were turned into ours. `mirrored`: its purchases are our sales, as is usual.

    `shared`: numbers in both books that were asked; `against`: those of them that stand on the other side than most;
    `guessed`: rows that say nothing of their side, and share no number that would.
    """

    mirrored: bool
    shared: int
    against: int
    guessed: int


@dataclass(frozen=True, slots=True)
class Summed:
    """All findings of one reason."""

    reason: Reason
    count: int
    effect: Sides


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both books of one month. `outside`: cancelled rows and those of other months that belong to nothing here."""

    ours: Sides
    theirs: Sides
    agreed: Sequence[Agreed]
    findings: Sequence[Finding]
    outside: Sequence[Booked]
    direction: Direction

    @property
    def difference(self) -> Sides:
        return self.ours - self.theirs

    @property
    def explained(self) -> Sides:
        return self._sum(explained=True)

    @property
    def unexplained(self) -> Sides:
        return self._sum(explained=False)

    def _sum(self, *, explained: bool) -> Sides:
        effects = (one.effect for one in self.findings if (one.cause.reason is not Reason.UNEXPLAINED) is explained)
        return sum(effects, Sides())

    @property
    def by_reason(self) -> Sequence[Summed]:
        return summed(self.findings)


def summed(findings: Sequence[Finding]) -> Sequence[Summed]:
    """By reason, the largest effect first."""
    found: dict[Reason, tuple[int, Sides]] = {}
    for one in findings:
        count, effect = found.get(one.cause.reason, (0, Sides()))
        found[one.cause.reason] = (count + 1, effect + one.effect)
    ranked = [Summed(reason, count, effect) for reason, (count, effect) in found.items()]
    return sorted(ranked, key=lambda one: (-weight(one.effect), one.reason))


def weight(effect: Sides) -> int:
    return abs(effect.sales) + abs(effect.purchases)


def counts_by_side(documents: Iterable[Booked]) -> Mapping[Side, int]:
    counts = dict.fromkeys(Side, 0)
    for document in documents:
        counts[document.side] += 1
    return counts
