"""Every state of the page in Debian's Chromium: no barrier, nothing wider than the screen, in every language it is read in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.component.responses.gallery import hang, trouble
from tests.component.responses.site import Looker, served, too_wide
from tests.component.responses.world import World

BEFORE_AN_ANSWER = ("balance", "one-balance", "negative", "blank", "combined", "combined-blank", "many", "none", "open")
AFTER = (
    "agreed",
    "disagreed",
    "stated",
    "other",
    "expired",
    "no-objection",
    "superseded",
    "cancelled",
    "withdrawn",
    "talking",
)
WITHOUT = ("invalid", "too-many", "outage")


@pytest.mark.browser
@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["tr", "ar"])
async def test_no_state_has_a_barrier(language: str, tmp_path: Path, free_port: int, browser: Browser) -> None:
    async with served(tmp_path, free_port) as world:
        paths = await hang(world)
        looker = await Looker.on(browser)
        await looker.scripts(allowed=False)
        page, found = looker.page, []
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        with trouble():
            for name in (*BEFORE_AN_ANSWER, *AFTER, *WITHOUT):
                more = "&page=5" if name == "many" else ""
                await page.goto(f"http://127.0.0.1:{free_port}{paths[name]}?lang={language}{more}")
                await _unfold(looker)
                found += await looker.look(f"{language}-{name}")
        await page.goto(f"http://127.0.0.1:{free_port}{paths['answering']}?lang={language}")
        found += await _answer(looker, world, language)
        assert found == []
        # What Chromium notes of a status is no fault; anything else, such as something that the CSP refused, is one.
        assert [text for text in complaints if "Failed to load resource" not in text] == []
        await page.context.close()


async def _unfold(looker: Looker) -> None:
    for summary in await looker.page.query_selector_all("details:not([open]) > summary:visible"):
        await summary.press("Enter")


async def _answer(looker: Looker, world: World, language: str) -> list[str]:
    """From the choice of "no" over all complaints and the check page to the thanks; by keyboard alone."""
    page = looker.page
    await page.press("#answer-disagreed", "Space")
    found = await looker.look(f"{language}-no")
    await page.fill("#balance1_amount", "12.345,67" if language == "tr" else "12,345.67")
    await _submit(page, "form.answer button[type=submit]")
    for field in ("explanation", "balance1_owing", "responder_name"):
        assert await page.get_attribute(f"#{field}", "aria-invalid") == "true"
    found += await looker.look(f"{language}-errors")
    await page.fill("#explanation", "Tutar farklı.\nİkinci satır.")
    await page.select_option("#balance1_owing", "we_owe_them")
    await page.fill("#responder_name", "Muhasebe Servisi")
    await _submit(page, "form.answer button[type=submit]")
    found += await looker.look(f"{language}-check")
    world.clock.advance(timedelta(seconds=5))
    await _submit(page, "form[action$='/send'] button")
    assert await page.locator(".thanks").count() == 1
    return found + await looker.look(f"{language}-thanks")


async def _submit(page: Page, button: str) -> None:
    async with page.expect_navigation():
        await page.press(button, "Enter")


@pytest.mark.browser
@pytest.mark.timeout(120)
async def test_the_page_fits_a_phone_a_sheet_of_paper_and_two_requests(
    tmp_path: Path, free_port: int, browser: Browser
) -> None:
    async with served(tmp_path, free_port) as world:
        paths = await hang(world)
        looker = await Looker.on(browser)
        page, wide, sheets = looker.page, [], {}
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for language in ("de", "en"):
            for name in (*BEFORE_AN_ANSWER, "disagreed", "stated", "expired"):
                asked.clear()
                await page.goto(f"http://127.0.0.1:{free_port}{paths[name]}?lang={language}")
                # The second one is the stylesheet, which is asked for once.
                assert len(asked) <= 2, asked
                if out := await too_wide(page):
                    wide.append(f"{language} {name}: {out}")
                if name in ("open", "balance", "disagreed"):
                    sheets[language, name] = await _sheets(page)
        assert wide == []
        assert set(sheets.values()) == {1}, sheets
        assert await page.context.cookies() == []
        await page.context.close()


async def _sheets(page: Page) -> int:
    """Pages of paper, A4."""
    return (await page.pdf(format="A4", prefer_css_page_size=True)).count(b"/Type /Page\n")
