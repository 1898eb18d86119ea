"""An auditor's own sample: drawn by a rule that anybody can go through again with pencil and paper, never by a random generator.

What is chosen depends on the population, the method and the seed alone: not on the database's order, not on Python's version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from shared.errors import Invalid
from shared.money import LARGEST_MINOR

LONGEST_SEED = 100
LARGEST_SAMPLE = 50_000


class Method(StrEnum):
    ALL = "all"
    LARGEST = "largest"
    RANDOM = "random"
    MONETARY_UNIT = "monetary_unit"


@dataclass(frozen=True, slots=True)
class Unit:
    """One member of the population: what it is called, and its size in kuruş (purchases, sales and balance, each by size)."""

    key: str
    amount: int


@dataclass(frozen=True, slots=True)
class SampleRule:
    """How a sample is drawn. `size` for the largest and random ones, `interval` in kuruş for monetary units, `seed` for both of
    the latter."""

    method: Method
    size: int = 0
    interval: int = 0
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """`hits` of a unit: how many monetary units of it were selected; 1 with the other methods."""

    unit: Unit
    hits: int = 1


def checked(rule: SampleRule) -> SampleRule:
    """The rule, or `Invalid` where it does not say enough."""
    if rule.method in (Method.LARGEST, Method.RANDOM) and not 1 <= rule.size <= LARGEST_SAMPLE:
        raise Invalid("Say how many are to be drawn: a whole number from 1 on.", code="sample_size")
    if rule.method is Method.MONETARY_UNIT and not 1 <= rule.interval <= LARGEST_MINOR:
        raise Invalid("Say the interval: an amount greater than zero.", code="sample_interval")
    if rule.method in (Method.RANDOM, Method.MONETARY_UNIT) and not 0 < len(rule.seed.strip()) <= LONGEST_SEED:
        raise Invalid("Say a seed: any text of up to 100 characters that you write down.", code="sample_seed")
    return SampleRule(rule.method, rule.size, rule.interval, rule.seed.strip())


def draw(rule: SampleRule, population: Iterable[Unit]) -> list[Drawn]:
    """The sample in the order of the population, which is that of its keys."""
    units = in_order(population)
    if rule.method is Method.ALL:
        return [Drawn(unit) for unit in units]
    if rule.method is Method.MONETARY_UNIT:
        return _monetary(rule, units)
    if rule.method is Method.LARGEST:
        chosen = sorted(units, key=lambda unit: (-unit.amount, unit.key))[: rule.size]
    else:
        chosen = sorted(units, key=lambda unit: _digest(rule.seed, unit.key))[: rule.size]
    wanted = {unit.key for unit in chosen}
    return [Drawn(unit) for unit in units if unit.key in wanted]


def in_order(population: Iterable[Unit]) -> list[Unit]:
    return sorted(population, key=lambda unit: unit.key)


def first_unit(rule: SampleRule) -> int:
    """Which kuruş of the first interval is selected: from 1 to the interval."""
    return int(_digest(rule.seed, "start"), 16) % rule.interval + 1


def _monetary(rule: SampleRule, units: Sequence[Unit]) -> list[Drawn]:
    """Every kuruş has the same chance: one is selected in each interval, all at the same distance. Whoever is as large as the
    interval is certainly in it."""
    found, before, following = [], 0, first_unit(rule)
    for unit in units:
        until = before + unit.amount
        hits = 0
        if until >= following:
            hits = (until - following) // rule.interval + 1
            following += hits * rule.interval
        if hits:
            found.append(Drawn(unit, hits))
        before = until
    return found


def population_sha256(population: Iterable[Unit]) -> str:
    """What was drawn from, so that a later list can be compared: a line for each, `key|amount in kuruş`."""
    lines = "".join(f"{unit.key}|{unit.amount}\n" for unit in in_order(population))
    return sha256(lines.encode()).hexdigest()


def _digest(seed: str, key: str) -> str:
    return sha256(f"{seed}|{key}".encode()).hexdigest()
