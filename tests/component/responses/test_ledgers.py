"""A counterparty lays its own books beside ours: file or pasted rows in, differences out, and the file goes with its answer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy import select

from services.responses import models
from services.responses.domain.differences.written import read_comparison
from services.responses.repository import pages
from services.responses.use_cases.ledgers import MOST_KEPT, KeepLedger, keep_ledger
from shared.contracts.kinds import DocumentKind, Side
from shared.contracts.values import Document, Kind
from tests.component.responses.world import World, lira, statement, text_of

HEADINGS = "Belge No;Tarih;Tür;Tutar"
DOCUMENTS = (
    Document(number="ABC2026000000001", date=date(2026, 10, 3), kind=DocumentKind.SALE, side=Side.SALES, amount=lira("10000")),
    Document(number="ABC2026000000002", date=date(2026, 10, 9), kind=DocumentKind.SALE, side=Side.SALES, amount=lira("2500.50")),
    Document(number="ABC2026000000003", date=date(2026, 10, 30), kind=DocumentKind.SALE, side=Side.SALES, amount=lira("780")),
    Document(
        number="XYZ2026000000009", date=date(2026, 10, 11), kind=DocumentKind.PURCHASE, side=Side.PURCHASES, amount=lira("400")
    ),
)  # fmt: skip
SAME = (
    "ABC2026000000001;03.10.2026;Alış;10.000,00",
    "ABC2026000000002;09.10.2026;Alış;2.500,50",
    "ABC2026000000003;30.10.2026;Alış;780,00",
    "XYZ2026000000009;11.10.2026;Satış;400,00",
)


def table(rows: Sequence[str], headings: str = HEADINGS) -> bytes:
    return "\n".join((headings, *rows)).encode()


async def asked(world: World, **changes: object) -> str:
    """The path of a page that asks about `DOCUMENTS`."""
    world.clock.advance(timedelta(minutes=1))
    await world.tell(*statement(docs=DOCUMENTS, **changes))  # type: ignore[arg-type]  # values of its letter
    return await world.link()


async def uploaded(world: World, path: str, content: bytes, name: str = "defter.csv", language: str = "tr") -> str:
    answer = await world.visitor.post(
        f"{path}/ledger", files={"file": (name, content)}, data={"lang": language, "rows": ""}
    )
    assert answer.status_code == 200, text_of(answer.text)
    assert "<script" not in answer.text
    return answer.text


async def test_equal_books(page_world: World) -> None:
    path = await asked(page_world)
    text = text_of(await uploaded(page_world, path, table(SAME)))
    assert "İki kayıtta da toplamlar aynı." in text
    assert "4 belge iki kayıtta da aynı." in text


async def test_differences_are_shown_by_cause(page_world: World) -> None:
    path = await asked(page_world)
    rows = (
        "ABC2026000000001;03.10.2026;Alış;12.000,00",
        "ABC2026000000002;09.10.2026;Alış;2.500,50",
        "ABC2026000000003;02.11.2026;Alış;780,00",
        "XYZ2026000000009;11.10.2026;Satış;400,00",
        "XYZ2026000000010;12.10.2026;Satış;99,90",
    )
    html = await uploaded(page_world, path, table(rows), language="en")
    text = text_of(html)
    assert "Amount including VAT (1) · -2,000.00 TRY" in text
    assert "including 20 % VAT" in text
    assert "In another month in your file (1) · 780.00 TRY" in text
    assert "Only in your file (1) · -99.90 TRY" in text
    async with page_world.database.reading() as reading:
        packed = (await reading.scalars(select(models.ledgers.c.comparison)))[0]
    written = read_comparison(packed)
    assert written.explained + written.unexplained == written.difference == written.ours - written.theirs


async def test_pasted_rows_need_no_headings(page_world: World) -> None:
    path = await asked(page_world)
    rows = "\r\n".join("\t".join((r.split(";")[0], r.split(";")[1], r.split(";")[3])) for r in SAME)
    answer = await page_world.visitor.post(
        f"{path}/ledger", data={"lang": "tr", "rows": rows}, files={"file": ("", b"")}
    )
    assert answer.status_code == 200
    assert "İki kayıtta da toplamlar aynı." in text_of(answer.text)


async def test_a_ledger_of_the_account_with_payments(page_world: World) -> None:
    path = await asked(page_world)
    rows = (
        "1;03.10.2026;ABC2026000000001;Fatura;;10.000,00",
        "2;05.10.2026;;Havale;10.000,00;",
        "3;09.10.2026;ABC2026000000002;Fatura;;2.500,50",
        "4;30.10.2026;ABC2026000000003;Fatura;;780,00",
        "5;11.10.2026;XYZ2026000000009;Fatura;400,00;",
        ";;;Toplam;10.400,00;13.280,50",
    )
    content = table(rows, "Fiş No;Fiş Tarihi;Belge No;Belge Türü;Borç;Alacak")
    text = text_of(await uploaded(page_world, path, content))
    assert "İki kayıtta da toplamlar aynı." in text
    assert "1 ödeme satırı dışarıda bırakıldı." in text


UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>{number}</cbc:ID><cbc:IssueDate>{day}</cbc:IssueDate><cbc:InvoiceTypeCode>SATIS</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>TRY</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="VKN">{seller}</cbc:ID>
</cac:PartyIdentification></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="VKN">{buyer}</cbc:ID>
</cac:PartyIdentification></cac:Party></cac:AccountingCustomerParty>
<cac:TaxTotal><cbc:TaxAmount currencyID="TRY">{vat}</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount currencyID="TRY">{base}</cbc:TaxableAmount><cbc:TaxAmount currencyID="TRY">{vat}</cbc:TaxAmount>
<cac:TaxCategory><cac:TaxScheme><cbc:TaxTypeCode>0015</cbc:TaxTypeCode></cac:TaxScheme></cac:TaxCategory>
</cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="TRY">{base}</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="TRY">{base}</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="TRY">{gross}</cbc:TaxInclusiveAmount></cac:LegalMonetaryTotal></Invoice>"""
US, THEM = "9876543210", "3330635265"


async def test_electronic_documents_in_a_zip(page_world: World) -> None:
    path = await asked(page_world)
    packed = io.BytesIO()
    sums = {"base": "10000.00", "vat": "2000.00", "gross": "12000.00"}
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "a.xml", UBL.format(number=DOCUMENTS[0].number, day="2026-10-03", seller=US, buyer=THEM, **sums)
        )
        archive.writestr(
            "b.xml", UBL.format(number="QQQ2026000000001", day="2026-10-04", seller=THEM, buyer=THEM, **sums)
        )
        archive.writestr("c.txt", "no invoice")
    text = text_of(await uploaded(page_world, path, packed.getvalue(), "faturalar.zip"))
    assert "1 belge iki kayıtta da aynı." in text
    assert "2 satır okunamadı" in text
    assert "aramızdaki bir fatura değil" in text
    assert "Yalnızca bizim kayıtlarımızda (3)" in text


async def test_what_cannot_be_read_says_why(page_world: World) -> None:
    path = await asked(page_world)
    for content, said in (
        (b"", "Bir dosya seçin ya da satırları yapıştırın."),
        (b"Belge No;Tarih;Tutar\nA1;05.10.2026;1.234\n", "“1.234” iki türlü okunabiliyor."),
        (b"PK\x03\x04" + b"\x00" * 50, "Dosya okunamadı."),
    ):
        answer = await page_world.visitor.post(f"{path}/ledger", files={"file": ("x", content)}, data={"lang": "tr"})
        assert (answer.status_code, said in text_of(answer.text)) == (422, True), text_of(answer.text)


async def test_a_file_over_the_limit(page_world: World) -> None:
    path = await asked(page_world)
    answer = await page_world.visitor.post(f"{path}/ledger", files={"file": ("x.csv", b"x" * (11 << 20))})
    assert (answer.status_code, "Bu dosya çok büyük" in text_of(answer.text)) == (413, True)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


async def test_nothing_is_taken_from_elsewhere_or_too_late(page_world: World) -> None:
    path = await asked(page_world)
    foreign = await page_world.visitor.post(
        f"{path}/ledger", files={"file": ("x.csv", table(SAME))}, headers={"sec-fetch-site": "cross-site"}
    )
    assert foreign.status_code == 403
    unknown = await page_world.visitor.post(f"{path}x/ledger", files={"file": ("x.csv", table(SAME))})
    assert unknown.status_code == 404
    page_world.clock.advance(timedelta(days=30))
    late = await page_world.visitor.post(f"{path}/ledger", files={"file": ("x.csv", table(SAME))})
    assert late.status_code == 404
    async with page_world.database.reading() as reading:
        assert await reading.all(select(models.ledgers.c.ledger_id)) == []


async def test_there_is_nothing_to_compare_balances_with(page_world: World) -> None:
    path = await asked(page_world, kind=Kind.BALANCE, as_of=date(2026, 10, 31))
    assert (await page_world.visitor.get(f"{path}/ledger")).status_code == 404


async def test_the_same_file_is_kept_once_and_files_are_few(world: World) -> None:
    path = await asked(world)
    link_id = world.signer.open(path.removeprefix("/m/")) or ""
    async with world.database.reading() as reading:
        page = await pages.find(reading, link_id)
    assert page is not None
    for n in (0, 0, *range(1, MOST_KEPT + 1)):
        world.clock.advance(timedelta(seconds=1))
        command = KeepLedger(
            link_id,
            page.company_id,
            page.reconciliation_id,
            page.address,
            "a.csv",
            f"{n:064d}",
            b"content",
            b"comparison",
        )
        async with world.database.transaction() as tx:
            assert await keep_ledger(tx, command) is not None
    async with world.database.reading() as reading:
        kept = set(await reading.scalars(select(models.ledgers.c.sha256)))
    assert kept == {f"{n:064d}" for n in range(1, MOST_KEPT + 1)}


async def test_the_file_goes_with_the_answer(world: World) -> None:
    path = await asked(world)
    content = table((*SAME[:3], "XYZ2026000000009;11.10.2026;Satış;450,00"))
    digest = sha256(content).hexdigest()
    html = await uploaded(world, path, content)
    assert f"{path}?lang=tr&amp;ledger={digest}" in html
    form = (await world.visitor.get(f"{path}?ledger={digest}")).text
    assert f'name="ledger" value="{digest}"' in form
    assert 'value="450,00"' in form
    assert "checked" not in form
    await world.disagree(path, ledger=digest)
    async with world.database.reading() as reading:
        row = (await reading.all(select(models.responses)))[0]
    assert row.ledger_sha256 == digest
    other = await asked(world)
    await world.disagree(other, ledger=digest)
    async with world.database.reading() as reading:
        rows = await reading.all(select(models.responses.c.ledger_sha256).order_by(models.responses.c.position))
    assert [one.ledger_sha256 for one in rows] == [digest, None]
