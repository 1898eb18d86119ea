"""The page in Debian's Chromium: readable by everybody, and safe from robots that run scripts and press buttons."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page

from services.host import server
from shared.contracts.values import Recipient
from tests.component.responses.conftest import NOW
from tests.component.responses.world import World, documents, statement

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = os.environ.get("MUTABAKAT_SCREENSHOTS")
"""A folder in which to keep what was looked at."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@asynccontextmanager
async def served(folder: Path, port: int) -> AsyncIterator[World]:
    """The service with its public page on a real port."""
    address = f"http://127.0.0.1:{port}"
    world = await World.create(f"sqlite+aiosqlite:///{folder / 'test.db'}", folder, NOW, address)
    assert world.service.public_app is not None
    web = server(world.service.public_app, "127.0.0.1", port)
    running = asyncio.create_task(web.serve())
    try:
        async with asyncio.timeout(10):
            while not web.started:  # noqa: ASYNC110  # uvicorn has a flag, no event
                await asyncio.sleep(0.01)
        yield world
    finally:
        web.should_exit = True
        await running
        await world.close()


@pytest.fixture
async def site(tmp_path: Path, free_port: int) -> AsyncIterator[tuple[World, str]]:
    async with served(tmp_path, free_port) as world:
        yield world, f"http://127.0.0.1:{free_port}"


async def _statements(world: World) -> dict[str, str]:
    """One link for each way in which a page can look."""
    states = {}
    for state in ("open", "folded", "answered", "disagreed", "expired", "other"):
        recipients = [Recipient(address=f"{state}@igdir.test"), Recipient(address=f"{state}-2@igdir.test")]
        docs = documents(40 if state == "folded" else 12)
        await world.tell(*statement(docs=docs, recipients=recipients, part_size=20))
        states[state] = await world.link(f"{state}@igdir.test")
    await world.agree(states["answered"])
    await world.disagree(
        states["disagreed"], why="MHS2026000000003 numaralı fatura bizde yok.", own_for_sales="9.876,50"
    )
    await world.agree(await world.link("other-2@igdir.test"), name="Muhasebe Servisi")
    states["invalid"] = "/m/yok"
    return states


async def violations(page: Page) -> list[str]:
    await page.evaluate(AXE.read_text())
    found: dict[str, Any] = await page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
    )
    return [f"{v['id']}: {n['html']} {n['failureSummary']}" for v in found["violations"] for n in v["nodes"]]


async def look(page: Page, name: str) -> None:
    """No barrier, nothing wider than the screen; and a picture when one is wanted."""
    if SCREENSHOTS:
        await page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png", full_page=True)
    assert await violations(page) == [], name
    over = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{name} is {over} px too wide"


@pytest.mark.timeout(180)
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_state_is_accessible_in_both_languages(
    site: tuple[World, str], browser: Browser, scheme: Any, width: int
) -> None:
    world, base = site
    states = await _statements(world)
    complaints: list[str] = []
    context = await browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = await context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
    for language in ("tr", "en"):
        named = f"{language}-{scheme}-{width}"
        for state in ("open", "folded", "answered", "disagreed", "other", "invalid"):
            suffix = "&page=2" if state == "folded" else ""
            await page.goto(f"{base}{states[state]}?lang={language}{suffix}")
            await look(page, f"{state}-{named}")
        await page.goto(f"{base}{states['open']}?lang={language}")
        await page.click("#answer-disagreed")
        await page.click("form.answer button")
        assert await page.get_attribute("#explanation", "aria-invalid") == "true"
        await look(page, f"errors-{named}")
        await page.fill("#explanation", "Tutar farklı.\nİkinci satır.")
        await page.fill("#own_for_sales", "12.345,67" if language == "tr" else "12,345.67")
        await page.fill("#responder_name", "Muhasebe Servisi")
        await page.click("form.answer button")
        await look(page, f"check-{named}")
    world.clock.advance(timedelta(days=30))
    for language in ("tr", "en"):
        await page.goto(f"{base}{states['expired']}?lang={language}")
        await look(page, f"expired-{language}-{scheme}-{width}")
    await context.close()
    # The invalid link's own 404 is what Chromium notes; anything else, such as a CSP violation, is a fault.
    assert [text for text in complaints if "404" not in text and "422" not in text] == []


def _is_complaint(message: ConsoleMessage) -> bool:
    return message.type in ("error", "warning")


async def test_a_person_answers_without_script_in_two_requests_a_page(
    site: tuple[World, str], browser: Browser
) -> None:
    world, base = site
    await world.tell(*statement())
    context = await browser.new_context(java_script_enabled=False, locale="tr-TR")
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{base}{await world.link()}")
    assert len(asked) <= 2
    assert not await page.is_visible("#explanation")
    await page.check("#answer-disagreed")
    assert await page.is_visible("#explanation")
    await page.fill("#explanation", "Ekim faturası eksik.")
    await page.fill("#responder_name", "Muhasebe")
    await page.click("form.answer button")
    world.clock.advance(timedelta(seconds=4))
    await page.click("text=Yanıtı gönder")
    assert await page.inner_text("h1") == "Yanıtınız alındı: mutabık değilsiniz"
    assert await context.cookies() == []
    assert await world.answers() == 1
    await page.reload()
    assert await world.answers() == 1
    await context.close()


@pytest.mark.timeout(180)
async def test_a_browser_that_presses_everything_leaves_no_answer(site: tuple[World, str], browser_page: Page) -> None:
    """Scripts on, every button pressed, every choice clicked, every link followed, nothing typed: as link scanners do."""
    world, base = site
    await world.tell(*statement(docs=documents(40), part_size=20))
    start = f"{base}{await world.link()}"
    waiting, pressed = [start, f"{start}?change=1"], 0
    seen: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        await browser_page.goto(address)
        links = await browser_page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        waiting += [link.split("#")[0] for link in links if link.startswith(base)]
        for radio in [None, "#answer-agreed", "#answer-disagreed"]:
            buttons = await browser_page.locator("button, input[type=submit]").count()
            for number in range(buttons):
                await browser_page.goto(address)
                if radio is not None and await browser_page.locator(radio).count():
                    await browser_page.check(radio)
                await browser_page.locator("button, input[type=submit]").nth(number).click()
                world.clock.advance(timedelta(seconds=10))
                # The page that came back, and its buttons in turn.
                for again in range(await browser_page.locator("button").count()):
                    await browser_page.locator("button").nth(again).click()
                    world.clock.advance(timedelta(seconds=10))
                if await browser_page.locator("form").count():
                    async with browser_page.expect_navigation():
                        await browser_page.evaluate("document.querySelector('form').submit()")
                pressed += 1
        assert len(seen) < 40
    assert pressed >= 9
    assert await world.answers() == 0
