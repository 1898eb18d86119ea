"""The page of balances in Debian's Chromium: no barrier and nothing too wide, on a phone and on a desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser

from shared.contracts.values import Confirmation, Kind
from tests.component.responses.test_balances import asking
from tests.component.responses.test_browser import look, site
from tests.component.responses.world import World

__all__ = ["site"]


@pytest.mark.timeout(180)
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_balances_are_accessible_in_both_languages(
    site: tuple[World, str],
    browser: Browser,
    scheme: Any,
    width: int,
) -> None:
    world, base = site
    links = {}
    for name, kind, confirmation in (
        ("combined", Kind.COMBINED, Confirmation.POSITIVE),
        ("negative", Kind.BALANCE, Confirmation.NEGATIVE),
        ("blank", Kind.BALANCE, Confirmation.BLANK),
    ):
        await world.tell(*asking(kind, confirmation))
        links[name] = await world.link()
        world.clock.advance(timedelta(seconds=1))  # the newest link is the one that is found
    context = await browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = await context.new_page()
    for language in ("tr", "en"):
        for name, link in links.items():
            named = f"balances-{name}-{language}-{scheme}-{width}"
            await page.goto(f"{base}{link}?lang={language}")
            for summary in await page.query_selector_all("details:not([open]) summary"):
                await summary.click()
            await look(page, named)
            if name != "blank":
                await page.check("#answer-disagreed")
                await look(page, f"{named}-no")
                await page.fill("#explanation", "Tutar farklı.")
            await page.fill("#balance1_amount", "12.345,67" if language == "tr" else "12,345.67")
            await page.fill("#responder_name", "Muhasebe Servisi")
            await page.click("form.answer button")
            assert await page.get_attribute("#balance1_owing", "aria-invalid") == "true"
            await look(page, f"{named}-errors")
            await page.select_option("#balance1_owing", "we_owe_them")
            await page.click("form.answer button")
            await look(page, f"{named}-check")
    await context.close()
