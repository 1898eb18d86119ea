"""Whatever two people wrote: every document is in one place, the sums meet, and no order of rows decides."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.responses.domain.differences.documents import Booked, LedgerRow, Mark, Month
from services.responses.domain.differences.finder import compare
from services.responses.domain.differences.findings import Comparison, Sides
from shared.contracts.kinds import Side
from tests.fixtures.two_books import make_books

OCTOBER = Month(2026, 10)
# Few values, so that documents meet in every way: equal, nearly equal, twice, on the wrong side, without a number.
NUMBERS = st.sampled_from(["", "1", "A-1", "a1", "0001", "ABC2026000000001", "ABC1", "abc2026000000010", "İ2", "-"])
DAYS = st.integers(-3, 34).map(lambda days: date(2026, 10, 1) + timedelta(days=days))
AMOUNTS = st.sampled_from(
    [0, 1, 5, 100, 120, 10_000, 12_000, 10_001, 9_500, 11_000, 10_200, 1_000, 100_000, 12_345, 21_345]
)
SIGNS = st.sampled_from([1, 1, 1, -1])
KURUS = st.builds(lambda amount, sign: amount * sign, AMOUNTS, SIGNS)
CURRENCIES = st.sampled_from([("TRY", None), ("USD", 240), ("EUR", 250)])

DOCUMENTS = st.lists(
    st.builds(
        lambda number, day, side, kurus, is_return, money: Booked(
            number, day, side, kurus, is_return, currency=money[0], original_minor=money[1]
        ),
        NUMBERS,
        DAYS,
        st.sampled_from(list(Side)),
        KURUS,
        st.booleans(),
        CURRENCIES,
    ),
    max_size=12,
)
ROWS = st.lists(
    st.builds(
        lambda number, day, kurus, mark, is_return, cancelled, money: LedgerRow(
            number, day, kurus, mark, is_return, cancelled, money[0], money[1]
        ),
        NUMBERS,
        DAYS,
        KURUS,
        st.sampled_from(list(Mark)),
        st.booleans(),
        st.sampled_from([False, False, False, True]),
        CURRENCIES,
    ),
    max_size=12,
)


def assert_sums_meet(result: Comparison) -> None:
    assert result.explained + result.unexplained == result.difference == result.ours - result.theirs
    assert sum((one.effect for one in result.by_reason), Sides()) == result.difference
    for ours, theirs in result.agreed:
        assert sum(one.kurus for one in ours) == sum(one.kurus for one in theirs)


@settings(max_examples=250, deadline=None)
@given(DOCUMENTS, ROWS, st.sampled_from([OCTOBER, None]), st.randoms(use_true_random=False))
def test_any_two_books(ours: list[Booked], rows: list[LedgerRow], month: Month | None, chance: random.Random) -> None:
    result = compare(ours, rows, month)
    assert_sums_meet(result)
    placed_ours = [one for here, _ in result.agreed for one in here]
    placed_theirs = [one for _, there in result.agreed for one in there]
    for finding in result.findings:
        placed_ours += finding.ours
        placed_theirs += finding.theirs
    assert Counter(placed_ours) == Counter(ours)
    assert len(placed_theirs) + len(result.outside) == len(rows)
    assert Counter(one.number for one in (*placed_theirs, *result.outside)) == Counter(row.number for row in rows)
    # What counts there, counted without the finder: all of it where there is no month to be outside of.
    if month is None:
        assert sum(r.kurus for r in rows if not r.cancelled) == result.theirs.sales + result.theirs.purchases
    shuffled_ours, shuffled = list(ours), list(rows)
    chance.shuffle(shuffled_ours)
    chance.shuffle(shuffled)
    assert compare(shuffled_ours, shuffled, month) == result


def test_a_large_pair_in_any_order() -> None:
    books = make_books(3, documents=3000, faults=900)
    result = compare(books.ours, books.theirs, OCTOBER)
    assert_sums_meet(result)
    chance = random.Random(11)
    for _ in range(2):
        chance.shuffle(books.ours)
        chance.shuffle(books.theirs)
        assert compare(books.ours, books.theirs, OCTOBER) == result
