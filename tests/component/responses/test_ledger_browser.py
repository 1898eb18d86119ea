"""The comparison in Debian's Chromium: without script, on a phone and wide, light and dark, by keyboard and without barriers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.component.responses.test_browser import SCREENSHOTS, served, violations
from tests.component.responses.test_ledgers import DOCUMENTS, table
from tests.component.responses.world import World, statement

ROWS = (
    "ABC2026000000001;03.10.2026;Alış;12.000,00",
    "ABC2026000000002;09.10.2026;Alış;2.500,50",
    "ABC2026000000003;02.11.2026;Alış;780,00",
    "XYZ2026000000009;11.10.2026;Satış;402,17",
    "XYZ2026000000010;12.10.2026;Satış;99,90",
    "XYZ2026000000011;yarın;Satış;99,90",
)


@pytest.fixture
async def site(tmp_path: Path, free_port: int) -> AsyncIterator[tuple[World, str]]:
    async with served(tmp_path, free_port) as world:
        yield world, f"http://127.0.0.1:{free_port}"


@pytest.mark.parametrize(("width", "scheme", "language"), [(320, "dark", "tr"), (1280, "light", "en")])
async def test_the_comparison_looks_right(
    browser: Browser, site: tuple[World, str], tmp_path: Path, width: int, scheme: str, language: str
) -> None:
    world, address = site
    await world.tell(*statement(docs=DOCUMENTS))
    path = await world.link()
    file = tmp_path / "defter.csv"
    file.write_bytes(table(ROWS))
    context = await browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=False,
        bypass_csp=True,
    )
    page = await context.new_page()
    await page.goto(f"{address}{path}/ledger?lang={language}")
    await _look(browser, page.url, await page.content(), f"ledger-{width}-{scheme}", width, scheme, address)
    if SCREENSHOTS:
        await page.screenshot(path=f"{SCREENSHOTS}/ledger-{width}-{scheme}.png", full_page=True)
    await page.set_input_files("#file", file)
    await page.click("main form button")
    assert await page.locator("details").count() >= 4
    if SCREENSHOTS:
        await page.screenshot(path=f"{SCREENSHOTS}/compared-{width}-{scheme}.png", full_page=True)
    await _look(browser, page.url, await page.content(), f"compared-{width}-{scheme}", width, scheme, address)
    await page.click("a.button")
    assert await page.locator('input[name="ledger"]').input_value() != ""
    await context.close()


async def _look(browser: Browser, url: str, html: str, name: str, width: int, scheme: str, address: str) -> None:
    """With scripts for axe alone: the page as it came, in the same width and colours."""
    context = await browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light", bypass_csp=True
    )
    page = await context.new_page()
    await page.route(
        "**/*",
        lambda route: (
            route.fulfill(body=html, content_type="text/html") if route.request.url == url else route.continue_()
        ),
    )
    await page.goto(url)
    assert await violations(page) == [], name
    over = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{name} is {over} px too wide"
    await context.close()
