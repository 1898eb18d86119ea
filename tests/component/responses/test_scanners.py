"""What reads mails before people do: it fetches, prefetches, follows and submits, and leaves no answer (W1)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from services.responses import models
from shared.contracts.responses import PageOpened, ResponseReceived
from tests.component.responses.world import World, statement

AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 SafeLinks/1.0",
    "Mozilla/5.0 (compatible; Barracuda Link Protection)",
    "Proofpoint URL Defense (urldefense.proofpoint.com)",
    "Mimecast-TTP/1.0 (URL Protect)",
    "Mozilla/5.0 (compatible; Symantec-ClickTime)",
    "TrendMicro WRS/3.0 (+https://www.trendmicro.com)",
    "Forcepoint Email Security Scanner",
    "Mozilla/5.0 (compatible; Cisco Secure Email; +https://www.cisco.com)",
    "Google-Safety (prefetch; +https://www.google.com/bot.html)",
    "WhatsApp/2.23.20 A",
)
FILLED = {"explanation": "test", "responder_name": "test", "responder_title": "test"}


async def crawl(world: World, start: str, agent: str, fill: dict[str, str]) -> int:
    """Fetch every page that is linked, submit every form that is there with what stands in it and `fill`; how many posts."""
    headers = {"user-agent": agent}
    waiting, seen, posts = [start], set[str](), 0
    while waiting and len(seen) < 40:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        page = await world.visitor.get(address, headers=headers)
        for _ in range(2):
            found = None
            for form in re.findall(r"<form.*?</form>", page.text, re.DOTALL):
                action = re.search(r'action="([^"]+)"', form)
                assert action
                values = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
                fields = {name: unescape(value) for name, value in values}
                asked_for = {name: value for name, value in fill.items() if f'name="{name}"' in form}
                world.clock.advance(timedelta(seconds=5))
                found = await world.visitor.post(unescape(action[1]), data=fields | asked_for, headers=headers)
                posts += 1
            if found is None:
                break
            page = found
        waiting += [unescape(one) for one in re.findall(r'<a[^>]* href="(/[^"]+)"', page.text)]
    return posts


@pytest.mark.parametrize("agent", AGENTS)
async def test_no_scanner_leaves_an_answer(page_world: World, agent: str) -> None:
    world = page_world
    await world.tell(*statement())
    path = await world.link()
    for extra in ({}, {"sec-purpose": "prefetch;prerender"}, {"purpose": "preview"}):
        for method in ("HEAD", "GET", "GET"):
            answer = await world.visitor.request(method, path, headers={"user-agent": agent, **extra})
            assert answer.status_code == 200
    assert await crawl(world, path, agent, {}) > 0
    world.clock.advance(timedelta(minutes=2))
    assert await crawl(world, path, agent, FILLED) > 0
    await world.flush_openings()
    assert await world.answers() == 0
    assert await world.said(ResponseReceived) == []
    assert {one.probably_machine for one in await world.said(PageOpened)} == {True}
    async with world.database.reading() as reading:
        counts = await reading.first(select(models.links.c.openings, models.links.c.machine_openings))
    assert counts is not None
    assert counts.openings == 0
    assert counts.machine_openings >= 9


async def test_who_chooses_and_sends_faster_than_anyone_reads_leaves_no_answer(page_world: World) -> None:
    """A program that fills everything in, choices too, and sends what it gets at once."""
    world = page_world
    await world.tell(*statement())
    path = await world.link()
    for choice in ("agreed", "disagreed"):
        checked = await world.check(path, answer=choice, **FILLED)
        state = re.search(r'name="state" value="([^"]+)"', checked.text)
        assert state
        sent = await world.send(path, unescape(state[1]))
        assert sent.status_code == 422
    assert await world.answers() == 0
