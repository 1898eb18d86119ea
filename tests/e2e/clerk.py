"""A person at a browser in front of the whole product; every screen is looked at by axe-core in both themes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import ConsoleMessage, Page, expect

from tests.product.operator import PASSWORD, eventually
from tests.product.processes import Product

AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text()
OF_COLOUR = '{runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}}'
"""All that can differ in the other theme, which is the same document in other colours."""
AT_REST = """Promise.race([
    Promise.allSettled(document.getAnimations().map(one => one.finished)),
    new Promise(enough => setTimeout(enough, 2000)),
])"""
EMAIL = "yonetici@ornek.test"


@dataclass
class Clerk:
    """A person at a browser; keeps what axe and the browser complain about."""

    page: Page
    product: Product
    complaints: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _said(self, message: ConsoleMessage) -> None:
        # Chromium reports every answer of 404 or 422; pages that were provoked are none, a missing file is.
        provoked = "status of 4" in message.text and "/static/" not in message.location["url"]
        if message.type in {"error", "warning"} and not provoked:
            self.complaints.append(f"{message.type}: {message.text} at {self.page.url}")

    @property
    def console(self) -> str:
        return self.product.url("campaign") + "/console"

    async def open(self, path: str) -> None:
        await self.page.goto(self.console + path)

    async def press(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def look(self, screen: str, *, shows: str = "") -> None:
        """Let axe look at the screen as it stands, in both themes and on a phone's width; `shows`: once this text is there."""
        self.seen.add(screen)
        if shows:
            await expect(self.page.get_by_text(shows).first).to_be_visible()
        await self.page.wait_for_load_state("load")
        for theme in ("light", "dark"):
            await self.page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme; }", theme)
            # Colours glide from one theme to the other; what is measured half-way is neither.
            # An animation that starts anew leaves its old promise open for ever, so they get a bounded time.
            await self.page.evaluate(AT_REST)
            found = await self._axe("" if theme == "light" else OF_COLOUR)
            self.complaints += [f"axe, {screen}, {theme}: {one}" for one in found]
        await self.page.set_viewport_size({"width": 390, "height": 844})
        wider = await self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wider > 0:
            self.complaints.append(f"{screen}: {wider} px wider than a phone")
        await self.page.set_viewport_size({"width": 1280, "height": 900})

    async def _axe(self, options: str) -> list[Any]:
        # Through the debugger: the page's own policy rightly refuses scripts that are put into it.
        session = await self.page.context.new_cdp_session(self.page)
        there = await session.send("Runtime.evaluate", {"expression": "typeof axe"})
        if there["result"]["value"] == "undefined":
            await session.send("Runtime.evaluate", {"expression": AXE})
        expression = (
            f"axe.run({options}).then(r => JSON.stringify(r.violations.map(v => [v.id, v.nodes.map(n => n.html)])))"
        )
        found = await session.send("Runtime.evaluate", {"expression": expression, "awaitPromise": True})
        await session.detach()
        violations: list[Any] = json.loads(found["result"]["value"])
        return violations


async def setup_code(product: Product) -> str:
    async def code() -> str:
        found = re.search(r"one-time set-up code: (\S+)", product.logs())
        return found[1] if found else ""

    found: str = await eventually(code, bool)
    return found


async def register(clerk: Clerk) -> None:
    page = clerk.page
    await clerk.open("/")
    await clerk.look("set-up")
    await page.fill("#code", await setup_code(clerk.product))
    await page.fill("#title", "Örnek Ticaret A.Ş.")
    await page.fill("#tax_number", "4540536920")
    await page.fill("#company_email", "mutabakat@ornek.test")
    await page.fill("#name", "Yönetici")
    await page.fill("#email", EMAIL)
    await page.fill("#password", PASSWORD)
    await clerk.press("Tanımla ve giriş yap")
    await page.wait_for_url("**/campaigns")
    await clerk.look("no campaign yet")


async def bring_in(clerk: Clerk, name: str, text: str) -> None:
    await clerk.open("/imports")
    file: Any = {"name": name, "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")}
    await clerk.page.set_input_files("#file", file)
    await clerk.press("İçe aktar")
    await clerk.page.wait_for_url("**/imports/*-*")
    await clerk.page.wait_for_selector("#job:not([data-poll])")
