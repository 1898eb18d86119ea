"""The books in Chromium over the whole product: a file full of riddles, its cards put right, its figures explained."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from playwright.async_api import expect
from python_calamine import CalamineWorkbook

from tests.e2e.clerk import Clerk, bring_in, register
from tests.product.operator import ACCOUNT_HEADINGS

ACCOUNTS = ACCOUNT_HEADINGS + (
    "120.01;Şişli Çelik A.Ş.;4540536920;muhasebe@celik.test\r\n"
    "320.01;Şişli Çelik (satıcı);4540536920;\r\n"
    "120.02;Adressiz Ticaret;;\r\n"
)
# A heading that nobody knows, and amounts that may be thousands or pieces.
RIDDLE = "cari kodu;belge no;belge tarihi;tür;tutar;renk\r\n" + "".join(
    f"120.0{1 + number % 2};ABC{number:04};12.10.2026;satış;{6 + number}.500;mavi\r\n" for number in range(6)
)


async def test_a_file_is_looked_at_and_its_figures_are_explained(clerk: Clerk, tmp_path: Path) -> None:
    page = clerk.page
    await register(clerk)
    await clerk.open("/accounts")
    await clerk.look("no cards yet", shows="Henüz cari kart yok.")
    await bring_in(clerk, "cariler.csv", ACCOUNTS)

    await clerk.open("/imports")
    file: Any = {"name": "ekim.csv", "mimeType": "text/csv", "buffer": RIDDLE.encode()}
    await page.set_input_files("#file", file)
    await clerk.press("Önizle")
    await page.wait_for_selector("#job:not([data-poll])")
    await clerk.look("a file with riddles", shows="“tutar” sütunu nasıl yazılmış?")
    await page.get_by_label("virgül ondalık ayırır").check()
    await clerk.press("Böyle yeniden oku")
    await page.wait_for_selector("#job:not([data-poll])")
    await clerk.look("the preview", shows="Anlaşıldığı gibi ilk satırlar: Hareketler")
    await expect(page.get_by_text("6.500,00").first).to_be_visible()
    await clerk.press("İçe aktar")
    await page.wait_for_selector("#job:not([data-poll])")
    await clerk.look("the report", shows="Yeni veya değişen")

    await clerk.open("/accounts?address=missing")
    await expect(page.locator("tr[data-open]")).to_have_count(2)
    await clerk.look("cards")
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Excel", exact=True).click()
    target = tmp_path / "cards.xlsx"
    await (await waiting.value).save_as(target)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(target.read_bytes())).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["cari kodu", "120.02", "320.01"]
    await page.get_by_role("link", name="Adressiz Ticaret").click()
    await page.fill("#reconciliation_email", "muhasebe@adresli.test")
    await clerk.look("a card")
    await clerk.press("Kaydet")
    await page.wait_for_url("**/accounts?address=missing")
    await expect(page.locator("tr[data-open]")).to_have_count(1)
    await clerk.open("/accounts")
    await page.get_by_label("3 carinin hepsini seç").check()
    await clerk.press("Seçilen kartları değiştir")
    await page.select_option("#new_never_merge", "true")
    await clerk.look("many cards")
    await clerk.press("3 cari kartı değiştir")
    await expect(page.get_by_text("3 cari karttan 3 tanesi değiştirildi.")).to_be_visible()

    await clerk.open("/runs/new")
    await page.select_option("#period", "2026-10")
    await clerk.press("Carileri listele")
    await page.wait_for_url("**/runs/*-*")
    await page.get_by_role("link", name="Gönderim öncesi rapor").click()
    await clerk.look("before sending", shows="Bakıldı, bir şey bulunmadı")
    await page.go_back()
    await page.get_by_role("link", name="Şişli Çelik A.Ş.").click()
    await clerk.look("analysis", shows="On iki ay")
    await expect(page.locator("svg.bars")).to_have_count(12)
    await page.get_by_role("link", name="Yönetim").click()
    await clerk.look("management", shows="birleştirilmez")
    await page.get_by_role("link", name="Bağlantı").click()
    await clerk.look("connection", shows="Bu listeden kime yazılır")
    assert clerk.complaints == []
