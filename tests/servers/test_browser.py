"""Chromium of the tests shows a page and runs its script."""

from __future__ import annotations

from playwright.async_api import Page


async def test_a_page_is_rendered_in_turkish_surroundings(browser_page: Page) -> None:
    await browser_page.set_content("<h1 id=t>x</h1><script>t.textContent = navigator.language</script>")
    assert await browser_page.text_content("#t") == "tr-TR"
