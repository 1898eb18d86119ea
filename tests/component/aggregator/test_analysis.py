"""What a figure is made of (S-32…S-34): lines with their standing, twelve months, cards; and other ways of summing a month."""

from __future__ import annotations

from typing import Any

import pytest

from tests.component.aggregator.world import ACCOUNTS, VKN, World, line, movements

MERGED, OTHER = f"t:{VKN}", "t:4840847211"


def row(number: str, amount: str, **fields: Any) -> dict[str, Any]:
    """A line for `POST /movements`."""
    said = {
        "account_code": "120.01",
        "document_no": number,
        "document_date": "2026-10-05",
        "kind": "sale",
        "amount": amount,
    }
    return said | fields


async def book(world: World, *rows: dict[str, Any]) -> None:
    await world.call("POST", "/movements", json={"movements": list(rows)})


def sums(figure: dict[str, Any], side: str = "sales") -> tuple[str, int]:
    return figure[side]["total"]["amount"], figure[side]["documents"]


async def test_every_line_says_whether_it_counts_and_if_not_why(world: World) -> None:
    await world.take(ACCOUNTS)
    await world.call("PUT", "/deferred-series", json={"items": [{"series": "SMS"}]})
    await world.take(
        movements(
            line("120.01", "S1", "6.000,00"),
            line("120.01", "S1", "1.000,00"),
            line("320.01", "S2", "-50,00", "alış"),
            line("120.01", "S3", "70,00", series="sms"),
            line("120.01", "S4", "80,00", cancelled="evet"),
            line("120.01", "S5", "0,00"),
            line("120.01", "S6", "-300,00", "satıştan iade"),
            line("120.02", "B1", "9.000,00"),
        )
    )
    run = await world.run(count_zero_documents=False)
    await world.take(movements(line("120.01", "S1", "1,00"), line("120.01", "S9", "5,00")))
    lines = await world.every(f"/runs/{run['id']}/figures/{MERGED}/movements", limit=3)
    assert [(one["document_no"], one["amount_try"]["amount"], one["standing"]) for one in lines] == [
        ("S1", "6000.00", "counted"),
        ("S1", "1000.00", "counted"),
        ("S2", "-50.00", "negative"),
        ("S3", "70.00", "deferred"),
        ("S4", "80.00", "cancelled"),
        ("S5", "0.00", "zero"),
        ("S6", "-300.00", "counted"),
    ]
    assert {one["account_code"] for one in lines} == {"120.01", "320.01"}
    documents = await world.every(f"/runs/{run['id']}/figures/{MERGED}/documents")
    assert [(one["number"], one["amount"]["amount"], one["side"]) for one in documents] == [
        ("S1", "7000.00", "sales"),
        ("S6", "300.00", "purchases"),
    ]
    figure = (await world.figures(run))[MERGED]
    assert (sums(figure), sums(figure, "purchases")) == (("7000.00", 1), ("300.00", 1))
    assert (figure["deferred_documents"], figure["deferred_total"]["amount"]) == (1, "70.00")
    assert run["negative_documents"] == 1
    assert figure["warnings"] == ["negative_documents"]


async def test_a_run_goes_by_either_date(world: World) -> None:
    await world.take(ACCOUNTS)
    await book(
        world,
        row("A", "6000.00", document_date="2026-09-30", recorded_on="2026-10-02"),
        row("B", "7000.00", recorded_on="2026-11-02"),
        row("C", "8000.00", document_date="2026-09-30", customs_on="2026-10-01"),
    )
    for basis, total, numbers in (("document", "15000.00", ["C", "B"]), ("recording", "14000.00", ["A", "C"])):
        run = await world.run(date_basis=basis)
        assert (run["date_basis"], sums((await world.figures(run))[MERGED])) == (basis, (total, 2))
        documents = await world.every(f"/runs/{run['id']}/figures/{MERGED}/documents")
        assert [one["number"] for one in documents] == numbers


async def test_other_taxes_are_in_or_out_of_figures_and_documents(world: World) -> None:
    await world.take(ACCOUNTS)
    await book(world, row("A", "6000.00", other_taxes="500.00"), row("B", "1000.00"))
    for wanted, total, amounts in (
        (True, "7000.00", ["6000.00", "1000.00"]),
        (False, "6500.00", ["5500.00", "1000.00"]),
    ):
        run = await world.run(include_other_taxes=wanted)
        assert sums((await world.figures(run))[MERGED]) == (total, 2)
        documents = await world.every(f"/runs/{run['id']}/figures/{MERGED}/documents")
        assert [one["amount"]["amount"] for one in documents] == amounts


async def test_returns_may_have_to_reach_the_limit_on_their_own(world: World) -> None:
    await world.take(ACCOUNTS)
    await book(world, row("A", "3000.00"), row("R", "4000.00", kind="purchase_return"))
    assert MERGED in await world.figures(await world.run())
    assert (await world.run(limit_on_returns=True))["figures"] == 0


@pytest.mark.parametrize(
    ("period", "declaration", "form"),
    [("2021-06", "all", (2, "8000.00")), ("2023-05", "paper_only", (1, "2000.00")), ("2024-09", "none", None)],
)
async def test_the_former_forms_are_shown_where_there_were_any(
    world: World, period: str, declaration: str, form: tuple[int, str] | None
) -> None:
    await world.take(ACCOUNTS)
    await book(
        world,
        row("E", "6000.00", document_date=f"{period}-05", electronic=True),
        row("P", "2000.00", document_date=f"{period}-06", electronic=False),
        row("A", "6000.00", document_date=f"{period}-07", electronic=True, kind="purchase"),
    )
    run = await world.run(period=period)
    assert run["declaration"] == declaration
    figure = (await world.figures(run))[MERGED]
    sales = figure["sales"]
    assert sums(figure) == ("8000.00", 2)
    assert (sales["electronic_total"]["amount"], sales["electronic_documents"]) == ("6000.00", 1)
    assert (sales["paper_total"]["amount"], sales["paper_documents"]) == ("2000.00", 1)
    assert (sales["form"] and (sales["form"]["documents"], sales["form"]["total"]["amount"])) == form
    # Nothing but e-documents: no line on the form once they were left out of it.
    assert bool(figure["purchases"]["form"]) is (declaration == "all")


async def test_twelve_months_of_a_merged_counterparty_count_a_document_once(world: World) -> None:
    await world.take(ACCOUNTS)
    await book(
        world,
        row("A", "100.00"),
        row("A", "50.00", account_code="320.01"),
        row("B", "30.00", account_code="320.01", kind="purchase"),
        row("C", "7.00", document_date="2025-11-30", account_code="320.01"),
        row("D", "9.00", document_date="2025-10-31"),
    )
    table = (await world.call("GET", f"/counterparties/{MERGED}/months", params={"until": "2026-10"}))["items"]
    assert [one["period"] for one in table][::11] == ["2025-11", "2026-10"]
    told = {one["period"]: (sums(one), sums(one, "purchases")) for one in table}
    assert told.pop("2026-10") == (("150.00", 1), ("30.00", 1))
    assert told.pop("2025-11") == (("7.00", 1), ("0.00", 0))
    assert set(told.values()) == {(("0.00", 0), ("0.00", 0))}
    alone = (await world.call("GET", "/counterparties/a:120.01/months", params={"until": "2026-10"}))["items"]
    assert sums(alone[-1]) == ("100.00", 1)


async def test_a_counterparty_shows_its_cards_with_addresses_and_contacts(world: World) -> None:
    await world.take(ACCOUNTS)
    shown = await world.call("GET", f"/counterparties/{MERGED}")
    assert [one["code"] for one in shown["items"]] == ["120.01", "320.01"]
    assert [one["name"] for one in shown["items"][0]["contacts"]] == ["Finans"]
    async with world.http() as http:
        answer = await http.get("/counterparties/t:nobody")
    assert (answer.status_code, answer.json()["code"]) == (404, "counterparty_not_found")


@pytest.mark.parametrize(
    ("body", "place"),
    [({"kind": "combined", "period": "2026-10"}, "body.as_of"), ({"kind": "purchases_sales"}, "body.period")],
)
async def test_a_run_needs_the_month_or_day_of_what_it_is_about(lite: World, body: dict[str, Any], place: str) -> None:
    async with lite.http() as http:
        answer = await http.post("/runs", json=body)
    assert [one["place"] for one in answer.json()["errors"]] == [place]
