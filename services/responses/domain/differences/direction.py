"""Which of their sides is which of ours: told by the document numbers that both books have.

Protects against exports made from the other's point of view: whoever sends "our sales" may mean what we sold to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from services.responses.domain.differences.documents import Booked, LedgerRow, Mark, opposite
from services.responses.domain.differences.findings import Direction
from services.responses.domain.differences.numbers import number_key
from shared.contracts.kinds import Side

_MIRRORED = {
    Mark.PURCHASES: Side.SALES,
    Mark.SALES: Side.PURCHASES,
    # In their books our account is credited with what they bought from us, and debited with what they sold to us.
    Mark.CREDIT: Side.SALES,
    Mark.DEBIT: Side.PURCHASES,
}


def face(rows: Sequence[LedgerRow], ours: Sequence[Booked]) -> tuple[list[Booked], Direction]:
    """Their rows as documents on our sides."""
    keys = [number_key(row.number) for row in rows]
    known = _known_sides(ours)
    once = {key for key, times in Counter(keys).items() if times == 1}
    votes: Counter[bool] = Counter()
    seen: Counter[Side] = Counter()
    for row, key in zip(rows, keys, strict=True):
        side = known.get(key) if key in once else None
        if side is None or row.is_return or row.kurus <= 0:
            continue
        seen[side] += 1
        if row.mark is not Mark.UNKNOWN:
            votes[_MIRRORED[row.mark] is side] += 1
    mirrored = votes[True] >= votes[False]
    usual = _usual_side(seen, ours)
    documents: list[Booked] = []
    guessed = 0
    for row, key in zip(rows, keys, strict=True):
        if row.mark is not Mark.UNKNOWN:
            side = _MIRRORED[row.mark] if mirrored else opposite(_MIRRORED[row.mark])
        elif key in known:
            side = known[key]
        else:
            side = usual
            guessed += 1
        documents.append(
            Booked(
                row.number, row.date, side, row.kurus, row.is_return, row.cancelled, row.currency, row.original_minor,
                row.line,
            )
        )  # fmt: skip
    return documents, Direction(mirrored, votes.total(), min(votes[True], votes[False]), guessed)


def _known_sides(ours: Sequence[Booked]) -> dict[str, Side]:
    """Numbers that stand on one of our sides only, with that side. Returns ask nothing: they are what is booked wrongly."""
    sides: dict[str, Side | None] = {}
    for document in ours:
        if document.is_return:
            continue
        key = number_key(document.number)
        if key:
            sides[key] = document.side if sides.get(key, document.side) is document.side else None
    return {key: side for key, side in sides.items() if side is not None}


def _usual_side(seen: Counter[Side], ours: Sequence[Booked]) -> Side:
    """Where rows go that say nothing: to where the others are, else to where our documents are."""
    counted = seen or Counter(document.side for document in ours)
    return Side.PURCHASES if counted[Side.PURCHASES] > counted[Side.SALES] else Side.SALES
