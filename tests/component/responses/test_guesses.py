"""Guessed and altered links: none opens anything, all get the same answer, and no database hears of them.

Some thousands in a normal run; `MUTABAKAT_SOAK_KILLS` (`make soak`) makes it a million.
"""

from __future__ import annotations

import os
import random
import secrets
import string
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event
from starlette.types import ASGIApp, Message

from shared.contracts.values import LinkLevel
from shared.links import new_link_id
from tests.component.responses.test_doors import guarded
from tests.component.responses.world import World, statement

GUESSES = 1_000_000 if int(os.environ.get("MUTABAKAT_SOAK_KILLS", "0")) else 3_000
BENEATH = ("/check", "/send", "/statement.pdf", "/receipt.pdf", "/new")
LETTERS = string.ascii_letters + string.digits + "-_"


def guesses(genuine: list[str], count: int) -> Iterator[str]:
    """Addresses that are nearly right: whoever makes them up knows how a link looks, and has seen some."""
    dice = random.Random(7)  # the same guesses each time
    kinds: list[Callable[[str, str], str]] = [
        lambda one, other: f"{new_link_id()}.1-{secrets.token_urlsafe(16)}",
        lambda one, other: _changed(one, dice.randrange(22), dice),
        lambda one, other: _changed(one, 25 + dice.randrange(21), dice),
        lambda one, other: f"{one[:22]}{other[22:]}",
        lambda one, other: f"{one[:23]}{dice.choice('023456789')}{one[24:]}",
        lambda one, other: one[: dice.randrange(1, len(one))],
        lambda one, other: f"{one}{dice.choice(LETTERS)}",
        lambda one, other: one.swapcase(),
        lambda one, other: f"{_changed(one, 30, dice)}~{secrets.token_hex(6)}-{secrets.token_urlsafe(16)}",
        lambda one, other: f"{_changed(one, 5, dice)}{dice.choice(BENEATH)}",
    ]
    known = set(genuine)
    for number in range(count):
        one, other = dice.sample(genuine, 2)
        made = kinds[number % len(kinds)](one, other)
        if made.partition("/")[0] not in known:
            yield f"/m/{made}"


def _changed(text: str, at: int, dice: random.Random) -> str:
    # The last character of 128 bits holds two of them: others of its kind decode alike, and are no other text for us.
    new = dice.choice([letter for letter in LETTERS if letter != text[at]])
    return text[:at] + new + text[at + 1 :]


async def asked(app: ASGIApp, method: str, path: str, host: str) -> tuple[int, tuple[tuple[bytes, bytes], ...], bytes]:
    """One request straight into the application: status, headers without the request's own id, body."""
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", host.encode()), (b"sec-fetch-site", b"same-origin")],
        "client": ("203.0.113.9", 1234),
        "server": ("127.0.0.1", 80),
    }
    await app(scope, receive, send)
    start = said[0]
    headers = tuple((name, value) for name, value in start["headers"] if name != b"x-request-id")
    return start["status"], headers, b"".join(message.get("body", b"") for message in said[1:])


@pytest.mark.crash
@pytest.mark.timeout(0)
async def test_no_guess_opens_a_link_tells_anything_or_reaches_the_database(page_world: World) -> None:
    await page_world.tell(*statement(), *guarded(LinkLevel.TAX_DIGITS), *guarded(LinkLevel.MAIL_CODE))
    app = page_world.service.public_app
    assert app is not None
    async with page_world.database.reading() as reading:
        from services.responses import models

        ids = list(await reading.scalars(models.links.select().with_only_columns(models.links.c.link_id)))
    genuine = [page_world.signer.token(one) for one in ids]
    assert len(genuine) == 3
    statements: list[str] = []
    event.listen(
        page_world.database.engine.sync_engine,
        "before_cursor_execute",
        lambda _c, _cur, sql, *_: statements.append(sql),
    )
    first = await asked(app, "GET", "/m/unknown", "sayfa.test")
    assert first[0] == 404
    hits = count = 0
    for path in guesses(genuine, GUESSES):
        method = "POST" if path.endswith(("/check", "/send")) else "GET"
        hits += await asked(app, method, path, "sayfa.test") != first
        count += 1
    assert (hits, statements) == (0, [])
    assert count > GUESSES * 0.99
    for one in genuine:
        assert (await asked(app, "GET", f"/m/{one}", "sayfa.test"))[0] == 200, "nobody was shut out meanwhile"
