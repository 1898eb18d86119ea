"""The counterparty's own books on the operator's screens: what differs and why, a text to answer, tolerances, downloads."""

from __future__ import annotations

import io
from uuid import UUID

from python_calamine import CalamineWorkbook

from tests.component.campaign.console.desk import Desk
from tests.component.campaign.console.neighbour_ledgers import CONTENT
from tests.component.campaign.console.test_balances import text_of
from tests.component.campaign.console.test_road import send


async def asked(desk: Desk) -> UUID:
    path = await send(desk, {"key": ["320.00001"]})
    (reconciliation_id,) = await desk.world.rows(UUID(path.rpartition("/")[2]))
    return UUID(str(reconciliation_id))


async def test_what_differs_and_a_text_to_answer(desk: Desk) -> None:
    reconciliation_id = await asked(desk)
    place = f"/reconciliations/{reconciliation_id}"
    assert "/ledgers" in (await desk.get(place)).text
    assert "henüz kendi dosyasını karşılaştırmadı" in (await desk.get(f"{place}/ledgers")).text
    ledger_id = desk.neighbours.ledgers.add(reconciliation_id, theirs=1_200_000)
    listed = text_of((await desk.get(f"{place}/ledgers")).text)
    assert "defter.csv yanıtla birlikte" in listed
    assert "-2.000,00" in listed
    html = (await desk.get(f"/ledgers/{ledger_id}")).text
    text = text_of(html)
    assert "KDV dahil tutar % 20 ABC2026000000001" in text
    assert "<b>X</b>" not in html
    assert "Satışlarımız (sizde alış): bizde 10.000,00 TL, sizde 12.000,00 TL, fark -2.000,00 TL." in text
    assert "Our sales (your purchases): 10,000.00 TRY in our books, 12,000.00 TRY in yours" in text
    assert "Tolerans içinde" not in text


async def test_downloads(desk: Desk) -> None:
    ledger_id = desk.neighbours.ledgers.add(await asked(desk), theirs=1_200_000)
    file = await desk.get(f"/ledgers/{ledger_id}/file")
    assert (file.content, file.headers["content-type"]) == (CONTENT, "application/octet-stream")
    assert file.headers["content-disposition"].startswith("attachment")
    workbook = await desk.get(f"/ledgers/{ledger_id}/comparison.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(workbook.content)).get_sheet_by_index(0).to_python()
    assert rows[1][:2] == ["KDV dahil tutar (% 20)", "ABC2026000000001"]
    assert rows[1][3] == 10_000
    assert [row[7] for row in rows[1:] if row[7]] == [-2_000]


async def test_tolerances_mark_and_agree_to_nothing(desk: Desk) -> None:
    reconciliation_id = await asked(desk)
    ledger_id = desk.neighbours.ledgers.add(reconciliation_id, theirs=1_000_090)
    place = f"/ledgers/{ledger_id}"
    before = (await desk.get(f"/reconciliations/{reconciliation_id}")).text
    assert "Tolerans içinde" not in (await desk.get(place)).text
    saved = await desk.post("/settings/tolerances", {"absolute": "1,00", "percent": "", "others": ""})
    assert saved.status_code == 303
    assert "Tolerans içinde" in (await desk.get(place)).text
    assert (await desk.get(f"/reconciliations/{reconciliation_id}")).text.count("Mutabık") == before.count("Mutabık")
    form = (await desk.get("/settings/tolerances")).text
    assert 'value="1,00"' in form
    others = {"absolute": "1,00", "percent": "", "others": "320.01; 0,50;\n1234567890;;2,5"}
    await desk.post("/settings/tolerances", others)
    assert "Tolerans içinde" not in (await desk.get(place)).text
    assert "1234567890; ; 2,50" in (await desk.get("/settings/tolerances")).text


async def test_tolerances_that_cannot_be_read(desk: Desk) -> None:
    for fields, said in (
        ({"absolute": "bir"}, "“bir” bir tutar değil."),
        ({"percent": "101"}, "“101” 0 ile 100 arasında bir yüzde değil."),
        ({"others": "A;1"}, "1. satırda üç bölüm olmalı"),
        ({"others": "A;1;\na;2;"}, "2. satırda a ikinci kez yazılmış"),
    ):
        answer = await desk.post("/settings/tolerances", {"absolute": "", "percent": "", "others": "", **fields})
        assert (answer.status_code, said in answer.text) == (422, True), said


async def test_tolerances_of_the_api(desk: Desk) -> None:
    headers = {"Authorization": f"Bearer {await desk.world.token()}"}
    rules = {"items": [{"amount": "1.00"}, {"counterparty": "320.00001", "percent": "0.50"}]}
    put = await desk.world.http.put("/campaign/api/v1/tolerances", headers=headers, json=rules)
    assert put.status_code == 200, put.text
    read = await desk.world.http.get("/campaign/api/v1/tolerances", headers=headers)
    assert read.json()["items"] == [
        {"counterparty": "", "amount": "1.00", "percent": None},
        {"counterparty": "320.00001", "amount": None, "percent": "0.50"},
    ]
    twice = await desk.world.http.put(
        "/campaign/api/v1/tolerances", headers=headers, json={"items": [{"amount": "1.00"}, {"amount": "2.00"}]}
    )
    assert (twice.status_code, twice.json()["code"]) == (422, "bad_tolerance")
