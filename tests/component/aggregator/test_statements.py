"""Requests become statements once, with the run's own figures; later changes of the books are told, never slipped in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event

from services.aggregator import models
from shared.contracts.aggregator import DOCUMENTS_PER_PART, StatementOutdated, StatementPrepared, StatementRefused
from tests.component.aggregator.world import (
    ACCOUNT_HEADINGS,
    ACCOUNTS,
    LETTER,
    VKN,
    World,
    line,
    movements,
    put_together,
)

MERGED, OTHER = f"t:{VKN}", "t:4840847211"
OCTOBER = movements(
    line("120.01", "S1", "7.000,00"), line("320.01", "A1", "800,00", "alış"), line("120.02", "S2", "9.000,00")
)


async def sent(world: World, *keys: str, content: str = OCTOBER) -> dict[str, Any]:
    """A run over the content, of which these figures were sent."""
    await world.take(ACCOUNTS)
    await world.take(content)
    run = await world.run()
    await world.tell(world.campaign(run, len(keys)), *(world.request(run, key) for key in keys))
    return run


async def test_a_statement_carries_the_run_s_figure(world: World) -> None:
    await world.take(ACCOUNTS)
    await world.take(OCTOBER)
    run = await world.run()
    await world.take(movements(line("120.01", "S1", "1,00")))
    request = world.request(run, MERGED)
    await world.tell(world.campaign(run, 1), request)
    (statement,) = await world.said(StatementPrepared)
    assert (statement.reconciliation_id, statement.reference) == (request.reconciliation_id, "M-2026-10-0001")
    assert statement.letter == LETTER
    assert (statement.counterparty.title, statement.counterparty.account_codes) == (
        "Çınar Gıda A.Ş.",
        ("120.01", "320.01"),
    )
    assert (statement.sales.total.amount, statement.sales.documents, statement.sales.below_limit) == (7000, 1, False)
    assert (statement.purchases.total.amount, statement.purchases.below_limit) == (800, True)
    assert [(one.number, one.side, one.amount.amount) for one in statement.documents] == [
        ("A1", "purchases", 800),
        ("S1", "sales", 7000),
    ]
    assert [(one.address, one.role) for one in statement.recipients] == [
        ("muhasebe@cinar.test", "account"),
        ("finans@cinar.test", "contact"),
    ]
    assert await world.count(models.sent_campaigns) == 1
    assert await world.waiting() == []


async def test_contacts_are_written_to_only_when_asked(world: World) -> None:
    await world.take(ACCOUNTS)
    await world.take(OCTOBER)
    run = await world.run()
    await world.tell(world.request(run, MERGED, notify_contacts=False))
    (statement,) = await world.said(StatementPrepared)
    assert [one.role for one in statement.recipients] == ["account"]


async def test_a_repeated_request_is_answered_once(world: World) -> None:
    await world.take(ACCOUNTS)
    await world.take(OCTOBER)
    run = await world.run()
    good, bad = world.request(run, MERGED), world.request(run, "a:none")
    await world.tell(good, bad, good, bad)
    await world.tell(bad, good, world.campaign(run, 2), world.campaign(run, 2))
    assert await world.waiting() == []
    assert len(await world.said(StatementPrepared)) == 1
    assert len(await world.said(StatementRefused)) == 1
    assert await world.count(models.statements) == 2


async def test_what_cannot_be_sent_is_refused_with_its_reason(world: World) -> None:
    other = uuid4()
    await world.register(other)
    await world.take(ACCOUNTS)
    await world.take(
        ACCOUNT_HEADINGS
        + "120.03;Adressiz;;;Depo;depo@cari.test;hayır\r\n"
        + "120.04;Muhtelif;11111111111;a@cari.test;;;\r\n"
        + "120.05;Yalnız yetkili;;;Finans;finans@cari.test;evet\r\n"
    )
    await world.take(movements(*(line(f"120.0{n}", f"S{n}", "7.000,00") for n in (3, 4, 5))))
    run = await world.run()
    await world.tell(
        world.request(run, "a:120.03"),
        world.request(run, "a:120.04"),
        world.request(run, "a:120.05", notify_contacts=False),
        world.request(run, MERGED),
        world.request({"id": str(uuid4())}, MERGED),
    )
    # In one batch with the run's own company, whose run it stays.
    await world.tell_each((world.request(run, "a:120.05"), world.company_id), (world.request(run, "a:120.05"), other))
    refused = await world.said(StatementRefused)
    assert sorted(one.code for one in refused) == [
        "no_address", "no_address", "placeholder_tax_number", "unknown_figure", "unknown_run", "unknown_run",
    ]  # fmt: skip
    assert all(one.reason for one in refused)
    assert len(await world.said(StatementPrepared)) == 1


async def test_a_request_of_an_unknown_company_waits(world: World) -> None:
    stranger = uuid4()
    await world.tell(world.request({"id": str(uuid4())}, MERGED), company_id=stranger)
    ((reason, failed_at),) = await world.waiting()
    assert f"company {stranger} is not known here yet" in reason
    assert failed_at is None
    assert await world.said(StatementRefused) == []


async def test_twenty_thousand_documents_travel_in_parts_and_come_together(lite: World) -> None:
    await lite.take(ACCOUNTS)
    lines = [line("120.01", f"ABC2026{n:09d}", f"{n},{n % 100:02d}") for n in range(1, 20_001)]
    await lite.take(movements(*lines))
    run = await lite.run()
    await lite.tell(lite.request(run, MERGED))
    parts = await lite.said(StatementPrepared)
    assert len(parts) >= 40
    assert {part.parts for part in parts} == {len(parts)}
    assert all(0 < len(part.documents) <= DOCUMENTS_PER_PART for part in parts)
    assert len({part.statement_id for part in parts}) == 1
    documents = put_together(parts)
    assert len({one.number for one in documents}) == 20_000
    assert sum((one.amount.amount for one in documents), Decimal(0)) == parts[0].sales.total.amount


async def test_long_documents_and_a_long_head_make_smaller_parts(lite: World) -> None:
    """Bodies stay under 256 KiB whatever a ledger holds; `said` measures every one."""
    domain = ".".join("k" * 56 for _ in range(3)) + ".test"
    cards = [f"{n:03d}{'Ğ' * 47};{'Ş' * 250};{VKN};{'m' * 60}@c{n}.{domain};;;\r\n" for n in range(300)]
    await lite.take(ACCOUNT_HEADINGS + "".join(cards))
    lines = [line(f"000{'Ğ' * 47}", f"{n:04d}{'𝐀' * 56}", "10,00") for n in range(1000)]
    await lite.take(movements(*lines))
    run = await lite.run()
    await lite.tell(lite.request(run, MERGED))
    parts = await lite.said(StatementPrepared)
    assert len(parts) > 2
    assert len(put_together(parts)) == 1000


async def test_a_launch_needs_few_statements(world: World) -> None:
    """Set-based: ten times the requests of one batch must not be one more round trip."""
    count = 275
    await world.take(ACCOUNT_HEADINGS + "".join(f"{n};Cari {n};;a{n}@cari.test;;;\r\n" for n in range(count)))
    await world.take(movements(*(line(f"{n}", f"S{n}", "7.000,00") for n in range(count))))
    run = await world.run()
    executed: list[str] = []
    engine = world.service.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: executed.append(args[2]))
    needed = []
    for numbers in (range(25), range(25, count)):
        executed.clear()
        await world.tell(*(world.request(run, f"a:{n}") for n in numbers))
        needed.append(len(executed))
    assert len(await world.said(StatementPrepared)) == count
    assert needed[1] == needed[0] < 30, needed


async def test_a_changed_document_makes_the_statement_outdated_once(world: World) -> None:
    await sent(world, MERGED, OTHER)
    (statement,) = [one for one in await world.said(StatementPrepared) if one.counterparty.tax_number == VKN]
    report = await world.take(
        movements(line("120.01", "S1", "7.500,00"), line("120.01", "S9", "40,00"), line("120.02", "S2", "9.000,00"))
    )
    (told,) = await world.said(StatementOutdated)
    assert (told.statement_id, told.reconciliation_id) == (statement.statement_id, statement.reconciliation_id)
    assert (told.import_id, told.campaign_id) == (UUID(report["id"]), UUID(int=7))
    assert (told.sales.total.amount, told.sales.documents, told.sales.below_limit) == (7540, 2, False)
    assert (told.purchases.total.amount, told.purchases.below_limit) == (800, True)
    assert len(await world.said(StatementPrepared)) == 2


async def test_what_makes_a_statement_outdated_and_what_does_not(world: World) -> None:
    await world.call("PUT", "/deferred-series", json={"items": [{"series": "SMS"}]})
    await sent(world, MERGED)

    async def told_by(content: str) -> list[Any]:
        before = len(await world.said(StatementOutdated))
        await world.take(content)
        return (await world.said(StatementOutdated))[before:]

    assert await told_by(OCTOBER + line("120.02", "S3", "50,00")) == []  # somebody else's
    assert (
        await told_by(movements(line("120.01", "S1", "7.100,00", day="05.11.2026", series="B"))) == []
    )  # another month
    assert await told_by(movements(line("120.01", "S4", "900,00", series="SMS"))) == []  # left out of the figure
    assert await told_by(movements(line("120.01", "S5", "900,00", cancelled="evet"))) == []  # never counted
    (cancelled,) = await told_by(movements(line("120.01", "S1", "7.000,00", cancelled="evet")))
    assert (cancelled.sales.total.amount, cancelled.sales.documents, cancelled.sales.below_limit) == (0, 0, True)
    (back,) = await told_by(movements(line("120.01", "S1", "7.000,00")))
    assert back.sales.total.amount == 7000
    assert await told_by(movements(line("120.01", "S1", "7.000,00"))) == []
    # The list of deferred series is the run's own, whatever became of it.
    await world.call("PUT", "/deferred-series", json={"items": []})
    assert await told_by(movements(line("120.01", "S4", "901,00", series="SMS"))) == []


async def test_a_document_that_moves_to_another_card_outdates_both(world: World) -> None:
    ettn = "0f9c3c1e-7a55-4a3e-9d3e-6c0f2b8f1a11"
    content = movements(line("120.01", "S1", "7.000,00", ettn=ettn), line("120.02", "S2", "9.000,00"))
    await sent(world, MERGED, OTHER, content=content)
    await world.take(movements(line("120.02", "S1", "7.000,00", ettn=ettn)))
    totals = {one.sales.total.amount for one in await world.said(StatementOutdated)}
    assert totals == {0, 16_000}


async def test_the_same_sum_from_other_documents_is_a_change(world: World) -> None:
    ettn = "0f9c3c1e-7a55-4a3e-9d3e-6c0f2b8f1a11"
    await sent(world, MERGED, content=movements(line("120.01", "S1", "7.000,00", ettn=ettn)))
    await world.take(movements(line("120.01", "S1-D", "7.000,00", ettn=ettn)))
    (told,) = await world.said(StatementOutdated)
    assert (told.sales.total.amount, told.sales.documents) == (7000, 1)


async def test_a_batch_outdates_as_a_file_does(world: World) -> None:
    await sent(world, MERGED)
    body = {
        "movements": [
            {"account_code": "120.01", "document_no": "S1", "document_date": "2026-10-05", "kind": "sale", "amount": "8000.00"}
        ]
    }  # fmt: skip
    report = await world.call("POST", "/movements", json=body)
    (told,) = await world.said(StatementOutdated)
    assert (told.import_id, told.sales.total.amount) == (UUID(report["id"]), 8000)
