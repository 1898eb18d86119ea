"""Every screen of the console, as its list of addresses has them: no barrier in either theme, all of it reached by the keyboard,
nothing wider than a phone, no word of the browser about the content policy. A screen that is added is looked at here, or this
fails.

`MUTABAKAT_SCREENSHOTS=folder` keeps a picture of each in both themes and languages and on a phone (`make screens`).
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

import pytest

from services.campaign.console.site import SCREENS
from tests.e2e.by_keyboard import walk
from tests.e2e.clerk import Clerk
from tests.e2e.in_use import Installation, in_use
from tests.product.operator import EMAIL, PASSWORD
from tests.servers.smtp_sink import SmtpSink

PICTURES = os.environ.get("MUTABAKAT_SCREENSHOTS")
FRAGMENTS = {"imports_progress", "import_progress", "campaign_progress", "campaign_mail", "file_progress"}
"""Parts of screens that are loaded by themselves."""
FILES = {
    "import_workbook",
    "account_export",
    "evidence",
    "receipt",
    "ledger_file",
    "ledger_workbook",
    "file_content",
    "reconciliations_file",
    "campaign_file",
    "campaigns_file",
    "outbox_file",
    "assigned_file",
    "imports_file",
    "run_file",
    "webhook_file",
    "system_file",
    "raw_mail",
    "month_workbook",
    "month_document",
    "audit_log_export",
}
ELSEWHERE = {
    "setup": "only before there is a company: test_console_browser",
    "front": "leads to the list of campaigns",
    "nowhere": "test_console_browser",
    "smtp_cancel": "only with settings that can be cancelled: test_console_browser",
    "correct_all": "only where figures have changed: component tests",
    "draft": "only of a draft: component tests",
    "reject_campaign": "only of what waits for approval: component tests",
    "invitation": "only with its token: component tests",
    "sign_up": "closed here: component tests",
    "sign_up_invited": "closed here: component tests",
    "sign_in_code": "only between the two factors: component tests",
    "write_to_account": "leads to write_mail",
    "provider_sign_in": "leads elsewhere",
    "provider_return": "leads elsewhere",
    "factor_reset": "only of whoever has one: component tests",
    "system_message": "only of a buried message: component tests",
}
OF_ONE_THAT_WAITS = {"resend", "new_link", "phone_answer", "close_by_hand"}
WITHOUT_SESSION = {"sign_in"}


def screens() -> dict[str, str]:
    """Name → path of everything that a person can look at."""
    return {
        screen.name: screen.path
        for screen in SCREENS
        if screen.method == "GET" and screen.name not in FRAGMENTS | FILES | ELSEWHERE.keys()
    }


@pytest.mark.timeout(3600 if PICTURES else 600)
async def test_no_screen_has_a_barrier(clerk: Clerk, smtp_sink: SmtpSink) -> None:
    installation = await in_use(clerk.product, smtp_sink)
    for name, path in screens().items():
        if name in WITHOUT_SESSION:
            await clerk.open(path)
            await _look(clerk, name)
    await _sign_in(clerk)
    for name, path in screens().items():
        if name not in WITHOUT_SESSION:
            if name in OF_ONE_THAT_WAITS:
                path = path.replace("{reconciliation_id:uuid}", installation.parameters["open_reconciliation_id"])
            answer = await clerk.page.goto(clerk.console + filled(path, installation))
            if answer is None or answer.status != 200:
                clerk.complaints.append(f"{name}: {answer and answer.status}")
                continue
            await _look(clerk, name)
    assert clerk.complaints == []
    await installation.operator.close()


def filled(path: str, installation: Installation) -> str:
    """The path with the ids of this installation in the place of its parameters."""
    for name, value in installation.parameters.items():
        for kind in ("", ":uuid", ":path"):
            path = path.replace(f"{{{name}{kind}}}", quote(value))
    assert "{" not in path, f"nothing is known to be looked at under {path}: give `in_use` one"
    return path


async def _sign_in(clerk: Clerk) -> None:
    await clerk.open("/sign-in")
    await clerk.page.fill("#email", EMAIL)
    await clerk.page.fill("#password", PASSWORD)
    await clerk.press("Giriş yap")
    await clerk.page.wait_for_url("**/campaigns")


async def _look(clerk: Clerk, name: str) -> None:
    clerk.complaints += [f"keyboard, {name}: {one}" for one in await walk(clerk.page)]
    await clerk.look(name)
    if PICTURES:
        await _photograph(clerk, Path(PICTURES), name)


async def _photograph(clerk: Clerk, folder: Path, name: str) -> None:
    page = clerk.page
    for language in ("en", "tr"):
        await page.context.add_cookies([{"name": "language", "value": language, "url": clerk.console}])
        await page.reload()
        for theme in ("light", "dark"):
            await page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme; }", theme)
            await page.screenshot(path=folder / f"{name}-{language}-{theme}.png", full_page=True, animations="disabled")
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.screenshot(path=folder / f"{name}-phone.png", full_page=True, animations="disabled")
    await page.set_viewport_size({"width": 1280, "height": 900})
