"""Known differences are found, each with its cause, and nothing is found where there is none."""

from __future__ import annotations

from collections import Counter

import pytest

from services.responses.domain.differences.documents import Month
from services.responses.domain.differences.finder import compare
from services.responses.domain.differences.findings import Comparison, Sides
from shared.contracts.kinds import Side
from tests.fixtures.two_books import KINDS, Injected, TwoBooks, make_books

OCTOBER = Month(2026, 10)
AT_LEAST = 0.95


def found_in(result: Comparison) -> set[Injected]:
    """Every pair of numbers that a finding names, with its cause."""
    return {
        Injected(finding.cause.reason, here, there)
        for finding in result.findings
        for here in ([one.number for one in finding.ours] or [""])
        for there in ([one.number for one in finding.theirs] or [""])
    }


def summed_by_hand(books: TwoBooks) -> Sides:
    """Without the finder: every row of October that is not cancelled, on the other side of where it says."""
    ours, theirs = Counter[Side](), Counter[Side]()
    for one in books.ours:
        ours[one.side] += one.kurus
    for row in books.theirs:
        if not row.cancelled and row.date.month == 10:
            theirs[Side.SALES if row.mark == "purchases" else Side.PURCHASES] += row.kurus
    return Sides(ours[Side.SALES] - theirs[Side.SALES], ours[Side.PURCHASES] - theirs[Side.PURCHASES])


def test_every_kind_is_found_with_its_cause() -> None:
    wanted, found = Counter[str](), Counter[str]()
    for seed in range(6):
        books = make_books(seed, documents=1500, faults=510)
        result = compare(books.ours, books.theirs, OCTOBER)
        assert result.difference == summed_by_hand(books)
        assert result.explained + result.unexplained == result.difference
        named = found_in(result)
        wanted.update(one.cause for one in books.injected)
        found.update(one.cause for one in books.injected if one in named)
    assert set(wanted) == set(KINDS)
    missed = {kind: f"{found[kind]}/{wanted[kind]}" for kind in KINDS if found[kind] < AT_LEAST * wanted[kind]}
    assert not missed
    assert found.total() >= AT_LEAST * wanted.total()


def test_nothing_is_found_where_nothing_was_injected() -> None:
    for seed in range(4):
        books = make_books(seed + 100, documents=1500, faults=510)
        result = compare(books.ours, books.theirs, OCTOBER)
        injected = {number for one in books.injected for number in (one.here, one.there)}
        strangers = [
            finding
            for finding in result.findings
            if not injected & {one.number for one in (*finding.ours, *finding.theirs)}
        ]
        assert len(strangers) <= len(books.injected) * (1 - AT_LEAST)


@pytest.mark.parametrize("documents", [0, 1, 300])
def test_equal_books_agree(documents: int) -> None:
    books = make_books(7, documents=documents, faults=0)
    result = compare(books.ours, books.theirs, OCTOBER)
    assert (result.findings, result.difference, len(result.agreed)) == ([], Sides(), documents)
