"""Balances from a ledger to a statement: at a date, per currency, with what they are made of, and told when they change."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.aggregator.models import balance_sums, entries
from shared.contracts.aggregator import StatementOutdated, StatementPrepared
from shared.contracts.values import Kind
from shared.money import Money
from tests.component.aggregator.world import ACCOUNTS, OTHER_VKN, VKN, World, line, movements

HEADINGS = "cari kodu;tarih;belge no;açıklama;borç;alacak;para birimi;kur;vade tarihi;şube\r\n"
MERGED, OTHER = f"t:{VKN}", f"t:{OTHER_VKN}"


def entry(
    code: str, day: str, number: str, debit: str = "", credit: str = "", *, currency: str = "TL", rate: str = "",
    due: str = "",
) -> str:  # fmt: skip
    return f"{code};{day};{number};;{debit};{credit};{currency};{rate};{due};\r\n"


LEDGER = HEADINGS + "".join(
    [
        entry("120.01", "01.01.2026", "ACILIS", "1.000,00"),
        entry("120.01", "05.08.2026", "F1", "2.400,00", due="05.09.2026"),
        entry("120.01", "10.10.2026", "F2", "600,50", due="09.11.2026"),
        entry("120.01", "20.10.2026", "T1", "", "1.500,00"),
        entry("320.01", "12.10.2026", "A1", "", "700,25"),
        entry("120.01", "14.10.2026", "U1", "100,00", currency="USD", rate="41,2350"),
        entry("120.02", "03.03.2026", "F3", "80,00"),
        entry("120.02", "03.04.2026", "T3", "", "80,00"),
        entry("120.01", "02.11.2026", "F9", "9.999,00"),
    ]
)


def tl(amount: str, currency: str = "TRY") -> dict[str, str]:
    return {"amount": amount, "currency": currency}


async def books(world: World) -> None:
    await world.take(ACCOUNTS)
    report = await world.take(LEDGER, name="ekstre.csv")
    assert (report["kind"], report["rejected"]) == ("entries", 0), report


async def balances(world: World, **body: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    run = await world.run(**({"kind": "balance", "period": None, "as_of": "2026-10-31"} | body))
    return run, await world.figures(run)


async def test_a_balance_is_what_was_booked_up_to_its_day(world: World) -> None:
    await books(world)
    run, found = await balances(world)
    assert (run["kind"], run["as_of"], run["period"], run["figures"]) == ("balance", "2026-10-31", "2026-10", 2)
    lira, dollars = found[MERGED]["balances"]
    assert (lira["balance"], lira["balance_try"]) == (tl("1800.25"), tl("1800.25"))
    assert [(one["account_code"], one["balance"]["amount"]) for one in lira["lines"]] == [
        ("120.01", "2500.50"),
        ("320.01", "-700.25"),
    ]
    assert (dollars["balance"], dollars["balance_try"]) == (tl("100.00", "USD"), tl("4123.50"))
    assert found[MERGED]["balance_total"] == tl("5923.75")
    assert (run["receivable_total"], run["payable_total"]) == (tl("5923.75"), tl("0.00"))
    assert found[OTHER]["balances"][0]["balance"] == tl("0.00"), "zero is asked about too: it moved this year"
    assert found[MERGED]["sales"]["documents"] == 0


@pytest.mark.parametrize(
    ("day", "lira"),
    [("2026-09-30", "3400.00"), ("2026-10-09", "3400.00"), ("2026-10-10", "4000.50"), ("2026-10-12", "3300.25"),
     ("2026-11-01", "1800.25"), ("2026-11-02", "11799.25")],
)  # fmt: skip
async def test_a_day_within_a_month_cuts_it_in_two(world: World, day: str, lira: str) -> None:
    await books(world)
    _, found = await balances(world, as_of=day)
    assert found[MERGED]["balances"][0]["balance"]["amount"] == lira


async def test_what_is_left_out_and_kept_apart(world: World) -> None:
    await books(world)
    _, found = await balances(world, include_zero_balances=False)
    assert found.keys() == {MERGED}
    _, found = await balances(world, as_of="2027-04-30")
    assert OTHER not in found, "nothing moved for more than a year"
    _, apart = await balances(world, merge_by_tax_number=False)
    assert [one["balance"]["amount"] for key in ("a:120.01", "a:320.01") for one in apart[key]["balances"]] == [
        "2500.50", "100.00", "-700.25",
    ]  # fmt: skip


async def test_sums_kept_by_imports_are_what_the_lines_add_up_to(world: World) -> None:
    """Chance ledgers in several files, replaced in part: every day's balance equals a plain sum over the lines that hold."""
    rng = random.Random(7)
    await world.take(ACCOUNTS)
    codes, currencies = ("120.01", "320.01", "120.02"), ("TL", "USD")
    kept: dict[str, tuple[str, date, str, int]] = {}
    for batch in range(4):
        rows: list[tuple[Any, ...]] = []
        for number in range(25):
            voucher = f"V{rng.randrange(40)}" if batch else f"V{number}"
            if voucher in {row[2] for row in rows}:
                continue
            day = date(2026, 1, 1) + timedelta(days=rng.randrange(330))
            row = (rng.choice(codes), day, voucher, rng.choice(currencies), rng.randrange(-(10**7), 10**7))
            rows.append(row)
            kept[f"{row[0]}|{voucher}|{day:%Y}"] = (row[0], day, row[3], row[4])
        text = "".join(
            entry(
                code, f"{day:%d.%m.%Y}", voucher, *_sides(minor), currency=currency,
                rate="" if currency == "TL" else "40,0000",
            )
            for code, day, voucher, currency, minor in rows
        )  # fmt: skip
        await world.take(HEADINGS + text, name=f"ekstre-{batch}.csv")
    async with world.service.database.reading() as reading:
        lines = await reading.all(entries.select().where(entries.c.until.is_(None)))
        sums = await reading.all(balance_sums.select())
    for column in ("original_minor", "amount_minor"):
        assert sum(getattr(one, column) for one in sums) == sum(getattr(one, column) for one in lines)
    for day in (date(2026, 3, 31), date(2026, 5, 17), date(2026, 11, 26)):
        _, found = await balances(world, as_of=day.isoformat(), merge_by_tax_number=False)
        async with world.service.database.reading() as reading:
            held = await reading.all(entries.select().where(entries.c.until.is_(None), entries.c.entry_date <= day))
        expected: dict[str, int] = {}
        for one in held:
            expected[one.currency] = expected.get(one.currency, 0) + one.original_minor
        told: dict[str, int] = {}
        for figure in found.values():
            for one in figure["balances"]:
                told[one["currency"]] = told.get(one["currency"], 0) + int(Decimal(one["balance"]["amount"]) * 100)
        assert {name: value for name, value in told.items() if value} == {n: v for n, v in expected.items() if v}


def _sides(minor: int) -> tuple[str, str]:
    text = f"{abs(minor) // 100},{abs(minor) % 100:02}"
    return (text, "") if minor > 0 else ("", text)


async def test_open_items_add_up_to_the_balance_and_stay_as_the_run_saw_them(world: World) -> None:
    await books(world)
    run, found = await balances(world)
    path = f"/runs/{run['id']}/figures/{MERGED}/open-items"
    told = await world.call("GET", path)
    assert [(one["number"], one["amount"]["amount"]) for one in told["items"]] == [
        ("U1", "100.00"), ("A1", "-700.25"), ("F2", "600.50"), ("F1", "1900.00"),
    ]  # fmt: skip
    lira, dollars = told["ageing"]
    assert {name: lira[name]["amount"] for name in lira if name != "currency"} == {
        "not_due": "600.50", "days_1_30": "-700.25", "days_31_60": "1900.00", "days_61_90": "0.00",
        "days_over_90": "0.00", "unexplained": "0.00",
    }  # fmt: skip
    assert dollars["days_1_30"] == tl("100.00", "USD")
    await world.take(HEADINGS + entry("120.01", "05.08.2026", "F1", "1,00"), name="duzeltme.csv")
    assert await world.call("GET", path) == told, "a run is immutable, and so is what it is made of"
    later, _ = await balances(world)
    assert await world.call("GET", f"/runs/{later['id']}/figures/{MERGED}/open-items") != told
    assert (await world.figures(run))[MERGED] == found[MERGED]


async def test_both_kinds_go_out_in_one_statement(world: World) -> None:
    await books(world)
    await world.take(movements(line("120.01", "F2", "6.000,00", day="10.10.2026")))
    run = await world.run(kind="combined", as_of="2026-10-31")
    found = await world.figures(run)
    assert found.keys() == {MERGED, OTHER}, "the limit is one of purchases and sales, not of balances"
    await world.tell(world.request(run, MERGED))
    (said,) = await world.said(StatementPrepared)
    assert (said.sales.total.minor, [one.number for one in said.documents]) == (600_000, ["F2"])
    assert (said.as_of, [one.balance for one in said.balances]) == (
        date(2026, 10, 31),
        [Money.of_minor(180_025), Money.of_minor(10_000, "USD")],
    )
    assert [one.number for one in said.open_items] == ["U1", "A1", "F2", "F1"]
    assert [one.currency for one in said.ageing] == ["TRY", "USD"]


async def test_what_does_not_fit_into_a_statement_is_in_its_ageing(world: World) -> None:
    await world.take(ACCOUNTS)
    rows = (entry("120.02", f"{1 + n % 28:02}.{1 + n % 9:02}.2026", f"F{n}", "10,00") for n in range(260))
    await world.take(HEADINGS + "".join(rows), name="ekstre.csv")
    run, _ = await balances(world)
    await world.tell(world.request(run, OTHER))
    (said,) = await world.said(StatementPrepared)
    assert (len(said.open_items), said.open_items_left_out) == (200, 60)
    (ageing,) = said.ageing
    buckets = (ageing.not_due, ageing.days_1_30, ageing.days_31_60, ageing.days_61_90, ageing.days_over_90)
    assert sum(one.minor for one in buckets) == said.balances[0].balance.minor == 260_000
    assert ageing.unexplained.minor == 0


async def sent(world: World, kind: Kind = Kind.BALANCE) -> UUID:
    run = await world.run(kind=kind.value, as_of="2026-10-31")
    request = world.request(run, MERGED)
    await world.tell(world.campaign(run, 1), request, world.request(run, OTHER))
    return request.reconciliation_id


@pytest.mark.parametrize("kind", [Kind.BALANCE, Kind.COMBINED])
async def test_an_import_that_changes_a_sent_balance_is_told(world: World, kind: Kind) -> None:
    await books(world)
    reconciliation = await sent(world, kind)
    await world.take(HEADINGS + entry("120.01", "05.08.2026", "F1", "2.400,01", due="05.09.2026"), name="duzeltme.csv")
    (told,) = await world.said(StatementOutdated)
    assert told.reconciliation_id == reconciliation
    assert [one.balance.minor for one in told.balances] == [180_026, 10_000]


async def test_what_leaves_the_balance_as_it_was_is_not_told(world: World) -> None:
    await books(world)
    await sent(world)
    same = entry("120.01", "05.08.2026", "F1", "2.400,00", due="05.12.2026")
    later = entry("120.01", "15.11.2026", "F10", "1.000,00")
    await world.take(HEADINGS + same + later, name="duzeltme.csv")
    assert await world.said(StatementOutdated) == []


async def test_a_statement_from_an_old_run_says_at_once_that_its_balance_is_outdated(world: World) -> None:
    await books(world)
    run, _ = await balances(world)
    await world.take(HEADINGS + entry("320.01", "30.10.2026", "A2", "", "1,00"), name="ekleme.csv")
    await world.tell(world.request(run, MERGED), world.request(run, OTHER))
    first = next(one for one in await world.said(StatementPrepared) if one.balances[0].balance.minor)
    assert first.balances[0].balance.minor == 180_025, "what the operator saw"
    (told,) = await world.said(StatementOutdated)
    assert (told.statement_id, told.balances[0].balance.minor) == (first.statement_id, 179_925)


async def test_a_card_that_goes_to_another_counterparty_takes_its_balance_along(world: World) -> None:
    await books(world)
    reconciliation = await sent(world)
    card = {"title": "Çınar Gıda Satıcı", "tax_number": OTHER_VKN}
    for _ in range(2):
        await world.call("PUT", "/accounts/320.01", json=card)
    told = {one.reconciliation_id: one for one in await world.said(StatementOutdated)}
    assert len(told) == len(await world.said(StatementOutdated)) == 2, "both counterparties, once"
    assert told[reconciliation].balances[0].balance.minor == 250_050
    (other,) = (one for key, one in told.items() if key != reconciliation)
    assert other.balances[0].balance.minor == -70_025


async def test_balances_need_their_day(world: World) -> None:
    async with world.http() as http:
        answer = await http.post("/runs", json={"kind": "balance", "period": "2026-10"})
    assert answer.status_code == 422
    assert "as_of" in answer.text
