"""Sent figures and books that go on: changes before the sending, cards that change their counterparty, dates of booking."""

from __future__ import annotations

from typing import Any

from shared.contracts.aggregator import StatementOutdated, StatementPrepared, StatementRefused
from tests.component.aggregator.world import ACCOUNTS, OTHER_VKN, VKN, World, line, movements

MERGED, OTHER = f"t:{VKN}", f"t:{OTHER_VKN}"
OCTOBER = movements(
    line("120.01", "S1", "7.000,00"), line("320.01", "A1", "800,00", "alış"), line("120.02", "S2", "9.000,00")
)


async def told(world: World) -> dict[str, tuple[str, int]]:
    """What was said to be outdated: by the statement's tax number, the sales as they are now."""
    number = {one.statement_id: one.counterparty.tax_number for one in await world.said(StatementPrepared)}
    return {
        number[one.statement_id]: (f"{one.sales.total.amount:.2f}", one.sales.documents)
        for one in await world.said(StatementOutdated)
    }


async def made(world: World, content: str = OCTOBER, **body: Any) -> dict[str, Any]:
    await world.take(ACCOUNTS)
    await world.take(content)
    return await world.run(**body)


async def test_what_was_imported_between_run_and_sending_is_told_with_the_statement(world: World) -> None:
    run = await made(world)
    await world.take(movements(line("120.01", "S1", "7.500,00"), line("120.02", "S9", "1,00", day="05.11.2026")))
    await world.tell(world.request(run, MERGED), world.request(run, OTHER))
    totals = {one.counterparty.tax_number: one.sales.total.amount for one in await world.said(StatementPrepared)}
    assert totals == {VKN: 7000, OTHER_VKN: 9000}
    assert await told(world) == {VKN: ("7500.00", 1)}
    # Once is enough: the next import that touches nothing of it says nothing.
    await world.take(movements(line("120.02", "S8", "1,00", day="05.11.2026")))
    assert len(await world.said(StatementOutdated)) == 1


async def test_another_run_in_between_outdates_nothing(world: World) -> None:
    run = await made(world)
    await world.run()
    await world.call("PUT", "/accounts/120.02", json={"title": "Işık", "tax_number": OTHER_VKN})
    await world.tell(world.request(run, MERGED), world.request(run, OTHER))
    assert len(await world.said(StatementPrepared)) == 2
    assert await told(world) == {}


async def test_a_card_that_gets_another_number_outdates_both_counterparties(world: World) -> None:
    run = await made(world)
    await world.tell(world.request(run, MERGED), world.request(run, OTHER))
    await world.call("PUT", "/accounts/120.01", json={"title": "Çınar", "tax_number": OTHER_VKN})
    assert await told(world) == {VKN: ("0.00", 0), OTHER_VKN: ("16000.00", 2)}
    # An import that touches the card speaks to the counterparty it belongs to now.
    await world.take(movements(line("120.01", "S7", "1,00")))
    assert [one.sales.total.amount for one in (await world.said(StatementOutdated))[2:]] == [16_001]


async def test_a_card_that_is_no_longer_merged_or_from_abroad_outdates(world: World) -> None:
    run = await made(world)
    await world.tell(world.request(run, MERGED))
    card = {"title": "Çınar Gıda Satıcı", "tax_number": VKN}
    await world.call("PUT", "/accounts/320.01", json=card | {"never_merge": True})
    (first,) = await world.said(StatementOutdated)
    assert (first.sales.total.amount, first.purchases.total.amount) == (7000, 0)
    await world.call("PUT", "/accounts/320.01", json=card)
    assert (await world.said(StatementOutdated))[1].purchases.total.amount == 800
    await world.call("PUT", "/accounts/320.01", json=card | {"country": "DE"})
    assert len(await world.said(StatementOutdated)) == 3


async def test_a_card_without_documents_in_the_month_outdates_nothing(world: World) -> None:
    run = await made(world, movements(line("120.01", "S1", "7.000,00")))
    await world.tell(world.request(run, MERGED))
    await world.call("PUT", "/accounts/320.01", json={"title": "Başka", "tax_number": OTHER_VKN})
    await world.call("PUT", "/accounts/320.01", json={"title": "Başka", "reconciliation_email": "yeni@cinar.test"})
    assert await told(world) == {}


async def test_a_run_without_merging_follows_cards_and_not_numbers(world: World) -> None:
    run = await made(world, merge_by_tax_number=False)
    await world.tell(world.request(run, "a:120.01"))
    await world.call("PUT", "/accounts/120.01", json={"title": "Çınar", "tax_number": OTHER_VKN})
    await world.take(movements(line("320.01", "S5", "1,00")))
    assert await told(world) == {}
    await world.take(movements(line("120.01", "S6", "1,00")))
    assert await told(world) == {VKN: ("7001.00", 2)}


async def test_a_run_by_booking_dates_is_outdated_by_what_is_booked_in_its_month(world: World) -> None:
    await world.take(ACCOUNTS)

    async def book(number: str, day: str, recorded: str) -> None:
        row = {"account_code": "120.01", "document_no": number, "document_date": day, "recorded_on": recorded}
        await world.call("POST", "/movements", json={"movements": [row | {"kind": "sale", "amount": "6000.00"}]})

    await book("A", "2026-09-30", "2026-10-01")
    run = await world.run(date_basis="recording")
    await world.tell(world.request(run, MERGED))
    await book("B", "2026-10-05", "2026-11-05")
    assert await told(world) == {}
    await book("C", "2026-09-29", "2026-10-31")
    assert await told(world) == {VKN: ("12000.00", 2)}


async def test_a_card_that_is_never_to_be_mailed_is_refused(world: World) -> None:
    await world.take(ACCOUNTS)
    await world.take(OCTOBER)
    await world.call(
        "PUT",
        "/accounts/320.01",
        json={"title": "Çınar", "tax_number": VKN, "reconciliation_email": "a@cinar.test", "never_mail": True},
    )
    run = await world.run()
    figure = (await world.figures(run))[MERGED]
    assert (figure["recipients"], figure["warnings"]) == ([], ["never_mail"])
    await world.tell(world.request(run, MERGED))
    (refused,) = await world.said(StatementRefused)
    assert (refused.code, bool(refused.reason)) == ("never_mail", True)
    assert await world.said(StatementPrepared) == []
