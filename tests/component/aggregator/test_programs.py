"""What programs write: batches of movements, single account cards; and the companies that events bring."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from services.aggregator import models
from shared.contracts.aggregator import ImportCompleted
from shared.contracts.campaign import CompanyChanged, CompanyRegistered
from tests.component.aggregator.world import ACCOUNTS, VKN, World, line, movements


def body(number: str = "S1", amount: Any = "7000.00", **more: Any) -> dict[str, Any]:
    return {
        "account_code": "120.01",
        "document_no": number,
        "document_date": "2026-10-05",
        "kind": "sale",
        "amount": amount,
        **more,
    }


async def post(world: World, *lines: dict[str, Any], **headers: str) -> Any:
    async with world.http() as http:
        return await http.post("/movements", json={"source": "erp", "movements": list(lines)}, headers=headers)


async def test_a_batch_is_taken_once_however_often_it_comes(world: World) -> None:
    await world.take(ACCOUNTS)
    first = await post(world, body(), body("S2", "5.50"))
    assert first.status_code == 201
    assert (first.json()["accepted"], first.json()["documents_changed"], first.json()["periods"]) == (2, 2, ["2026-10"])
    again = await post(world, body(), body("S2", "5.50"))
    assert again.json()["documents_changed"] == 0
    # A file that says the same is the same documents.
    assert (await world.take(movements(line("120.01", "S1", "7.000,00"))))["documents_changed"] == 0
    rows = await world.every("/movements", limit=1, account_code="120.01", period="2026-10")
    assert sorted(row["document_no"] for row in rows) == ["S1", "S2"]
    assert await world.every("/movements", period="2026-11") == []
    assert [one.source for one in await world.said(ImportCompleted)][1] == "erp"


async def test_a_key_replays_the_answer(world: World) -> None:
    await world.take(ACCOUNTS)
    first = await post(world, body(), **{"Idempotency-Key": "b1"})
    again = await post(world, body(), **{"Idempotency-Key": "b1"})
    assert again.json() == first.json()
    assert len(await world.every("/imports")) == 2
    assert (await post(world, body("S9"), **{"Idempotency-Key": "b1"})).status_code == 409


async def test_a_foreign_document_is_rounded_once(world: World) -> None:
    await world.take(ACCOUNTS)
    thirds = [body("F1", "0.33", currency="USD", rate="41.2351") for _ in range(3)]
    assert (await post(world, *thirds)).status_code == 201
    rows = await world.every("/movements")
    # 0.99 × 41.2351 = 40.822749; three lines rounded alone would be 40.83.
    assert sum(round(float(row["amount_try"]["amount"]) * 100) for row in rows) == 4082
    assert {row["amount"]["currency"] for row in rows} == {"USD"}
    run = await world.run(limit="0.00")
    (document,) = await world.every(f"/runs/{run['id']}/figures/t:{VKN}/documents")
    assert (document["amount"]["amount"], document["original"]) == ("40.82", {"amount": "0.99", "currency": "USD"})


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (body(account_code="999"), "movements_refused"),
        (body(currency="USD"), "rate_missing"),
        (body(amount=7.5), "invalid"),
        (body(amount="1e20"), "invalid"),
        (body(amount="NaN"), "invalid"),
        (body(amount="1000000000000.00", currency="USD", rate="9999"), "amount_too_large"),
        (body("S\u202e1"), "invalid"),
        (body(" "), "invalid"),
        (body(kind="gift"), "invalid"),
        (body(document_date="05.10.2026"), "invalid"),
        (body(extra=1), "invalid"),
    ],
)
async def test_a_wrong_line_keeps_the_whole_batch_out(lite: World, wrong: dict[str, Any], code: str) -> None:
    await lite.take(ACCOUNTS)
    answer = await post(lite, body(), wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert await lite.every("/movements") == []


async def test_a_card_is_written_found_and_shown(world: World) -> None:
    card = {
        "title": "IŞIK Yapı",
        "tax_number": " 454 053 6920 ",
        "reconciliation_email": "Muhasebe@isik.test",
        "contacts": [{"name": "Finans", "email": "bozuk", "receives_reconciliations": True}],
    }
    written = await world.call("PUT", "/accounts/120/01", json=card)
    assert written == await world.call("GET", "/accounts/120/01")
    assert (written["code"], written["tax_number"], written["tax_number_is_valid"]) == ("120/01", VKN, True)
    assert (written["reconciliation_email"], written["email_is_valid"]) == ("Muhasebe@isik.test", True)
    assert [one["email_is_valid"] for one in written["contacts"]] == [False]
    for wish in ("ışık", "ISIK", "isik yapi", "45405", "120/0", "MUHASEBE@"):
        assert [one["code"] for one in await world.every("/accounts", q=wish)] == ["120/01"], wish
    assert await world.every("/accounts", q="yok") == []


async def test_cards_are_listed_by_title_in_pages(world: World) -> None:
    await world.take(ACCOUNTS)
    rows = await world.every("/accounts", limit=1)
    assert [one["code"] for one in rows] == ["120.01", "320.01", "120.02"]


@pytest.mark.parametrize("title", ["", "   ", "Gün\u202eey", "iki\nsatır"])
async def test_a_title_that_deceives_is_refused(lite: World, title: str) -> None:
    async with lite.http() as http:
        answer = await http.put("/accounts/1", json={"title": title})
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (422, "body.title")
    assert await lite.every("/accounts") == []


async def test_an_older_revision_of_a_company_changes_nothing(world: World) -> None:
    company = uuid4()
    card: dict[str, Any] = {"company_id": company, "tax_number": VKN}
    await world.tell(CompanyChanged(title="Üç", revision=3, **card), company_id=company)
    await world.tell(
        CompanyChanged(title="İki", revision=2, **card), CompanyRegistered(title="Sıfır", **card), company_id=company
    )
    async with world.service.database.reading() as reading:
        row = await reading.first(select(models.companies).where(models.companies.c.company_id == company))
    assert row is not None
    assert (row.title, row.revision) == ("Üç", 3)
