"""The one gate before every address of a link: `/m/<token>` and all that lies beneath it, whatever routes there are.

In this order: the tag of the address, before anything else is asked; how often this link, this network and everybody came; the
page, in one query; what its level asks for. What does not fit gets the same page as what is not known. A new route cannot forget
any of it, because it is never reached: handlers find the opened page in the request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from services.responses.public.door import Door
from services.responses.public.lookups import Lookups
from services.responses.public.passes import Passes
from services.responses.public.renderer import Renderer
from services.responses.public.visitors import Visitors
from services.responses.repository.pages import Page
from shared.contracts.values import LinkLevel
from shared.database import Database
from shared.links import LinkSigner

BEFORE = "/m/"
_OPENED = "mutabakat.opened"
MOST_PARTS = 99_999


@dataclass(frozen=True, slots=True)
class Opened:
    """A request that passed: the page with the part of its documents that was asked for, and the database's time.

    `path` is the address that every link and form of the page begins with; it carries the visitor's pass.
    """

    page: Page
    now: datetime
    path: str


@dataclass(frozen=True, slots=True)
class _Named:
    """What logs and metrics call a request that reached no route."""

    path: str


def opened(request: Request) -> Opened:
    """What the gate found. There is no way around it: without it a handler gets an error, not a page."""
    found: Opened = request.scope[_OPENED]
    return found


class Gate:
    """ASGI middleware."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        database: Database,
        signer: LinkSigner,
        passes: Passes,
        visitors: Visitors,
        renderer: Renderer,
        door: Door,
        main_ways: Sequence[Route] = (),
    ) -> None:
        """`main_ways`: routes of the application whose endpoints take a request and need nothing read for them. They are reached
        from here: what stands between is there for what a framework would do, and everybody waits for these pages."""
        self._app = app
        self._lookups = Lookups(database)
        self._signer = signer
        self._passes = passes
        self._visitors = visitors
        self._renderer = renderer
        self._door = door
        self._ways = {
            (method, route.path.removeprefix(f"{BEFORE}{{token}}")): route
            for route in main_ways
            for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(BEFORE):
            await self._app(scope, receive, send)
            return
        segment, slash, rest = scope["path"][len(BEFORE) :].partition("/")
        token, _, shown_pass = segment.partition("~")
        link_id = self._signer.open(token)
        if link_id is None or (slash and not rest):
            await self._stop(self._renderer.invalid(Request(scope)), scope, receive, send)
            return
        request = Request(scope, receive)
        self._visitors.count(request, link_id)
        found = await self._lookups.find(link_id, part_of(request.query_params))
        if found is None:
            await self._stop(self._renderer.invalid(request), scope, receive, send)
            return
        page, now = found
        path = BEFORE + token
        if page.level != LinkLevel.LINK:
            if not self._passes.holds(shown_pass, link_id, page.level):
                entered = await self._door.enter(request, page, path, rest)
                if isinstance(entered, Response):
                    await self._stop(entered, scope, receive, send)
                    return
                receive = entered
            path += f"~{self._passes.give(link_id, page.level)}"
        scope["path"] = BEFORE + token + slash + rest
        scope["raw_path"] = scope["path"].encode()
        scope[_OPENED] = Opened(page, now, path)
        way = self._ways.get((scope["method"], slash + rest))
        if way is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = way  # for logs and metrics, which may not name the address
        response: Response = await way.endpoint(Request(scope, receive, send))
        await response(scope, receive, send)

    async def _stop(self, response: Response, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = _Named(f"{BEFORE}{{token}}")
        await response(scope, receive, send)


def part_of(query: Mapping[str, Any]) -> int:
    """Which part of the documents is asked for; the first, when that is no number."""
    text = query.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
