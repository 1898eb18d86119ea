"""Many are asked, some are silent: at most four interactions remind exactly those, and nobody who has answered meanwhile.

`MUTABAKAT_SOAK_ROUNDS` (`make soak`) makes it 163 of 700.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from tests.e2e.clerk import Clerk
from tests.product.counterparty import answer
from tests.product.operator import EMAIL, PASSWORD, Operator, eventually, link_of, text_of
from tests.servers.smtp_sink import SmtpSink

SOAK = bool(int(os.environ.get("MUTABAKAT_SOAK_ROUNDS", "0")))
ASKED, SILENT, MEANWHILE = (700, 163, 7) if SOAK else (60, 16, 3)
"""`MEANWHILE`: answer while the page that reminds is open."""
MOST_INTERACTIONS = 4
AT_ONCE = 6


@pytest.mark.crash
@pytest.mark.timeout(400)  # 537 answers, each of three pages
async def test_exactly_the_silent_ones_are_reminded(clerk: Clerk, smtp_sink: SmtpSink) -> None:
    operator, page = Operator(clerk.product), clerk.page
    await operator.register()
    await operator.import_counterparties(ASKED, documents=1)
    campaign = await operator.launch(await operator.make_run())
    mails = await eventually(lambda: _mails(smtp_sink), lambda mails: len(mails) == ASKED, within=120)
    links = {mail.recipients[0]: link_of(text_of(mail.message.walk())) for mail in mails}
    addresses = sorted(links)
    silent, late = set(addresses[:SILENT]), addresses[SILENT : SILENT + MEANWHILE]
    await _answer([links[one] for one in addresses[SILENT + MEANWHILE :]])
    await eventually(lambda: operator.states(campaign["id"]), _answered(ASKED - SILENT - MEANWHILE), within=60)
    await operator.close()

    await clerk.open("/campaigns")
    await page.fill("#email", EMAIL)
    await page.fill("#password", PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/campaigns")
    interactions = 0
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    interactions += 2
    await page.get_by_role("link", name="Yanıtlamayanlara hatırlat").click()
    interactions += 1
    button = page.get_by_role("button", name=f"{SILENT + MEANWHILE} hatırlatma gönder", exact=True)
    await expect(button).to_be_visible(timeout=15_000)
    await _answer([links[one] for one in late])
    await button.click()
    interactions += 1
    counts = "|".join(str(SILENT + late) for late in range(MEANWHILE + 1))
    # An answer of the last instant may not have reached the console yet; its mail is stopped further on.
    await expect(page.get_by_text(re.compile(rf"^({counts}) cariye \1 hatırlatma yola çıktı"))).to_be_visible(
        timeout=15_000
    )
    assert interactions <= MOST_INTERACTIONS

    reminders = await eventually(lambda: _reminders(smtp_sink), lambda found: len(found) >= SILENT, within=60)
    await asyncio.sleep(2)  # what would be too many comes as well
    reminders = await _reminders(smtp_sink)
    assert sorted(one.recipients[0] for one in reminders) == sorted(silent)


async def _answer(links: Sequence[str]) -> None:
    """Each from an address of its own network, as counterparties are: what comes from one network is limited."""
    waiting = list(enumerate(links))

    async def one_after_the_other() -> None:
        while waiting:
            place, link = waiting.pop()
            away = httpx.AsyncHTTPTransport(local_address=f"127.{1 + place // 200}.{1 + place % 200}.1")
            async with httpx.AsyncClient(timeout=60, transport=away) as http:
                done = await answer(http, link)
                assert done.status_code == 200, done.text

    await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))


def _answered(count: int) -> Any:
    return lambda states: states.get("agreed") == count


async def _mails(sink: SmtpSink) -> list[Any]:
    return list(sink.mails())


async def _reminders(sink: SmtpSink) -> list[Any]:
    return [one for one in sink.mails() if str(one.message["Subject"]).startswith("Hatırlatma: ")]
