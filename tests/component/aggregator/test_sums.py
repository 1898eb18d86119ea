"""SQL and rules say the same of ledgers made by chance, dense with everything that makes sums go wrong."""

from __future__ import annotations

import random
from typing import Any

import pytest

from services.aggregator.domain.figures import CounterpartyFigure, RunRules, compute_figures
from services.aggregator.domain.period import Period
from services.aggregator.domain.series import DeferredSeries
from services.aggregator.repository import sums
from services.aggregator.repository.sums import SumRules
from tests.component.aggregator.world import ACCOUNT_HEADINGS, World, line, movements
from tests.unit.aggregator.ledger_builders import read_text

OCTOBER = Period(2026, 10)
DEFERRED = (DeferredSeries("SMS", "Merkez"), DeferredSeries("ank"))
NUMBERS = ("4540536920", "4540536920", "4840847211", "11111111111", "1460415308", "123", "", "")
KINDS = ("satış", "alış", "satıştan iade", "alıştan iade")
ETTN = "0f9c3c1e-7a55-4a3e-9d3e-6c0f2b8f1a{:02d}"


def chance_cards() -> str:
    return ACCOUNT_HEADINGS + "".join(f"12{n};Cari {n};{number};;;;\r\n" for n, number in enumerate(NUMBERS))


def chance_lines(rng: random.Random) -> str:
    """Few numbers and days, so that documents meet: on several lines, cards and kinds; zero, below zero, cancelled."""
    return movements(
        *(
            line(
                f"12{rng.randrange(len(NUMBERS))}",
                f"B{rng.randrange(6)}",
                rng.choice(("0,00", "-250,00", "-0,01", "2.499,99", "5.000,00", f"{rng.randrange(1, 9000)},50")),
                rng.choice(KINDS),
                day=rng.choice(("01.10.2026", "31.10.2026", "01.11.2026")),
                series=rng.choice(("", "SMS", "sms", "ANK", "A")),
                branch=rng.choice(("", "Merkez", "MERKEZ", "Ankara")),
                cancelled=rng.choice(("", "", "", "", "evet")),
                ettn=ETTN.format(number) if (number := rng.randrange(60)) < 12 else "",
            )
            for _ in range(400)
        )
    )


def said_by_rules(figure: CounterpartyFigure) -> tuple[int, ...]:
    sides = (figure.purchases, figure.sales)
    return (
        *(
            value
            for one in sides
            for value in (one.total_kurus, one.documents, one.returns_kurus, one.returns_documents)
        ),
        sum(one.deferred_kurus for one in sides),
        sum(one.deferred_documents for one in sides),
    )


def said_by_database(row: dict[str, Any]) -> tuple[int, ...]:
    names = ("minor", "documents", "returns_minor", "returns_documents")
    columns = [f"{side}_{name}" for side in ("purchases", "sales") for name in names]
    return tuple(int(row[column]) for column in (*columns, "deferred_minor", "deferred_documents"))


@pytest.mark.parametrize("seed", range(4))
async def test_chance_ledgers_sum_as_the_rules_say(world: World, seed: int) -> None:
    text = chance_lines(random.Random(seed))
    cards, lines = read_text(chance_cards()), read_text(text)
    await world.take(chance_cards())
    await world.take(text)
    for merge in (True, False):
        for series in (DEFERRED, ()):
            expected = compute_figures(
                cards.accounts,
                lines.movements,
                RunRules(OCTOBER, merge_by_tax_number=merge, deferred_series=series),
            )
            async with world.service.database.reading() as reading:
                rows = await sums.counterparties(reading, SumRules(world.company_id, OCTOBER.number, merge, series))
            found = {row["key"]: said_by_database(row) for row in rows}
            wanted = {figure.key.text: said_by_rules(figure) for figure in expected.counterparties}
            assert {key: found.get(key) for key in wanted} == wanted
            # Counterparties with nothing but documents below zero are known to the database alone.
            assert {sum(found[key]) for key in found.keys() - wanted.keys()} <= {0}
            negative = sum(int(row["negative_documents"]) for row in rows)
            assert negative == len(expected.negative_documents) > 0
