"""The public page on a real port, and how a browser looks at it."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Browser, CDPSession, Page

from services.host import server
from tests.component.responses.conftest import NOW
from tests.component.responses.world import World

AXE = (Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js").read_text()
PICTURES = os.environ.get("MUTABAKAT_SCREENSHOTS")
"""A folder in which to keep what was looked at; with it, every rule is tried in every dress (`make pages`)."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_STYLE = [
    "color-contrast",
    "link-in-text-block",
    "target-size",
    "scrollable-region-focusable",
    "avoid-inline-spacing",
]
"""Rules whose outcome colours and widths can change; all others see the same document in every dress."""

Scheme = Literal["light", "dark"]
PHONE, DESK = 320, 1280
DRESSES: tuple[tuple[Scheme, int], ...] = (("light", PHONE), ("dark", DESK), ("dark", PHONE), ("light", DESK))
IN_A_HURRY = DRESSES[:2]
"""Both schemes and both widths, each once."""


@asynccontextmanager
async def serving(world: World, port: int) -> AsyncIterator[None]:
    """The public page of `world` on a real port; closes the world at the end."""
    assert world.service.public_app is not None
    web = server(world.service.public_app, "127.0.0.1", port)
    running = asyncio.create_task(web.serve())
    try:
        async with asyncio.timeout(10):
            while not web.started:  # noqa: ASYNC110  # uvicorn has a flag, no event
                await asyncio.sleep(0.01)
        yield
    finally:
        web.should_exit = True
        await running
        await world.close()


@asynccontextmanager
async def served(folder: Path, port: int) -> AsyncIterator[World]:
    """The service with its public page on a real port."""
    address = f"http://127.0.0.1:{port}"
    world = await World.create(f"sqlite+aiosqlite:///{folder / 'test.db'}", folder, NOW, address)
    async with serving(world, port):
        yield world


async def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe-core has against the page; by all rules, or by these alone."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    if await page.evaluate("typeof axe") == "undefined":
        await page.evaluate(AXE)
    found: list[Any] = await page.evaluate(
        "only => axe.run(document, {runOnly: only, resultTypes: ['violations']}).then(r => r.violations)", only
    )
    return [f"{v['id']}: {n['html']} {n['failureSummary']}" for v in found for n in v["nodes"]]


async def too_wide(page: Page) -> str:
    """The texts that reach out of the screen; empty when everything fits."""
    return str(
        await page.evaluate(
            """() => {
            const root = document.documentElement
            if (root.scrollWidth <= root.clientWidth) return ''
            const out = [...document.querySelectorAll('body *')].filter(one => {
                const box = one.getBoundingClientRect()
                return box.right > root.clientWidth + 1 || box.left < -1
            })
            return out.map(one => one.outerHTML.slice(0, 120)).join('\\n') || 'the page'
        }"""
        )
    )


@dataclass
class Looker:
    """One page of a browser that runs no script of a page, only what is looked with."""

    page: Page
    session: CDPSession
    folder: Path | None

    @classmethod
    async def on(cls, browser: Browser) -> Looker:
        context = await browser.new_context(viewport={"width": PHONE, "height": 800}, color_scheme="light")
        context.set_default_timeout(90_000)  # on a machine that is busy elsewhere
        page = await context.new_page()
        folder = Path(PICTURES) if PICTURES else None
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        return cls(page, await context.new_cdp_session(page), folder)

    async def scripts(self, *, allowed: bool) -> None:
        await self.session.send("Emulation.setScriptExecutionDisabled", {"value": not allowed})

    async def dress(self, scheme: Scheme, width: int) -> None:
        await self.page.emulate_media(color_scheme=scheme)
        await self.page.set_viewport_size({"width": width, "height": 800})

    async def look(self, name: str) -> list[str]:
        """Complaints about this page, light and dark, on a phone and on a desk; each names the dress."""
        await self.scripts(allowed=True)
        found = []
        for scheme, width in DRESSES if self.folder else IN_A_HURRY:
            await self.dress(scheme, width)
            rules = None if (scheme, width) == DRESSES[0] or self.folder else OF_STYLE
            complaints = await violations(self.page, rules)
            if (wide := await too_wide(self.page)) != "":
                complaints.append(f"too wide: {wide}")
            found += [f"{name} {scheme} {width}: {complaint}" for complaint in complaints]
            if self.folder:
                await self._picture(self.folder / f"{name}-{scheme}-{width}.png")
        await self.dress(*DRESSES[0])
        await self.scripts(allowed=False)
        return found

    async def _picture(self, path: Path) -> None:
        size = (await self.session.send("Page.getLayoutMetrics"))["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        how: dict[str, Any] = {"captureBeyondViewport": True, "optimizeForSpeed": True, "clip": clip}
        made = await self.session.send("Page.captureScreenshot", how)
        await asyncio.to_thread(path.write_bytes, base64.b64decode(made["data"]))
