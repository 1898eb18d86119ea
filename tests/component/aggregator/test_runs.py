"""Runs: the month's sums, frozen; searched, sorted and paged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.aggregator.domain.figures import Figures, compute_figures
from services.aggregator.domain.period import Period
from services.aggregator.domain.rules import RunRules
from services.aggregator.domain.sides import Side
from services.aggregator.readers.canonical import open_canonical
from services.aggregator.repository import sums
from services.aggregator.sample import SampleLedger, generate
from tests.component.aggregator.world import ACCOUNT_HEADINGS, ACCOUNTS, VKN, World, line, movements
from tests.unit.aggregator.ledger_builders import read_all

MERGED = f"t:{VKN}"
OCTOBER = Period(2026, 10)


def oracle(sample: SampleLedger, *, merge: bool, defer: bool) -> Figures:
    content = [
        read_all(open_canonical(lambda path=path: path.open("rb")))  # type: ignore[misc]  # bound in the loop
        for path in (sample.accounts_file, sample.movements_file)
    ]
    rules = RunRules(OCTOBER, merge_by_tax_number=merge, deferred_series=sample.deferred_series if defer else ())
    return compute_figures(content[0].accounts, content[1].movements, rules)


def side_as_answered(figure: Any, side: Side) -> dict[str, Any]:
    one = figure.side(side)
    return {
        "total": money(one.total_kurus),
        "documents": one.documents,
        "returns_total": money(one.returns_kurus),
        "returns_documents": one.returns_documents,
        "below_limit": not one.reaches_limit,
        "paper_total": money(one.total_kurus - one.electronic_kurus),
        "paper_documents": one.documents - one.electronic_documents,
        "electronic_total": money(one.electronic_kurus),
        "electronic_documents": one.electronic_documents,
        "form": None,
    }


def money(kurus: int) -> dict[str, str]:
    return {"amount": f"{kurus / 100:.2f}", "currency": "TRY"}


async def test_the_database_sums_what_the_rules_say(world: World, tmp_path: Path) -> None:
    sample = generate(tmp_path / "sample", OCTOBER)
    await world.take(sample.accounts_file.read_bytes())
    await world.take(sample.movements_file.read_bytes(), skip_rejected=True)
    series = [{"series": one.series, "branch": one.branch} for one in sample.deferred_series]
    await world.call("PUT", "/deferred-series", json={"items": series})
    for merge, defer in ((True, True), (True, False), (False, True), (False, False)):
        expected = oracle(sample, merge=merge, defer=defer)
        run = await world.run(merge_by_tax_number=merge, exclude_deferred_series=defer)
        found = await world.figures(run, limit=500)
        assert len(found) == run["figures"] == len(expected.listed) > 100
        for figure in expected.listed:
            answered = found[figure.key.text]
            assert tuple(answered["account_codes"]) == figure.account_codes
            assert answered["title"] == figure.title
            for side in Side:
                assert answered[side.value] == side_as_answered(figure, side), figure.key
        deferred = [side for one in expected.counterparties for side in (one.purchases, one.sales)]
        assert run["deferred_documents"] == sum(side.deferred_documents for side in deferred)
        assert float(run["deferred_total"]["amount"]) * 100 == sum(side.deferred_kurus for side in deferred)
        assert bool(run["deferred_documents"]) is defer
        assert run["negative_documents"] == len(expected.negative_documents)
        await unlisted_agree_too(world, sample, expected, merge=merge, defer=defer)
    assert any(len(figure.account_codes) > 1 for figure in oracle(sample, merge=True, defer=True).listed)


async def unlisted_agree_too(
    world: World, sample: SampleLedger, expected: Figures, *, merge: bool, defer: bool
) -> None:
    """Counterparties below the limit on both sides are in no run, so the sums themselves are asked."""
    rules = RunRules(OCTOBER, merge_by_tax_number=merge, deferred_series=sample.deferred_series if defer else ())
    async with world.service.database.reading() as reading:
        rows = {one.key: one.as_mapping() for one in await sums.counterparties(reading, world.company_id, rules)}
    for figure in expected.counterparties:
        row = rows.pop(figure.key.text)
        assert row["purchases_minor"] == figure.purchases.total_kurus
        assert row["sales_minor"] == figure.sales.total_kurus
    assert not rows


async def test_a_counterparty_is_listed_by_one_side_and_shows_both(world: World) -> None:
    await world.take(ACCOUNTS)
    await world.take(
        movements(
            line("120.01", "S1", "3.000,00"),
            line("120.01", "S2", "2.000,00"),
            line("320.01", "A1", "4.999,99", "alış"),
            line("120.02", "S3", "4.999,99"),
        )
    )
    run = await world.run()
    assert run["limit"] == "5000.00"
    figure = (await world.figures(run))[MERGED]
    assert len(await world.figures(run)) == 1
    assert (figure["title"], figure["account_codes"], figure["tax_number"]) == (
        "Çınar Gıda A.Ş.",
        ["120.01", "320.01"],
        VKN,
    )
    assert (figure["sales"]["total"]["amount"], figure["sales"]["below_limit"]) == ("5000.00", False)
    assert (figure["purchases"]["total"]["amount"], figure["purchases"]["below_limit"]) == ("4999.99", True)
    apart = await world.figures(await world.run(merge_by_tax_number=False))
    assert set(apart) == {"a:120.01"}
    lower = await world.figures(await world.run(limit="4999.99"))
    assert set(lower) == {MERGED, "t:4840847211"}


async def test_recipients_are_the_cards_addresses_once_then_the_ticked_contacts(world: World) -> None:
    await world.take(
        ACCOUNT_HEADINGS
        + f"120.01;Çınar;{VKN};Muhasebe@cinar.test;Finans;finans@cinar.test;evet\r\n"
        + f"120.02;Çınar;{VKN};Muhasebe@CINAR.TEST;Depo;depo@cinar.test;hayır\r\n"
        + f"120.03;Çınar;{VKN};muhasebe@cinar.test;Finans;finans@CINAR.test;evet\r\n"
        + f"120.04;Çınar;{VKN};bozuk adres;;;\r\n"
    )
    await world.take(movements(line("120.01", "S1", "7.000,00")))
    figure = (await world.figures(await world.run()))[MERGED]
    assert [(one["address"], one["role"], one["name"]) for one in figure["recipients"]] == [
        ("Muhasebe@cinar.test", "account", ""),
        ("muhasebe@cinar.test", "account", ""),
        ("finans@cinar.test", "contact", "Finans"),
    ]
    assert figure["warnings"] == ["bad_address"]


async def test_placeholders_are_never_merged_and_warned_of(world: World) -> None:
    await world.take(
        ACCOUNT_HEADINGS
        + "120.01;Nihai Tüketici;11111111111;a@bir.test;;;\r\n"
        + "120.02;Muhtelif;11111111111;;;;\r\n"
        + "120.03;Gümrük;1460415308;c@gumruk.test;;;\r\n"
    )
    await world.take(movements(*(line(f"120.0{n}", f"S{n}", "7.000,00") for n in (1, 2, 3))))
    figures = await world.figures(await world.run())
    assert {key: one["warnings"] for key, one in figures.items()} == {
        "a:120.01": ["placeholder_tax_number"],
        "a:120.02": ["no_address", "placeholder_tax_number"],
        "a:120.03": ["placeholder_tax_number"],
    }


async def test_a_run_never_changes(world: World) -> None:
    await world.take(ACCOUNTS)
    await world.take(movements(line("120.01", "S1", "7.000,00"), line("120.01", "S2", "1.500,00", "alıştan iade")))
    run = await world.run()
    before = (await world.figures(run), await world.every(f"/runs/{run['id']}/figures/{MERGED}/documents"))
    assert [(one["number"], one["kind"], one["side"], one["amount"]["amount"]) for one in before[1]] == [
        ("S1", "sale", "sales", "7000.00"),
        ("S2", "purchase_return", "sales", "1500.00"),
    ]
    await world.take(movements(line("120.01", "S1", "1,00"), line("120.01", "S2", "1.500,00", cancelled="evet")))
    await world.call("PUT", "/accounts/120.01", json={"title": "Başka", "reconciliation_email": "yeni@cinar.test"})
    await world.call("PUT", "/deferred-series", json={"items": [{"series": "SMS"}]})
    assert await world.call("GET", f"/runs/{run['id']}") == run
    assert await world.figures(run) == before[0]
    assert await world.every(f"/runs/{run['id']}/figures/{MERGED}/documents") == before[1]
    assert (await world.run())["figures"] == 0


async def test_deferred_series_are_left_out_per_branch_and_counted(world: World) -> None:
    await world.take(ACCOUNTS)
    await world.call("PUT", "/deferred-series", json={"items": [{"series": "SMS", "branch": "Merkez"}]})
    assert (await world.call("GET", "/deferred-series"))["items"] == [{"series": "SMS", "branch": "Merkez"}]
    await world.take(
        movements(
            line("120.01", "S1", "7.000,00", series="sms", branch="MERKEZ"),
            line("120.01", "S2", "6.000,00", series="SMS", branch="Ankara"),
        )
    )
    run = await world.run()
    assert (run["deferred_documents"], run["deferred_total"]["amount"]) == (1, "7000.00")
    assert run["sales_total"]["amount"] == "6000.00"
    assert len(await world.every(f"/runs/{run['id']}/figures/{MERGED}/documents")) == 1
    whole = await world.run(exclude_deferred_series=False)
    assert (whole["deferred_documents"], whole["sales_total"]["amount"]) == (0, "13000.00")


async def many(world: World) -> dict[str, Any]:
    """A run over 25 counterparties whose titles and amounts sort differently."""
    cards = [f"120.{n:02d};{'ÇĞİÖŞÜIABC'[n % 10]}{n} Ticaret;;posta{n}@cari.test;;;\r\n" for n in range(25)]
    await world.take(ACCOUNT_HEADINGS + "".join(cards))
    lines = [line(f"120.{n:02d}", f"S{n}", f"{6000 + n * 37 % 25 // 2},00") for n in range(25)]
    await world.take(
        movements(*lines, *[line(f"120.{n:02d}", f"A{n}", f"{n * 11 % 25}00,00", "alış") for n in range(25)])
    )
    return await world.run()


@pytest.mark.parametrize("name", ["title", "purchases", "sales", "total"])
async def test_every_order_pages_without_gap_or_double(world: World, name: str) -> None:
    run = await many(world)
    path = f"/runs/{run['id']}/figures"
    up = [one["key"] for one in await world.every(path, limit=4, sort=name)]
    down = [one["key"] for one in await world.every(path, limit=7, sort=f"-{name}")]
    assert len(set(up)) == len(up) == 25
    assert down == up[::-1]
    if name != "title":
        rows = await world.every(path, sort=name)
        sides = ("purchases", "sales") if name == "total" else (name,)
        values = [sum(float(one[side]["total"]["amount"]) for side in sides) for one in rows]
        assert values == sorted(values)


async def test_search_keys_and_totals(world: World) -> None:
    run = await many(world)
    for wish in ("çınar", "ç0 TİCARET", "c0 ticaret", "posta0@CARI", "120.00"):
        found = await world.figures(run, q=wish)
        assert set(found) == (set() if wish == "çınar" else {"a:120.00"}), wish
    keys = ["a:120.03", "a:120.07", "a:none"]
    assert set(await world.figures(run, key=keys)) == {"a:120.03", "a:120.07"}
    chosen = (await world.figures(run, key=keys)).values()
    totals = await world.call("GET", f"/runs/{run['id']}/figures/totals", params={"key": keys})
    assert (totals["figures"], totals["sales_documents"]) == (2, 2)
    assert float(totals["sales_total"]["amount"]) == sum(float(one["sales"]["total"]["amount"]) for one in chosen)
    everything = await world.call("GET", f"/runs/{run['id']}/figures/totals")
    assert (everything["figures"], everything["sales_total"]) == (25, run["sales_total"])
    assert (await world.call("GET", f"/runs/{run['id']}/figures/totals", params={"q": "%"}))["figures"] == 0
    async with world.http() as http:
        refused = await http.get(f"/runs/{run['id']}/figures", params={"key": ["a:x"] * 201})
        assert refused.status_code == 422


async def test_an_idempotency_key_makes_one_run(world: World) -> None:
    await world.take(ACCOUNTS)
    body = {"period": "2026-10"}
    async with world.http() as http:
        answers = [await http.post("/runs", json=body, headers={"Idempotency-Key": "r1"}) for _ in range(2)]
        assert answers[0].json() == answers[1].json()
        other = await http.post("/runs", json={"period": "2026-09"}, headers={"Idempotency-Key": "r1"})
    assert other.status_code == 409
    assert len(await world.every("/runs")) == 1


async def test_a_run_belongs_to_its_company(world: World) -> None:
    run = await many(world)
    other = uuid4()
    async with world.http(company_id=other) as http:
        for path in ("", "/figures", "/figures/totals", "/figures/a:120.03", "/figures/a:120.03/documents"):
            answer = await http.get(f"/runs/{run['id']}{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "run_not_found"), path


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"period": "2026-13"}, "body.period"),
        ({"period": "2026-10", "limit": "-1.00"}, "body.limit"),
        ({"period": "2026-10", "limit": 5000.5}, "body.limit"),
        ({"period": "2026-10", "limit": "5000.001"}, "body.limit"),
        ({"period": "2026-10", "merge": True}, "body.merge"),
        ({}, "body.period"),
    ],
)
async def test_a_wrong_parameter_is_named(lite: World, body: dict[str, Any], place: str) -> None:
    async with lite.http() as http:
        answer = await http.post("/runs", json=body)
    assert answer.status_code == 422
    assert [one["place"] for one in answer.json()["errors"]] == [place]


@pytest.mark.parametrize("path", ["/accounts", "/movements", "/imports", "/runs"])
@pytest.mark.parametrize("cursor", ["x", "WyJ4IiwieSJd", "WzEsMiwzXQ", "IiI"])
async def test_a_foreign_cursor_is_refused(lite: World, path: str, cursor: str) -> None:
    async with lite.http() as http:
        answer = await http.get(path, params={"cursor": cursor})
    if answer.status_code == 200:  # two texts are a place in the list of accounts, if nowhere real
        assert path == "/accounts"
    else:
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


async def test_the_api_describes_itself(lite: World) -> None:
    schema = lite.service.internal_app.openapi()
    operations = [one for path in schema["paths"].values() for one in path.values()]
    assert all(one["summary"] for one in operations)
    assert "examples" in json.dumps(schema["components"]["schemas"]["RunBody"])
