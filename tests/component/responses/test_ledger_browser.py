"""The comparison in Debian's Chromium: without script, on a phone and wide, light and dark, from both sides of a line."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.component.responses.site import Looker, served
from tests.component.responses.test_ledgers import DOCUMENTS, table
from tests.component.responses.world import statement

ROWS = (
    "ABC2026000000001;03.10.2026;Alış;12.000,00",
    "ABC2026000000002;09.10.2026;Alış;2.500,50",
    "ABC2026000000003;02.11.2026;Alış;780,00",
    "XYZ2026000000009;11.10.2026;Satış;402,17",
    "XYZ2026000000010;12.10.2026;Satış;99,90",
    "XYZ2026000000011;yarın;Satış;99,90",
)


@pytest.mark.browser
@pytest.mark.timeout(180)
@pytest.mark.parametrize("language", ["tr", "ar"])
async def test_the_comparison_has_no_barrier(language: str, tmp_path: Path, free_port: int, browser: Browser) -> None:
    file = tmp_path / "defter.csv"
    file.write_bytes(table(ROWS))
    async with served(tmp_path, free_port) as world:
        await world.tell(*statement(docs=DOCUMENTS))
        looker = await Looker.on(browser)
        await looker.scripts(allowed=False)
        page = looker.page
        await page.goto(f"http://127.0.0.1:{free_port}{await world.link()}/ledger?lang={language}")
        found = await looker.look(f"{language}-ledger")
        await page.set_input_files("#file", file)
        await page.click("main form button")
        assert await page.locator("details").count() >= 4
        found += await looker.look(f"{language}-compared")
        await page.click("a.button")
        assert await page.locator('input[name="ledger"]').input_value() != ""
        assert found == []
        await page.context.close()
