"""The console in Chromium over the whole product: from the empty data folder to the answer, by an operator with a keyboard.

Every screen is looked at by axe-core in both themes, and the browser's own messages about the content policy are counted.
"""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from tests.e2e.clerk import Clerk, bring_in, register
from tests.product.counterparty import answer
from tests.product.operator import ACCOUNT_HEADINGS, MOVEMENT_HEADINGS, eventually, link_of, text_of
from tests.servers.smtp_sink import SmtpSink

ACCOUNTS = ACCOUNT_HEADINGS + "".join(
    f"120.{number:02};{title};;{address}\r\n"
    for number, (title, address) in enumerate(
        [
            ("Şişli Çelik A.Ş.", "muhasebe@celik.test"),
            ("İstanbul Gıda Ltd. Şti.", "muhasebe@gida.test"),
            ("Adressiz Ticaret", ""),
            *((f"Cari {number:03} Ltd. Şti.", f"muhasebe@c{number}.test") for number in range(60)),
        ]
    )
)
MOVEMENTS = MOVEMENT_HEADINGS + "".join(
    f"120.{number:02};ABC{number:04};12.10.2026;{kind};{6000 + number * 100},50\r\n"
    for number in range(63)
    for kind in ("satış", "alış")
)


async def make_list(clerk: Clerk) -> None:
    await clerk.open("/runs/new")
    await clerk.look("parameters")
    await clerk.page.select_option("#period", "2026-10")
    await clerk.press("Carileri listele")
    await clerk.page.wait_for_url("**/runs/*-*")


@pytest.mark.timeout(240)  # the whole walk, looked at on every screen
async def test_from_the_empty_folder_to_the_answer(clerk: Clerk, smtp_sink: SmtpSink) -> None:
    page = clerk.page
    await register(clerk)
    await clerk.open("/imports")
    await clerk.look("no import yet")
    broken = ACCOUNTS + "120.99;;;bozuk\r\n"
    file: Any = {"name": "cariler.csv", "mimeType": "text/csv", "buffer": broken.encode("utf-8-sig")}
    await page.set_input_files("#file", file)
    await clerk.press("İçe aktar")
    await expect(page.get_by_text("kabul edilmeyen satırlar var").first).to_be_visible()
    await clerk.look("a refused file")
    await bring_in(clerk, "cariler.csv", ACCOUNTS)
    await bring_in(clerk, "hareketler.csv", MOVEMENTS)
    await clerk.look("import report")
    await clerk.open("/imports")
    await clerk.look("imports")

    await make_list(clerk)
    await clerk.look("list of a run")
    await expect(page.locator("tr[data-open]")).to_have_count(50)
    await page.keyboard.press("/")
    await page.keyboard.type("sisli celik")
    await expect(page.locator("tr[data-open]")).to_have_count(1)
    assert "q=sisli" in page.url
    await page.get_by_role("link", name="Şişli Çelik A.Ş.").click()
    await expect(page.get_by_text("ABC0000").first).to_be_visible()
    await clerk.look("documents")
    await page.go_back()
    await expect(page.locator("tr[data-open]")).to_have_count(1)
    await page.get_by_role("link", name="Filtreyi temizle").click()
    await expect(page.locator("tr[data-open]")).to_have_count(50)
    await page.get_by_role("link", name="Alış (BA), TL").click()
    await expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
    await expect(page.locator("tr[data-open]").first).to_contain_text("12.200,50")
    first = page.locator("input[data-row]")
    await first.nth(1).check()
    await first.nth(4).click(modifiers=["Shift"])
    await expect(page.locator("[data-chosen]")).to_have_text("4")
    await page.get_by_label("63 carinin hepsini seç").check()
    await expect(page.locator("[data-chosen]")).to_have_text("63")
    await clerk.press("Seçimle devam et")
    await clerk.look("details", shows="e-Mutabakat gönderim bilgileri")
    await clerk.press("Denetle ve gönder")
    await clerk.look("confirmation", shows="62 cariye gönder")
    await clerk.press("62 cariye gönder")
    await page.wait_for_url("**/campaigns/*-*")
    await clerk.look("campaign", shows="Mutabakatlar sürüyor")

    mails = await eventually(lambda: _mails(smtp_sink), lambda mails: len(mails) == 62, within=40)
    (mail,) = [one for one in mails if one.recipients[0] == "muhasebe@gida.test"]
    async with httpx.AsyncClient(timeout=30) as http:
        done = await answer(http, link_of(text_of(mail.message.walk())), agree=False, explanation="ABC0001 bizde yok")
        assert done.status_code == 200, done.text
    await expect(page.get_by_text("1 / 63")).to_be_visible(timeout=2_000)  # the page that is open shows it by itself
    await page.get_by_role("link", name=re.compile("Mutabık değil")).click()
    await page.get_by_role("link", name="İstanbul Gıda Ltd. Şti.", exact=True).click()
    await expect(page.get_by_text("ABC0001 bizde yok").first).to_be_visible()
    await clerk.look("account with its answer")
    await page.keyboard.press("Alt+KeyP")
    await page.wait_for_url("**?tab=mail")
    await expect(page.get_by_text("muhasebe@gida.test").first).to_be_visible()
    await clerk.look("e-mail history")
    await page.get_by_role("link", name=re.compile("^Yanıtlar")).click()
    await page.wait_for_url("**?tab=answers")
    await clerk.look("answers", shows="ABC0001 bizde yok")

    await clerk.open("/campaigns")
    await clerk.look("sent campaigns")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/campaigns/*-*")
    await page.keyboard.press("j")
    await page.keyboard.press("Alt+KeyM")
    await page.wait_for_url("**/resend")
    await clerk.look("resend", shows="E-posta tekrar gönderilsin mi?")
    await clerk.press("Tekrar gönder")
    await expect(page.get_by_text("yeniden yolda")).to_be_visible()
    await eventually(lambda: _mails(smtp_sink), lambda mails: len(mails) == 65, within=20)  # two receipts, a resend
    await clerk.open("/campaigns")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Yanıtlamayanlara hatırlat").click()
    await clerk.look("reminders", shows="1 · yanıtladı")
    # Of 62 who were asked one has answered; the mail that was sent again may still be on its way.
    count = int((await page.get_by_role("button", name="hatırlatma gönder").inner_text()).split()[0])
    assert count in (60, 61)
    await clerk.press(f"{count} hatırlatma gönder")
    await expect(page.get_by_text(f"{count} cariye {count} hatırlatma yola çıktı.")).to_be_visible()
    mails = await eventually(lambda: _mails(smtp_sink), lambda mails: len(mails) == 65 + count, within=40)
    reminders = [one for one in mails if str(one.message["Subject"]).startswith("Hatırlatma: ")]
    assert len({one.recipients[0] for one in reminders}) == len(reminders) == count
    assert not any(one.recipients[0] == "muhasebe@gida.test" for one in reminders)
    await page.get_by_role("link", name="Mutabakatı iptal et").click()
    await clerk.look("cancel", shows="Mutabakat iptal edilsin mi?")
    await clerk.press("İptal et")
    await expect(page.get_by_text("Mutabakat iptal edildi.")).to_be_visible()
    assert clerk.complaints == []


async def test_settings_by_keyboard_and_in_english(clerk: Clerk) -> None:
    page = clerk.page
    await register(clerk)
    for path, screen in (
        ("/settings/smtp", "mail server"),
        ("/settings/company", "company"),
        ("/settings/users", "users"),
    ):
        await clerk.open(path)
        await clerk.look(screen)
    await clerk.open("/settings/smtp")
    await page.fill("#host", "127.0.0.1")
    await page.fill("#port", "2525")
    await page.fill("#sender_address", "mutabakat@ornek.test")
    await clerk.press("Kaydet ve test et")
    await expect(page.get_by_text("Test başarısız.")).to_be_visible()
    await clerk.look("a failed test")
    await page.get_by_role("link", name="SMTP ayarlarını iptal et").click()
    await clerk.look("cancel the mail server", shows="SMTP ayarlarınız iptal edilsin mi?")
    await clerk.press("SMTP ayarlarını iptal et")
    await expect(page.get_by_text("Kendi ayarlarınız silindi.")).to_be_visible()

    await clerk.open("/nowhere")
    await clerk.look("no such page")
    await page.locator("summary").first.click()
    await clerk.look("menu")
    await clerk.press("English")
    await clerk.open("/campaigns")
    await expect(page.get_by_text("No reconciliation yet.")).to_be_visible()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await clerk.look("keys")
    await page.get_by_label("Switch the single-letter keys off").check()
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await page.locator("summary").first.click()
    await clerk.press("Sign out")
    await page.wait_for_url("**/sign-in")
    await clerk.look("sign in")
    assert clerk.complaints == []


async def _mails(sink: SmtpSink) -> list[Any]:
    return list(sink.mails())
