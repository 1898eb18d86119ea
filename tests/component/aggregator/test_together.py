"""What happens at the same time: imports, runs and programs of one company take turns, and none sees half of another's."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from services.aggregator.models import period_sums
from services.aggregator.repository import cards, exchange
from shared.contracts.aggregator import ImportCompleted, StatementOutdated, StatementPrepared
from shared.database import Transaction
from tests.component.aggregator.world import ACCOUNTS, VKN, World, line, movements

MERGED = f"t:{VKN}"


class Pause:
    """Holds whoever comes by until told to go on, and says that somebody is there."""

    def __init__(self) -> None:
        self.reached, self.go = asyncio.Event(), asyncio.Event()

    async def __call__(self) -> None:
        self.reached.set()
        await self.go.wait()


async def test_two_overlapping_files_at_once_leave_each_document_once(world: World) -> None:
    await world.take(ACCOUNTS)
    shared_lines = [line("120.01", f"S{n}", "100,00") for n in range(50)]
    files = [movements(*shared_lines, line("120.02", f"OWN{file}", "1,00")) for file in range(4)]
    answers = await asyncio.gather(*(world.upload(content) for content in files))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert sorted(answer.json()["documents_changed"] for answer in answers) == [1, 1, 1, 51]
    numbers = [row["document_no"] for row in await world.every("/movements")]
    assert len(numbers) == len(set(numbers)) == 54
    assert len(await world.said(ImportCompleted)) == 5


@pytest.mark.parametrize("other", ["import", "card", "series"])
async def test_a_run_s_sums_cards_and_documents_are_of_one_moment(world: World, other: str) -> None:
    await world.take(ACCOUNTS)
    await world.take(movements(line("120.01", "S1", "7.000,00")))
    pause, real = Pause(), cards.of_month

    async def slow_cards(*args: Any, **how: Any) -> Any:
        await pause()
        return await real(*args, **how)

    async def change() -> Any:
        async with world.http() as http:
            match other:
                case "import":
                    return await world.upload(movements(line("120.01", "S1", "9.999,00"), line("120.01", "S2", "1,00")))
                case "card":
                    return await http.put("/accounts/120.01", json={"title": "Başka", "tax_number": "4840847211"})
                case _:
                    return await http.put("/deferred-series", json={"items": [{"series": "SMS"}]})

    with patch.object(cards, "of_month", slow_cards):
        making = asyncio.create_task(world.run())
        await pause.reached.wait()
        changing = asyncio.create_task(change())
        # The change has every chance to slip in between; it may not.
        done, _ = await asyncio.wait({changing}, timeout=0.3)
        assert not done
        pause.go.set()
        run = await making
    assert (await changing).is_success
    figure = (await world.figures(run))[MERGED]
    documents = await world.every(f"/runs/{run['id']}/figures/{MERGED}/documents")
    assert figure["account_codes"] == ["120.01", "320.01"]
    assert [one["amount"]["amount"] for one in documents] == [figure["sales"]["total"]["amount"]] == ["7000.00"]


async def test_a_failing_import_leaves_nothing_and_stops_nobody(world: World) -> None:
    await world.take(ACCOUNTS)
    content = movements(line("120.01", "S1", "7.000,00"))

    async def broken(tx: Transaction, *_: Any) -> None:
        raise RuntimeError("power cut")

    with patch.object(exchange, "begin_staged", broken), pytest.raises(RuntimeError, match="power cut"):
        await world.upload(content, key="k")
    assert await world.every("/movements") == []
    assert len(await world.said(ImportCompleted)) == 1
    assert await world.count(period_sums) == 0
    world.clock.advance(timedelta(seconds=31))  # until its lease is over nobody else takes it up
    assert (await world.upload(content, key="k")).status_code == 201
    assert len(await world.every("/movements")) == 1


async def test_two_batches_at_once_outdate_a_statement_once_each(world: World) -> None:
    await world.take(ACCOUNTS)
    await world.take(movements(line("120.01", "S1", "7.000,00")))
    run = await world.run()
    await world.tell(world.request(run, MERGED))
    assert len(await world.said(StatementPrepared)) == 1
    bodies = [
        {"account_code": "120.01", "document_no": f"N{n}", "document_date": "2026-10-05", "kind": "sale", "amount": "10.00"}
        for n in range(4)
    ]  # fmt: skip
    reports = await asyncio.gather(*(world.call("POST", "/movements", json={"movements": [one]}) for one in bodies))
    told = await world.said(StatementOutdated)
    assert {str(one.import_id) for one in told} == {report["id"] for report in reports}
    assert sorted(one.sales.total.amount for one in told) == [7010, 7020, 7030, 7040]
