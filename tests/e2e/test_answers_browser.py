"""Every kind of answer, given in a browser without script and seen on the console: one product, one campaign."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from shared.clock import istanbul_date
from tests.product.operator import (
    ACCOUNT_HEADINGS,
    EMAIL,
    MOVEMENT_HEADINGS,
    PASSWORD,
    Operator,
    eventually,
    link_of,
    text_of,
)
from tests.product.processes import embedded
from tests.servers.smtp_sink import SmtpSink

FILLED: Mapping[str, Mapping[str, str]] = {
    "evet": {"#answer-agreed": ""},
    "hayir": {
        "#answer-disagreed": "",
        "#explanation": "Bir fatura eksik.",
        "#own_for_sales": "4.000,00",
        "#own_for_sales_documents": "1",
        "#own_for_sales_why": "B1 bize gelmedi",
        "select[name='d1.1']": "missing",
        "[name=reason_rounding]": "",
    },
    "yok": {"#answer-no_record": "", "#notice_text": "Cari kartı yok"},
    "baskasi": {"#answer-wrong_person": "", "#forward_name": "Şef", "#forward_address": "sef@cari.test"},
    "sonra": {"#answer-will_answer": "", "#answer_by": ""},
}
"""What each counterparty fills in, by selector; an empty text ticks, the day is set by the test."""
ENDS = {
    "evet": "mutabıksınız",
    "hayir": "mutabık değilsiniz",
    "yok": "Kaydımız yok",
    "baskasi": "İlgili kişi ben değilim",
    "sonra": "İnceliyorum, sonra yanıtlayacağım",
}
SHOWN = {
    "evet": ("Evet, mutabıkız",),
    "hayir": ("4.000,00 TL", "B1 bize gelmedi", "Kuruş (yuvarlama) farkı", "HAYIR-1", "defterinde yok"),
    "yok": ("Bildirdi: Kaydımız yok", "Cari kartı yok"),
    "baskasi": ("Bildirilen kişi: Şef, sef@cari.test",),
    "sonra": ("Bildirdi: İnceliyorum",),
}


async def test_every_kind_of_answer_reaches_the_console(browser: Browser, tmp_path: Path, smtp_sink: SmtpSink) -> None:
    product = embedded(tmp_path, smtp_sink.port)
    await product.start()
    operator = Operator(product)
    context = await browser.new_context(java_script_enabled=False, locale="tr-TR")
    page = await context.new_page()
    page.set_default_timeout(15_000)
    try:
        await operator.register()
        await _books(operator)
        campaign = await operator.launch(await operator.make_run(), accept_late_answers=True)
        links = await _links(smtp_sink, len(FILLED))
        for name, fields in FILLED.items():
            await _answer(page, links[f"{name}@cari.test"], fields)
            await expect(page.locator("main")).to_contain_text(ENDS[name])
        colleague = (await _links(smtp_sink, len(FILLED) + 3))["sef@cari.test"]
        assert colleague not in links.values()

        async def said() -> set[str]:
            rows = await operator.reconciliations(campaign["id"])
            return {one["answer"] or one["notice"] for one in rows}

        await eventually(said, lambda seen: seen == {"agreed", "disagreed", "no_record", "wrong_person", "will_answer"})
        await _look_at_the_console(page, operator, campaign["id"])
        # The colleague's link is as good as any: it ends what was short of an answer.
        await _answer(page, colleague, FILLED["evet"])
        await eventually(said, lambda seen: "wrong_person" not in seen)
    finally:
        await context.close()
        await operator.close()
        await product.stop()


async def _books(operator: Operator) -> None:
    accounts = "".join(f"120.{n:02d};{name.capitalize()} A.Ş.;;{name}@cari.test\r\n" for n, name in enumerate(FILLED))
    lines = "".join(f"120.{n:02d};{name.upper()}-1;03.10.2026;satış;9.000,00\r\n" for n, name in enumerate(FILLED))
    await operator.import_text("cariler.csv", ACCOUNT_HEADINGS + accounts)
    await operator.import_text("hareketler.csv", MOVEMENT_HEADINGS + lines)


async def _links(sink: SmtpSink, count: int) -> dict[str, str]:
    """The newest link of each recipient, once so many mails are there."""

    async def arrived() -> list[Any]:
        # The asking company's copies of receipts hold no link.
        return [mail for mail in sink.mails() if "/m/" in text_of(mail.message.walk())]

    mails = await eventually(arrived, lambda mails: len(mails) >= count)
    return {mail.recipients[0]: link_of(text_of(mail.message.walk())) for mail in mails}


async def _answer(page: Page, link: str, fields: Mapping[str, str]) -> None:
    """Fill in, read, send; nothing on the way needs a script."""
    await page.goto(link)
    if not any(selector in ("#answer-agreed", "#answer-disagreed") for selector in fields):
        await page.click("details.others summary")
    for selector, value in fields.items():
        if selector == "#answer_by":
            await page.fill(selector, istanbul_date(datetime.now(UTC)).isoformat())
        elif selector.startswith("select"):
            await page.select_option(selector, value)
        elif selector.startswith("[name=reason"):
            await page.click("form.answer details:has([name=reason_rounding]) summary")
            await page.check(selector)
        elif value:
            await page.fill(selector, value)
        else:
            await page.check(selector)
    await page.fill("#responder_name", "Muhasebe")
    await page.click("form.answer button >> nth=0")
    await page.locator("form[action$='/send'] button").click()


async def _look_at_the_console(page: Page, operator: Operator, campaign_id: str) -> None:
    console = operator.product.url("campaign") + "/console"
    await page.goto(f"{console}/sign-in")
    await page.fill("#email", EMAIL)
    await page.fill("#password", PASSWORD)
    await page.get_by_role("button", name="Giriş yap").click()
    await page.goto(f"{console}/campaigns/{campaign_id}")
    for words in ("Mutabık", "Bildirdi: Kaydımız yok", "Bildirdi: İlgili kişi ben değilim"):
        await expect(page.locator("#list")).to_contain_text(words)
    for row in await operator.reconciliations(campaign_id):
        name = row["recipients"][0]["address"].split("@")[0]
        await page.goto(f"{console}/reconciliations/{row['id']}")
        for words in SHOWN[name]:
            await expect(page.locator("main")).to_contain_text(words)
