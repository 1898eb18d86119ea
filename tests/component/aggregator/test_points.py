"""The checklist of domain.md §2.5 in SQL: every point, and ledgers made by chance, sum as the rules in plain code say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from services.aggregator.domain.figures import compute_figures
from services.aggregator.domain.ledger import MovementRow
from services.aggregator.domain.rules import DateBasis, RunRules
from services.aggregator.domain.series import DeferredSeries
from services.aggregator.domain.sides import DocumentKind
from services.aggregator.models import movements, period_sums
from services.aggregator.repository.months import rows_of_month
from tests.component.aggregator.ledgers import Told, told_by_database, told_by_rules, write_cards, write_lines
from tests.component.aggregator.world import World, make_world
from tests.unit.aggregator.ledger_builders import OCTOBER, OTHER_VKN, VKN, card, movement
from tests.unit.aggregator.points import POINTS

CARDS = (
    card("1", VKN),
    card("2", VKN),
    card("3", VKN, never_merge=True),
    card("4", "11111111111"),
    card("5", OTHER_VKN),
    card("6", "DE1", country="DE"),
    card("7", "de 1", country="DE"),
)
UUIDS = [f"0f9c3c1e-7a55-4a3e-9d3e-6c0f2b8f1a{n:02d}" for n in range(2)]


@pytest.mark.parametrize("point", POINTS)
async def test_point(world: World, point: str) -> None:
    case = POINTS[point]
    async with world.service.database.transaction() as tx:
        await write_cards(tx, world.company_id, case.accounts)
        await write_lines(tx, world.company_id, case.movements)
    expected = compute_figures(case.accounts, case.movements, case.rules)
    found = await told_by_database(world.service.database, world.company_id, case.rules)
    assert found == told_by_rules(expected.counterparties)
    assert found


lines = st.builds(
    movement,
    st.sampled_from([one.code for one in CARDS]),
    st.one_of(st.integers(-(10**9), 10**9), st.sampled_from([0, 0, 0, -1, 499_999, 500_000])),
    st.sampled_from(list(DocumentKind)),
    no=st.sampled_from("ABC"),
    day=st.sampled_from([date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31)]),
    recorded_on=st.sampled_from([None, date(2026, 10, 2), date(2026, 11, 1)]),
    customs_on=st.sampled_from([None, None, None, date(2026, 10, 5), date(2026, 11, 5)]),
    series=st.sampled_from(["", "A", "SMS", "sms"]),
    branch=st.sampled_from(["", "Merkez", "ANKARA"]),
    electronic=st.booleans(),
    cancelled=st.sampled_from([False, False, False, True]),
    other_taxes_kurus=st.integers(0, 1000),
    uuid=st.sampled_from([None, None, None, *UUIDS]),
)
rules_of_a_run = st.builds(
    RunRules,
    st.just(OCTOBER),
    merge_by_tax_number=st.booleans(),
    deferred_series=st.sampled_from([(), (DeferredSeries("SMS", "merkez"), DeferredSeries("a"))]),
    date_basis=st.sampled_from(list(DateBasis)),
    include_other_taxes=st.booleans(),
    count_zero_documents=st.booleans(),
)


@pytest.fixture
def kept(tmp_path: Path, database_url: str) -> Iterator[tuple[asyncio.Runner, World]]:
    """A world outside of any loop, for hypothesis to come back to; each example has a company of its own."""
    with asyncio.Runner() as runner:
        world = runner.run(make_world(tmp_path, database_url, confined=False))
        yield runner, world
        runner.run(world.service.database.dispose())


def by_document(movements: Sequence[MovementRow]) -> list[list[MovementRow]]:
    """Lines of one document of the books together: an import takes a document as a whole."""

    def identity(line: MovementRow) -> tuple[str, ...]:
        if line.uuid:
            return (line.uuid,)
        return (line.account_code, line.kind.value, line.document_no, line.document_date.isoformat())

    ordered = sorted(movements, key=identity)
    return [list(group) for _, group in groupby(ordered, key=identity)]


async def told_after(world: World, imports: Sequence[Sequence[MovementRow]], rules: Sequence[RunRules]) -> list[Told]:
    """What a new company's books say after these imports."""
    company_id = uuid4()
    database = world.service.database
    async with database.transaction() as tx:
        await write_cards(tx, company_id, CARDS)
        for one in imports:
            await write_lines(tx, company_id, one)
    return [await told_by_database(database, company_id, each) for each in rules]


pytestmark = pytest.mark.timeout(300)  # hundreds of ledgers on a real database; a busy machine takes its time

few = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_chance_ledgers_sum_as_the_rules_say(kept: tuple[asyncio.Runner, World]) -> None:
    runner, world = kept

    @few
    @given(st.lists(lines, min_size=8, max_size=40), st.lists(rules_of_a_run, min_size=2, max_size=4))
    def check(movements: list[MovementRow], rules: list[RunRules]) -> None:
        found = runner.run(told_after(world, [movements], rules))
        assert found == [told_by_rules(compute_figures(CARDS, movements, each).counterparties) for each in rules]

    check()


def test_any_split_order_or_repetition_of_documents_gives_the_same_figures(kept: tuple[asyncio.Runner, World]) -> None:
    runner, world = kept
    rules = [RunRules(OCTOBER), RunRules(OCTOBER, date_basis=DateBasis.RECORDING)]

    @few
    @given(st.lists(lines, min_size=1, max_size=20), st.data())
    def check(movements: list[MovementRow], data: st.DataObject) -> None:
        documents = by_document(movements)
        again = data.draw(st.lists(st.sampled_from(documents), max_size=3))
        shuffled = data.draw(st.permutations([*documents, *again]))
        cut = data.draw(st.integers(0, len(shuffled)))
        portions = [_without_doubles(some) for some in (shuffled[:cut], shuffled[cut:]) if some]
        whole, pieces = (runner.run(told_after(world, some, rules)) for some in ([movements], portions))
        assert whole == pieces

    check()


def _without_doubles(documents: Sequence[list[MovementRow]]) -> list[MovementRow]:
    """One file has each document once; the same one in two files is what repetition means."""
    once = {id(document): document for document in documents}
    return [line for document in once.values() for line in document]


@pytest.mark.parametrize("basis", DateBasis)
async def test_a_month_is_found_by_an_index_whatever_came_before_it(lite: World, basis: DateBasis) -> None:
    """What a run costs may not grow with the history: no statement reads a table of lines or sums as a whole."""
    rules = RunRules(OCTOBER, date_basis=basis)
    async with lite.service.database.reading() as reading:
        for table, also in ((period_sums, ()), (movements, (movements.c.account_id.in_([1, 2]),))):
            statement = rows_of_month(table, [table.c.account_id], lite.company_id, rules, *also)
            text = str(statement.compile(dialect=reading.connection.dialect, compile_kwargs={"literal_binds": True}))
            plan = [row[-1] for row in await reading.all(sql(f"EXPLAIN QUERY PLAN {text}"))]
            assert any(step.startswith(f"SEARCH {table.name}") for step in plan)
            assert not any(step.startswith(f"SCAN {table.name}") for step in plan), plan
