"""The page in Debian's Chromium: answered by people without any script, and safe from robots that run them and press buttons."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.component.responses.site import served
from tests.component.responses.world import World, documents, statement


@pytest.fixture
async def site(tmp_path: Path, free_port: int) -> AsyncIterator[tuple[World, str]]:
    async with served(tmp_path, free_port) as world:
        yield world, f"http://127.0.0.1:{free_port}"


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
        waiting += [link.split("#")[0] for link in links if link.startswith(base) and "/statement." not in link]
        for radio in [None, "#answer-agreed", "#answer-disagreed"]:
            buttons = await browser_page.locator("button:visible, input[type=submit]").count()
            for number in range(buttons):
                await browser_page.goto(address)
                if radio is not None and await browser_page.locator(radio).count():
                    await browser_page.check(radio)
                await browser_page.locator("button:visible, input[type=submit]").nth(number).click()
                world.clock.advance(timedelta(seconds=10))
                # The page that came back, and its buttons in turn.
                for again in range(await browser_page.locator("button:visible").count()):
                    await browser_page.locator("button:visible").nth(again).click()
                    world.clock.advance(timedelta(seconds=10))
                if await browser_page.locator("form").count():
                    async with browser_page.expect_navigation():
                        await browser_page.evaluate("document.querySelector('form').submit()")
                pressed += 1
        assert len(seen) < 40
    assert pressed >= 9
    assert await world.answers() == 0
