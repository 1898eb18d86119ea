"""The rows W1, W6 and W7 of reliability-security.md §3.4, as far as they concern answers; W2…W5 are beside what they are about
(`test_answers.py`, `test_late.py`), scanners that run scripts in `test_browser.py`."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from services.responses import models
from tests.component.responses.test_browser import site
from tests.component.responses.world import OURS, World, heading, hidden, statement

__all__ = ["site"]

CHOICES = ("", "agreed", "disagreed", "no_record", "wrong_person", "will_answer")


async def _kept(world: World) -> int:
    async with world.database.reading() as reading:
        return await world.answers() + int(await reading.scalar(select(func.count()).select_from(models.notices)))


@pytest.mark.parametrize("choice", CHOICES)
async def test_w1_a_bot_that_submits_the_form_without_a_name_leaves_nothing(page_world: World, choice: str) -> None:
    """It fetches, presses and ticks whatever there is, and follows with the second step; it types no name."""
    world = page_world
    await world.tell(*statement())
    path = await world.link()
    for method in ("HEAD", "GET"):
        for address in (path, f"{path}/check", f"{path}/send", f"{path}?change=1", f"{path}?answer={choice}"):
            assert (await world.visitor.request(method, address)).status_code == 200
    form = (await world.visitor.get(path)).text
    everything = {"answer": choice, "reason_rounding": "1", "d1.1": "missing", "replaces": hidden(form, "replaces")}
    checked = await world.visitor.post(f"{path}/check", data=everything)
    assert checked.status_code == 422
    world.clock.advance(timedelta(seconds=30))
    assert (await world.visitor.post(f"{path}/send", data={**everything, "state": ""})).status_code == 422
    turned = await world.visitor.post(f"{path}/check", data={**everything, "turn": "1"})
    assert turned.status_code == 200
    assert await _kept(world) == 0


@pytest.mark.parametrize("fields", [{"answer": "agreed"}, {"answer": "no_record"}], ids=["answer", "notice"])
async def test_w6_a_lost_reply_loses_no_answer(site: tuple[World, str], fields: dict[str, str]) -> None:
    """The connection is cut after the commit and before the reply was read; the same link shows what is stored."""
    world, base = site
    await world.tell(*statement())
    path = await world.link()
    state = await world.state(path, responder_name="Muhasebe", **fields)
    host, _, port = base.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    body = urlencode({"state": state, "lang": "tr"}).encode()
    headers = {**OURS, "host": host, "content-length": str(len(body)), "content-type": FORM}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"POST {path}/send HTTP/1.1\r\n{lines}\r\n".encode() + body)
    await writer.drain()
    async with asyncio.timeout(10):
        while not await _kept(world):  # noqa: ASYNC110  # a database tells nobody
            await asyncio.sleep(0.01)
    writer.transport.abort()
    del reader
    shown = await world.visitor.get(path)
    if fields["answer"] == "agreed":
        assert heading(shown.text) == "Yanıtınız alındı: mutabıksınız"
    else:
        assert "“Kaydımız yok”" in shown.text
    # Whoever sends it again gets the same, and nothing new is stored.
    assert (await world.send(path, state)).status_code == 200
    assert await _kept(world) == 1


FORM = "application/x-www-form-urlencoded"


async def test_w7_forms_of_any_size_cost_little_and_keep_nobody_waiting(page_world: World) -> None:
    world = page_world
    await world.tell(*statement())
    path = await world.link()
    state = await world.state(path, answer="agreed", responder_name="Muhasebe")
    many = "&".join(f"f{n}=" for n in range(10_000)) + "&answer=agreed&responder_name=Bot"
    long = urlencode({"answer": "disagreed", "explanation": "x" * 100_000, "responder_name": "Bot"})
    bodies = [many, many[:60_000], long, "d1.1=" * 12_000, "%" * 60_000]
    posts = [
        world.visitor.post(f"{path}/{step}", content=body, headers={"content-type": FORM})
        for body in bodies
        for step in ("check", "send")
    ]
    async with asyncio.timeout(5):
        *hostile, honest = await asyncio.gather(*posts, world.send(path, state))
    assert {page.status_code for page in hostile} <= {409, 413, 422}
    assert honest.status_code == 200
    assert await _kept(world) == 1
