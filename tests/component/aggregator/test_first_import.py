"""A company's first movements may be in the books before anybody sees them; they end there as any others do, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.aggregator.models import movements as lines
from services.aggregator.models import period_sums, staged_movements
from shared.contracts.aggregator import StatementOutdated, StatementPrepared
from shared.files.confined import ConfinedLimits, OnProgress
from tests.component.aggregator.world import ACCOUNTS, VKN, World, line, movements

HEADINGS = "cari kodu;vergi no;ünvan;belge no;belge tarihi;tür;tutar\r\n"
UNKNOWN_VKN = "1460415308"


async def kept(world: World) -> list[tuple[str, int, int | None]]:
    """Number, amount and end of every line in the books."""
    async with world.service.database.reading() as reading:
        rows = await reading.all(
            select(lines.c.document_no, lines.c.amount_minor, lines.c.until).order_by(lines.c.document_no)
        )
    return [tuple(row) for row in rows]


def said(number: str, amount: str) -> dict[str, str]:
    """A movement as a program sends it."""
    return {
        "account_code": "120.01",
        "document_no": number,
        "document_date": "2026-10-05",
        "kind": "sale",
        "amount": amount,
    }


async def documents_summed(world: World) -> int:
    async with world.service.database.reading() as reading:
        return sum(await reading.scalars(select(period_sums.c.documents)))


async def test_lines_with_and_without_a_card_come_together(world: World) -> None:
    await world.take(ACCOUNTS)
    with_cards = "".join(f"120.01;{VKN};;B{number};05.10.2026;satış;10,00\r\n" for number in range(30_000, 51_000))
    without = f";{UNKNOWN_VKN};Yeni Cari A.Ş.;Y1;05.10.2026;satış;7,00\r\n"
    report = await world.take(HEADINGS + with_cards + without)
    assert (report["accepted"], report["new_accounts"], report["documents_changed"]) == (21_001, 1, 21_001)
    assert await documents_summed(world) == 21_001
    assert len(await kept(world)) == 21_001
    assert await world.count(staged_movements) == 0


async def test_books_that_change_meanwhile_are_compared_after_all(world: World) -> None:
    await world.take(ACCOUNTS)
    read, readings = world.worker.read, 0

    async def read_while_somebody_writes(
        target: str, argument: Awaitable[object], *, limits: ConfinedLimits, on_progress: OnProgress
    ) -> Any:
        nonlocal readings
        readings += 1
        found = await read(target, argument, limits=limits, on_progress=on_progress)
        if readings == 1:
            await world.call("POST", "/movements", json={"movements": [said("B1", "9.00"), said("B2", "2.00")]})
        return found

    world.worker.read = read_while_somebody_writes
    await world.take(
        movements(line("120.01", "B1", "10,00"), line("120.01", "B2", "2,00"), line("120.01", "B3", "3,00"))
    )
    counting = [(number, amount) for number, amount, until in await kept(world) if until is None]
    assert counting == [("B1", 1_000), ("B2", 200), ("B3", 300)]
    # On SQLite nobody may write for as long as a file is read, so there the lines waited beside the books from the start.
    assert readings == (2 if world.service.database.lets_many_write else 1)
    assert await documents_summed(world) == 3


async def test_two_files_that_begin_at_once_do_not_wait_for_each_other(world: World) -> None:
    """The second one is read while the lines of the first stand in the books and do not count yet, the same numbers on the same
    lines of the file among them."""
    await world.take(ACCOUNTS)
    read, nested = world.worker.read, False

    async def read_while_another_is_taken(
        target: str, argument: Awaitable[object], *, limits: ConfinedLimits, on_progress: OnProgress
    ) -> Any:
        nonlocal nested
        found = await read(target, argument, limits=limits, on_progress=on_progress)
        if not nested:
            nested = True
            world.clock.advance(timedelta(seconds=-1))  # received earlier, seen later: so it need not wait for its turn
            async with asyncio.timeout(8):
                await world.take(movements(line("120.01", "B1", "10,00"), line("120.01", "C1", "4,00")))
        return found

    world.worker.read = read_while_another_is_taken
    await world.take(movements(line("120.01", "B1", "10,00"), line("120.01", "B2", "2,00")))
    assert await kept(world) == [("B1", 1_000, None), ("B2", 200, None), ("C1", 400, None)]
    assert await documents_summed(world) == 3


async def test_what_is_sent_meanwhile_is_told_of_as_outdated(world: World) -> None:
    """The statement says that there are no documents, and the lines that are being read are not yet to be seen."""
    await world.take(ACCOUNTS)
    entries = "cari kodu;tarih;belge no;açıklama;borç;alacak\r\n120.02;05.10.2026;F1;;100,00;\r\n"
    await world.take(entries, name="ekstre.csv")
    run = await world.run(kind="combined", as_of="2026-10-31")
    (key,) = await world.figures(run)
    read, sent = world.worker.read, False

    async def read_while_a_statement_goes_out(
        target: str, argument: Awaitable[object], *, limits: ConfinedLimits, on_progress: OnProgress
    ) -> Any:
        nonlocal sent
        found = await read(target, argument, limits=limits, on_progress=on_progress)
        if not sent:
            sent = True
            await world.tell(world.campaign(run, 1), world.request(run, key))
        return found

    world.worker.read = read_while_a_statement_goes_out
    await world.take(movements(line("120.02", "B1", "9.000,00")))
    assert len(await world.said(StatementPrepared)) == 1
    assert len(await world.said(StatementOutdated)) == 1


async def test_a_first_file_that_is_refused_leaves_nothing(world: World) -> None:
    await world.take(ACCOUNTS)
    bad = movements(line("120.01", "B1", "10,00"), line("999", "B2", "2,00"))
    answer = await world.upload(bad)
    assert answer.status_code == 422, answer.text
    assert (await kept(world), await documents_summed(world)) == ([], 0)
    report = await world.take(bad, skip_rejected=True)
    assert (report["accepted"], report["rejected"]) == (1, 1)
    assert await kept(world) == [("B1", 1_000, None)]


@pytest.mark.parametrize(
    ("odd", "code"),
    [
        (line("120.01", "S9", "1,234.56"), "mixed_number_column"),
        (line("120.01", "S9", "1.234,56", day="10/28/2026"), "mixed_date_column"),
    ],
)
async def test_a_contradiction_at_the_end_of_a_long_file_refuses_all_of_it(world: World, odd: str, code: str) -> None:
    """By then thousands of its lines were written; the first ones had made certain how they are to be read."""
    await world.take(ACCOUNTS)
    content = movements(*[line("120.01", f"S{number}", "1.234,56") for number in range(3_000)])
    refused = await world.upload(content + odd)
    assert (refused.status_code, [one["code"] for one in refused.json()["errors"]]) == (422, [code])
    assert "3002" in refused.text
    assert (await kept(world), await documents_summed(world)) == ([], 0)
    assert (await world.take(content))["documents_changed"] == 3_000
