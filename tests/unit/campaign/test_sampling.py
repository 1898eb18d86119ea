"""A sample is the same whoever draws it again, and every kuruş has its chance."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.campaign.domain.sampling import (
    Method,
    SampleRule,
    Unit,
    checked,
    draw,
    first_unit,
    population_sha256,
)
from shared.errors import Invalid

POPULATION = [Unit(f"M-2026-10-{number:04d}", amount) for number, amount in enumerate([500, 20, 0, 70, 1000, 300], 1)]
units = st.dictionaries(st.text("abc123", min_size=1, max_size=6), st.integers(0, 10**9), max_size=40).map(
    lambda found: [Unit(key, amount) for key, amount in found.items()]
)


def keys(rule: SampleRule, population: list[Unit] = POPULATION) -> list[str]:
    return [one.unit.key[-1] for one in draw(rule, population)]


def test_all_and_the_largest() -> None:
    assert keys(SampleRule(Method.ALL)) == list("123456")
    assert keys(SampleRule(Method.LARGEST, size=2)) == ["1", "5"]
    assert keys(SampleRule(Method.LARGEST, size=99)) == list("123456")


def test_a_random_sample_follows_the_written_rule() -> None:
    by_hand = sorted(POPULATION, key=lambda unit: sha256(f"2026|{unit.key}".encode()).hexdigest())[:3]
    assert keys(SampleRule(Method.RANDOM, size=3, seed="2026")) == sorted(unit.key[-1] for unit in by_hand)


def test_monetary_units_by_hand() -> None:
    """Every 400th kuruş from the first one on; written out."""
    rule = SampleRule(Method.MONETARY_UNIT, interval=400, seed="x")
    start = first_unit(rule)
    line = [unit.key for unit in POPULATION for _ in range(unit.amount)]
    by_hand = Counter(line[start - 1 :: 400])
    assert {one.unit.key: one.hits for one in draw(rule, POPULATION)} == by_hand


@given(units, st.integers(1, 10**8), st.text(min_size=1, max_size=5))
def test_whoever_is_as_large_as_the_interval_is_in_it(population: list[Unit], interval: int, seed: str) -> None:
    rule = SampleRule(Method.MONETARY_UNIT, interval=interval, seed=seed)
    drawn = {one.unit.key: one.hits for one in draw(rule, population)}
    for unit in population:
        low, high = unit.amount // interval, -(-unit.amount // interval)
        assert low <= drawn.get(unit.key, 0) <= high
    total = sum(unit.amount for unit in population)
    assert sum(drawn.values()) == (total - first_unit(rule)) // interval + 1 if total >= first_unit(rule) else not drawn


@given(units, st.sampled_from(Method), st.randoms())
def test_the_order_in_which_the_population_comes_does_not_matter(
    population: list[Unit], method: Method, chance: object
) -> None:
    rule = SampleRule(method, size=7, interval=1234, seed="s")
    shuffled = list(population)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own Random
    assert draw(rule, population) == draw(rule, shuffled)
    assert population_sha256(population) == population_sha256(shuffled)


@pytest.mark.parametrize(
    "rule",
    [
        SampleRule(Method.LARGEST),
        SampleRule(Method.RANDOM, size=3),
        SampleRule(Method.RANDOM, size=3, seed="  "),
        SampleRule(Method.MONETARY_UNIT, seed="1"),
        SampleRule(Method.MONETARY_UNIT, interval=-5, seed="1"),
    ],
)
def test_a_rule_that_does_not_say_enough_is_refused(rule: SampleRule) -> None:
    with pytest.raises(Invalid):
        checked(rule)
