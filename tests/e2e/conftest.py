"""A clerk of a test, with a product of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.e2e.clerk import Clerk
from tests.product.processes import embedded
from tests.servers.smtp_sink import SmtpSink


@pytest.fixture
async def clerk(browser: Browser, tmp_path: Path, smtp_sink: SmtpSink) -> AsyncIterator[Clerk]:
    product = embedded(tmp_path, smtp_sink.port)
    await product.start()
    context = await browser.new_context(
        locale="tr-TR", timezone_id="Europe/Istanbul", viewport={"width": 1280, "height": 900}
    )
    page = await context.new_page()
    page.set_default_timeout(15_000)
    yield Clerk(page, product)
    await context.close()
    await product.stop()
