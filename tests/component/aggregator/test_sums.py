"""SQL and rules say the same of ledgers made by chance, dense with everything that makes sums go wrong."""

from __future__ import annotations

import random

import pytest

from services.aggregator.domain.figures import CounterpartyFigure, compute_figures
from services.aggregator.domain.period import Period
from services.aggregator.domain.rules import RunRules
from services.aggregator.domain.series import DeferredSeries
from services.aggregator.repository import sums
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
            for value in (
                one.total_kurus, one.documents, one.returns_kurus, one.returns_documents, one.electronic_kurus,
                one.electronic_documents,
            )
        ),
        sum(one.deferred_kurus for one in sides),
        sum(one.deferred_documents for one in sides),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
async def test_chance_ledgers_sum_as_the_rules_say(world: World, seed: int) -> None:
    text = chance_lines(random.Random(seed))
    cards, lines = read_text(chance_cards()), read_text(text)
    await world.take(chance_cards())
    await world.take(text)
    for merge in (True, False):
        for series in (DEFERRED, ()):
            rules = RunRules(OCTOBER, merge_by_tax_number=merge, deferred_series=series)
            expected = compute_figures(cards.accounts, lines.movements, rules)
            async with world.service.database.reading() as reading:
                rows = await sums.counterparties(reading, world.company_id, rules)
            found = {row.key: row.sums[:-1] for row in rows}
            assert found == {figure.key.text: said_by_rules(figure) for figure in expected.counterparties}
            negative = sum(row.as_mapping()["negative_documents"] for row in rows)
            assert negative == len(expected.negative_documents) > 0
