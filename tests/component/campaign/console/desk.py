"""An operator's desk: the campaign service with its console on a port, and a browser without scripts to use it."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from services.host import server
from tests.component.campaign.console.neighbourhood import Neighbourhood
from tests.component.campaign.world import EMAIL, PASSWORD, World

TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')
CONSOLE = "/campaign/console"


@dataclass
class Desk:
    """The service, its neighbours, and one visitor."""

    world: World
    neighbours: Neighbourhood
    http: httpx.AsyncClient
    base: str
    serving: asyncio.Task[Any]
    uvicorn: uvicorn.Server
    others: list[httpx.AsyncClient] = field(default_factory=list)
    """Browsers of colleagues at the same service; closed with the desk."""

    @classmethod
    async def open(cls, database_url: str, folder: Path, port: int, neighbours: Neighbourhood, **settings: Any) -> Desk:
        """`MUTABAKAT_INTERNAL_URL` has to name this port already."""
        world = await World.open(database_url, folder, **settings)
        root = FastAPI()
        root.mount("/campaign", world.service.internal_app)
        neighbours.mount(root)
        serve = server(root, "127.0.0.1", port)
        serving = asyncio.create_task(serve.serve())
        async with asyncio.timeout(20):
            while not serve.started:  # noqa: ASYNC110  # uvicorn says it in a plain attribute
                await asyncio.sleep(0.01)
        base = f"http://127.0.0.1:{port}"
        return cls(world, neighbours, new_visitor(base), base, serving, serve)

    async def close(self) -> None:
        for http in (self.http, *self.others):
            await http.aclose()
        self.uvicorn.should_exit = True
        with suppress(asyncio.CancelledError):
            await self.serving
        await self.world.close()

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.http.get(CONSOLE + path, **more)

    async def post(self, path: str, fields: dict[str, Any], *, seen: str | None = None, **more: Any) -> httpx.Response:
        """Post a form that was seen on the page `seen` (default: the same path), as a browser without scripts does."""
        page = await self.get(seen or path)
        return await self.submit(path, fields, page.text, **more)

    async def submit(self, path: str, fields: dict[str, Any], page: str, **more: Any) -> httpx.Response:
        data = {"form_token": token_of(page), **fields}
        return await self.http.post(CONSOLE + path, data=data, headers={"Sec-Fetch-Site": "same-origin"}, **more)

    async def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> None:
        answer = await self.post("/sign-in", {"email": email, "password": password, "back": ""})
        assert answer.status_code == 303, answer.text


def new_visitor(base: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=base, follow_redirects=False, timeout=20)


def token_of(page: str) -> str:
    found = TOKEN.search(page)
    assert found is not None, "the page has no form"
    return found[1]


def hidden_of(page: str, action: str) -> dict[str, Any]:
    """The hidden fields of the form that posts to `action`, lists where a name repeats."""
    form = next(part for part in page.split("<form")[1:] if f'action="{action}"' in part.partition(">")[0])
    fields: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.partition("</form>")[0]):
        before = fields.get(name)
        text = unescape(value)
        fields[name] = text if before is None else [*(before if isinstance(before, list) else [before]), text]
    return fields
