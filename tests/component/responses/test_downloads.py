"""The statement as a file: every document of it in both forms, and nothing where the page shows nothing."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from services.responses.public.download import files
from services.responses.public.download.document import DOCUMENTS_AT_MOST
from services.responses.public.download.workbook import workbook
from shared.contracts.campaign import ClosingReason, ReconciliationClosed
from shared.contracts.values import Confirmation, Kind
from tests.component.responses.test_balances import asking
from tests.component.responses.world import World, documents, statement

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def sheets(world: World, path: str, language: str = "tr") -> dict[str, list[Sequence[Any]]]:
    """Rows by sheet, as a spreadsheet reads them."""
    got = await world.visitor.get(f"{path}/statement.xlsx", params={"lang": language})
    assert (got.status_code, got.headers["content-type"]) == (200, XLSX)
    assert got.headers["content-disposition"] == 'attachment; filename="mutabakat-M-2026-10-0042.xlsx"'
    assert got.headers["cache-control"] == "no-store"
    assert "content-security-policy" in got.headers
    book = CalamineWorkbook.from_filelike(BytesIO(got.content))
    return {name: [tuple(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names}


async def test_the_workbook_holds_every_document_and_adds_up(page_world: World) -> None:
    docs = documents(40)
    await page_world.tell(*statement(docs=docs, part_size=15))
    found = await sheets(page_world, await page_world.link())
    assert list(found) == ["Tutarlar", "Size satışlarımız (Bs)", "Sizden alışlarımız (Ba)"]
    for name, side in (("Size satışlarımız (Bs)", "sales"), ("Sizden alışlarımız (Ba)", "purchases")):
        head, *rows, total = found[name]
        assert head == ("Belge", "Tarih", "Tutar (TL)", "Not", "Belgedeki tutar", "Para birimi")
        mine = [doc for doc in docs if doc.side == side]
        assert [row[0] for row in rows] == [doc.number for doc in mine]
        assert [row[1] for row in rows] == [doc.date for doc in mine]
        assert sum(round(row[2] * 100) for row in rows) == round(total[2] * 100)
        assert [row[3] for row in rows] == ["iade" if "return" in doc.kind else "" for doc in mine]
        assert [row[4] for row in rows] == [float(doc.original.amount) if doc.original else "" for doc in mine]
    figures = {row[0]: row[1:] for row in found["Tutarlar"]}
    sales = [doc.amount.amount for doc in docs if doc.side == "sales"]
    assert figures["Size satışlarımız (Bs) · sizde: alış (Ba)"] == (len(sales), float(sum(sales)), "TRY")
    assert "bunun iadesi (4)" in figures


async def test_a_balance_is_written_without_a_sign(page_world: World) -> None:
    await page_world.tell(*asking(Kind.BALANCE))
    found = await sheets(page_world, await page_world.link(), "de")
    assert list(found) == ["Beträge", "Offene Belege"]
    assert ("Nach unseren Büchern schuldet unser Unternehmen Ihnen zum 31.10.2026", "", 300, "USD") in found["Beträge"]
    assert [row[3:] for row in found["Offene Belege"][1:]] == [
        ("Sie schulden uns", 1500, "TRY"),
        ("wir schulden Ihnen", 265.44, "TRY"),
    ]


async def test_what_the_reader_is_to_write_stands_in_no_file(page_world: World) -> None:
    await page_world.tell(*asking(Kind.BALANCE, Confirmation.BLANK))
    found = await sheets(page_world, await page_world.link())
    assert list(found) == ["Tutarlar"]
    assert all(row[2] == "" for row in found["Tutarlar"][1:])


@pytest.mark.parametrize("language", ["tr", "en", "de", "ar"])
async def test_the_statement_is_a_document_in_every_language(page_world: World, language: str) -> None:
    await page_world.tell(*asking(Kind.COMBINED))
    path = await page_world.link()
    got = await page_world.visitor.get(f"{path}/statement.pdf", params={"lang": language})
    assert (got.status_code, got.headers["content-type"]) == (200, "application/pdf")
    assert got.headers["content-disposition"] == 'attachment; filename="mutabakat-M-2026-10-0042.pdf"'
    assert got.content.startswith(b"%PDF-")
    assert b"pdfaid" in got.content
    assert (await page_world.visitor.get(f"{path}/statement.pdf", params={"lang": language})).content == got.content


async def test_a_withdrawn_statement_is_no_longer_given_out(page_world: World) -> None:
    prepared = statement()[0]
    await page_world.tell(prepared)
    path = await page_world.link()
    assert (await page_world.visitor.get(f"{path}/statement.pdf")).status_code == 200
    ids = {"reconciliation_id": prepared.reconciliation_id, "campaign_id": prepared.campaign_id}
    await page_world.tell(ReconciliationClosed(**ids, reason=ClosingReason.CANCELLED, closed_at=page_world.clock.now()))
    for kind in ("pdf", "xlsx"):
        gone = await page_world.visitor.get(f"{path}/statement.{kind}")
        assert (gone.status_code, gone.headers["content-type"]) == (410, "text/html; charset=utf-8")
        assert "05.11.2026 tarihinde geri çekti" in gone.text


async def test_no_other_kind_of_file_and_no_other_link(page_world: World) -> None:
    await page_world.tell(*statement())
    path = await page_world.link()
    unknown = (await page_world.visitor.get("/m/unknown")).content
    for address in (
        f"{path}/statement.docx",
        f"{path}/statement.",
        f"{path[:-1]}/statement.pdf",
        "/m/x/statement.xlsx",
    ):
        got = await page_world.visitor.get(address)
        assert (got.status_code, got.content) == (404, unknown)


async def test_who_comes_when_too_many_wait_is_asked_to_come_again(
    page_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await page_world.tell(*statement())
    path = await page_world.link()
    monkeypatch.setattr(files, "MOST_WAITING", 1)
    real, others_refused = workbook, threading.Event()

    def slowly(*args: Any, **named: Any) -> bytes:
        assert others_refused.wait(20)
        return real(*args, **named)

    monkeypatch.setattr(files, "workbook", slowly)
    asked = [asyncio.create_task(page_world.visitor.get(f"{path}/statement.xlsx")) for _ in range(3)]
    refused, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
    while len(refused) < 2:
        refused, _ = await asyncio.wait(asked, timeout=0.05)
    others_refused.set()
    got = await asyncio.gather(*asked)
    assert sorted(one.status_code for one in got) == [200, 429, 429]
    assert {one.headers.get("retry-after") for one in got} == {None, "20"}
    assert (await page_world.visitor.get(f"{path}/statement.xlsx")).status_code == 200


async def test_twenty_thousand_documents_stay_usable(page_world: World) -> None:
    docs = documents(20_000)
    await page_world.tell(*statement(docs=docs))
    path = await page_world.link()
    for number in (1, 20, 40):
        page = await page_world.visitor.get(path, params={"page": number})
        assert f"Sayfa {number} / 40" in page.text
        assert docs[500 * (number - 1)].number in page.text
        assert page.text.count("<tr>") < 520
        assert len(gzip.compress(page.content)) < 20_000, "each document can be marked"
        assert ('rel="next"' in page.text) == (number < 40)
    began = time.perf_counter()
    found = await sheets(page_world, path)
    assert time.perf_counter() - began < 30
    assert sum(len(rows) for rows in found.values()) == 20_000 + 2 * 2 + len(found["Tutarlar"])
    # So many are no reading matter: on paper stand the figures, and where the documents are.
    paper = await page_world.visitor.get(f"{path}/statement.pdf")
    assert paper.status_code == 200
    assert len(docs) > DOCUMENTS_AT_MOST
    assert len(paper.content) < 100_000
