"""Debian's Chromium, headless, driven by Playwright's Python client."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, async_playwright

# Without these Chromium looks up its maker's hosts at every start, which a closed network refuses one by one.
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@asynccontextmanager
async def chromium(**options: Any) -> AsyncIterator[Browser]:
    """A browser process with an empty profile that ends with the block."""
    program = shutil.which("chromium", path=os.environ.get("PATH", "") + ":/usr/bin")
    if program is None:
        raise RuntimeError("Chromium is not installed: run `make packages`")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # root cannot have the sandbox
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program, headless=True, args=[*QUIET, *sandbox], **options
        )
        try:
            yield browser
        finally:
            await browser.close()
