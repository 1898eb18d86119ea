"""Imports as jobs: waiting, confirming, stopping, what is remembered, what comes from documents that know no account codes."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from bench.ledgers import write_cards, write_invoices, write_movements
from services.aggregator.models import import_files, movements, staged_movements
from shared.contracts.aggregator import ImportCompleted
from tests.component.aggregator.world import ACCOUNTS, VKN, World, line
from tests.component.aggregator.world import movements as ledger
from tests.product.operator import eventually

CONFINED = True

OWN_HEADINGS = "hesap;evrak;gün;cins;net\r\n"
OWN_ROWS = "120.01;F-1;01/02/2026;satış;1.234\r\n120.02;F-2;03/04/2026;alış;5.678\r\n"
MAPPING = {
    "kind": "movements",
    "columns": {
        "account_code": "hesap",
        "document_no": "evrak",
        "document_date": "gün",
        "amount": "net",
        "kind": "cins",
    },
    "readings": {"amount": "1.234,56"},
    "date_order": "day first",
}


async def sent(world: World, content: str | bytes, **params: Any) -> dict[str, Any]:
    """A file that nobody has worked on yet."""
    body = content.encode() if isinstance(content, str) else content
    world.clock.advance(timedelta(seconds=1))  # they are read in the order in which they came
    return dict(
        await world.call("POST", "/imports", params={"wait": 0, **params}, files={"file": ("defter.csv", body)})
    )


async def report(world: World, import_id: str) -> dict[str, Any]:
    return dict(await world.call("GET", f"/imports/{import_id}"))


async def test_a_file_waits_for_its_reading_and_its_company_s_others(world: World) -> None:
    first, second = await sent(world, ACCOUNTS), await sent(world, ledger(line("120.01", "S1", "9.000,00")))
    assert (first["state"], second["state"], second["size"] > 0) == ("received", "received", True)
    assert not await world.worker.step(only=UUID(second["id"]))  # cards that came first are read first
    while await world.worker.step():
        pass
    assert (await report(world, first["id"]))["state"] == "done"
    after = await report(world, second["id"])
    assert (after["state"], after["accepted"], after["rows_read"]) == ("done", 1, 1)
    assert await world.count(import_files) == await world.count(staged_movements) == 0


async def test_a_file_that_waits_changes_nothing_until_it_is_confirmed(world: World) -> None:
    await world.take(ACCOUNTS)
    waiting = await sent(world, ledger(line("120.01", "S1", "9.000,00"), line("999", "S2", "1,00")), confirm=True)
    await world.worker.step()
    seen = await report(world, waiting["id"])
    assert (seen["state"], seen["accepted"], seen["rejected"]) == ("waiting", 1, 1)
    assert [problem["code"] for problem in seen["problems"]] == ["unknown_account"]
    assert seen["mapping"]["columns"]["amount"] == "tutar"
    assert len(seen["preview"]["rows"]) == 2
    assert await world.count(movements) == 0
    await world.call("POST", f"/imports/{waiting['id']}/confirm", json={"skip_rejected": True})
    await world.worker.step()
    assert (await report(world, waiting["id"]))["state"] == "done"
    assert await world.count(movements) == 1


async def test_a_mapping_is_given_once_and_remembered_by_the_headings(world: World) -> None:
    await world.take(ACCOUNTS)
    refused = await world.upload(OWN_HEADINGS + OWN_ROWS)
    assert refused.status_code == 422
    mapped = {"mapping": json.dumps(MAPPING)}
    async with world.http() as http:
        request = http.post(
            "/imports", params={"wait": 30}, files={"file": ("a.csv", OWN_HEADINGS + OWN_ROWS)}, data=mapped
        )
        answer = await world.while_importing(request)
    assert answer.status_code == 201, answer.text
    again = await world.take(OWN_HEADINGS + "120.01;F-3;05/06/2026;satış;9.012\r\n")
    assert again["accepted"] == 1
    rows = {row["document_no"]: row for row in await world.every("/movements")}
    assert rows["F-3"]["amount"]["amount"] == "9012.00"
    assert (rows["F-1"]["document_date"], rows["F-3"]["document_date"]) == ("2026-02-01", "2026-06-05")


@pytest.mark.parametrize("bad", ["[1]", "{", '{"columns": {"colour": "x"}}', '{"unknown": 1}'])
async def test_a_mapping_that_is_none_is_refused_at_once(lite: World, bad: str) -> None:
    async with lite.http() as http:
        answer = await http.post("/imports", files={"file": ("a.csv", b"x")}, data={"mapping": bad})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_mapping")


async def test_an_import_is_stopped_while_it_is_read(world: World, tmp_path: Path) -> None:
    cards, rows = tmp_path / "cards.csv", tmp_path / "rows.csv"
    write_cards(cards, 50)
    write_movements(rows, 60_000, 50)
    await world.take(cards.read_bytes())
    before = await world.said(ImportCompleted)
    reading = await sent(world, rows.read_bytes())
    world.worker.lease = timedelta(seconds=0.3)  # looked after three times as often, or a fast machine is done before
    working = asyncio.ensure_future(world.worker.step())
    await eventually(lambda: report(world, reading["id"]), lambda seen: seen["rows_read"] > 0, within=30, every=0.01)
    await world.call("POST", f"/imports/{reading['id']}/cancel")
    await working
    assert (await report(world, reading["id"]))["state"] == "cancelled"
    assert await world.said(ImportCompleted) == before
    assert await world.count(movements) == await world.count(staged_movements) == await world.count(import_files) == 0
    async with world.http() as http:
        late = await http.post(f"/imports/{reading['id']}/cancel")
    assert (late.status_code, late.json()["code"]) == (409, "import_ended")


async def test_one_that_was_left_behind_is_read_anew(world: World) -> None:
    await world.take(ACCOUNTS)
    left = await sent(world, ledger(line("120.01", "S1", "9.000,00")))
    from services.aggregator.use_cases.jobs import ClaimImport, claim_import

    async with world.service.database.transaction() as tx:
        assert await claim_import(tx, ClaimImport(timedelta(seconds=30))) is not None
    assert not await world.worker.step()
    world.clock.advance(timedelta(seconds=31))
    assert await world.worker.step()
    assert (await report(world, left["id"]))["state"] == "done"


async def test_one_that_loses_every_process_is_given_up(lite: World) -> None:
    await sent(lite, ACCOUNTS)
    from services.aggregator.use_cases.jobs import (
        MOST_ATTEMPTS,
        ClaimImport,
        claim_import,
    )

    for _ in range(MOST_ATTEMPTS):
        async with lite.service.database.transaction() as tx:
            assert await claim_import(tx, ClaimImport(timedelta(seconds=30))) is not None
        lite.clock.advance(timedelta(seconds=31))
    assert not await lite.worker.step()
    (given_up,) = await lite.every("/imports")
    assert (given_up["state"], [one["code"] for one in given_up["problems"]]) == ("failed", ["reading_gave_up"])


async def test_pasted_cells_are_a_file(world: World) -> None:
    async with world.http() as http:
        request = http.post(
            "/imports", params={"wait": 30}, data={"pasted": "cari kodu\tünvan\r\n120.07\tŞişli Çelik A.Ş.\r\n"}
        )
        answer = await world.while_importing(request)
    assert (answer.status_code, answer.json()["accepted"]) == (201, 1), answer.text
    assert (await world.call("GET", "/accounts/120.07"))["title"] == "Şişli Çelik A.Ş."


async def test_a_report_is_a_workbook_with_every_problem(lite: World) -> None:
    await lite.take(ACCOUNTS)
    answer = await lite.upload(ledger(line("999", "S1", "1,00"), line("998", "S2", "1,00")), language="tr")
    assert answer.status_code == 422
    import_id = (await lite.every("/imports"))[0]["id"]
    async with lite.http(language="tr") as http:
        file = await http.get(f"/imports/{import_id}/report.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
    rows = book.get_sheet_by_index(1).to_python()
    assert (len(rows), rows[0][0], rows[1][0], "998" in str(rows[2])) == (3, "Satır", 2.0, True)


async def test_e_invoices_bring_their_counterparties_and_a_ledger_finds_them(world: World, tmp_path: Path) -> None:
    archive = tmp_path / "invoices.zip"
    write_invoices(archive, 40, "1234567890")
    taken = await world.take(archive.read_bytes(), name="invoices.zip")
    assert (taken["kind"], taken["accepted"], taken["state"]) == ("invoices", 40, "done"), taken["problems"][:2]
    assert taken["new_accounts"] == len(await world.every("/accounts")) > 0
    again = await world.take(archive.read_bytes() + b"", name="invoices.zip", params={"skip_rejected": True})
    assert (again["documents_changed"], len(await world.every("/movements"))) == (0, 40)
    (row, *_) = await world.every("/movements")
    assert row["account_code"].startswith("9")


async def test_a_rejected_invoice_stays_out_whatever_is_imported_later(world: World) -> None:
    await world.take(ACCOUNTS)
    ettn = "0f9c3c1e-7a55-4a3e-9d3e-6c0f2b8f1a11"
    rows = ledger(line("120.01", "S1", "9.000,00", ettn=ettn), line("120.01", "S2", "8.000,00"))
    await world.take(rows)
    run = await world.run()
    assert (await world.figures(run))[f"t:{VKN}"]["sales"]["total"]["amount"] == "17000.00"
    cancelled = await world.take(f"ettn;iptal tarihi\r\n{ettn};02.11.2026\r\n")
    assert (cancelled["kind"], cancelled["documents_changed"]) == ("cancellations", 1)
    await world.take(rows + line("120.01", "S3", "1.000,00"))
    run = await world.run()
    assert (await world.figures(run))[f"t:{VKN}"]["sales"]["total"]["amount"] == "9000.00"
    assert (await world.figures(run))[f"t:{VKN}"]["sales"]["documents"] == 2


async def test_an_archive_of_nothing_but_answers_says_so(lite: World) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("not.xml", "<a/>")
    answer = await lite.upload(target.getvalue(), name="x.zip")
    assert answer.status_code == 422
    assert answer.json()["errors"]
