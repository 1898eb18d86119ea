"""What stands around every answer of the public application: its headers, and a page for whatever goes wrong.

Outermost, so that no error page of a framework, however early, leaves without the headers.
"""

from __future__ import annotations

from collections.abc import Collection

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from yarl import URL

from services.responses.public.renderer import Renderer
from shared.errors import TooMany

log = structlog.get_logger(__name__)

HEADERS: tuple[tuple[str, str], ...] = (
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    # Not no-referrer: with that, browsers send `Origin: null` from our own form (user-experience.md §4.3).
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-robots-tag", "noindex, nofollow"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", ""),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
)
_RAW = [(name.encode(), value.encode()) for name, value in HEADERS]
_NO_STORE = (b"cache-control", b"no-store")


class Guard:
    """ASGI middleware: adds the headers, and turns what was raised into the page of its state."""

    def __init__(self, app: ASGIApp, *, renderer: Renderer, hosts: Collection[str]) -> None:
        self._app = app
        self._renderer = renderer
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = too_large = answered = False

        async def guarded(message: Message) -> None:
            nonlocal started, too_large
            if too_large or (message["type"] == "http.response.start" and message["status"] == 413 and not answered):
                too_large = True  # said for programs; a person gets a page
                return
            if message["type"] == "http.response.start":
                started = True
                headers = list(message.get("headers", []))
                if not any(name == b"cache-control" for name, _ in headers):
                    headers.append(_NO_STORE)
                message = {**message, "headers": [*headers, *_RAW]}
            await send(message)

        if host_of(scope) not in self._hosts:
            # Whatever name somebody points here, the page is reached under its own: no link is opened under another.
            await self._renderer.message("invalid", Request(scope), status=421)(scope, receive, guarded)
            return
        try:
            await self._app(scope, receive, guarded)
            if too_large:
                too_large, answered = False, True
                page = self._renderer.message("too_large", Request(scope), status=413)
                await page(scope, receive, guarded)
        except TooMany as error:
            if started:
                raise
            wait = str(error.params.get("retry_after", 60))
            page = self._renderer.message("too_many", Request(scope), status=429, headers={"Retry-After": wait})
            await page(scope, receive, guarded)
        except Exception as error:
            if started:
                raise
            outage = isinstance(error, (SQLAlchemyError, OSError))
            # The route's template, never the path: it holds the link.
            log.error("page.failed", route=getattr(scope.get("route"), "path", ""), exc_info=error)
            page = self._renderer.message(
                "unavailable", Request(scope), status=503 if outage else 500, headers={"Retry-After": "30"}
            )
            await page(scope, receive, guarded)


def host_of(scope: Scope) -> str:
    """The host that is asked for, without its port; empty when none is, or several."""
    named = [value for name, value in scope["headers"] if name == b"host"]
    text = named[0].decode("latin-1").lower() if len(named) == 1 else ""
    end = text.find("]") + 1 if text.startswith("[") else text.find(":")
    return text[:end] if end > 0 else text


def hosts_of(public_url: str, further: str) -> frozenset[str]:
    """The hosts under which the page may be reached; this machine's own names are one."""
    hosts = {(URL(public_url).host or "").lower(), *(one.strip().lower() for one in further.split(",") if one.strip())}
    return frozenset(hosts | LOOPBACK if hosts & LOOPBACK else hosts)


LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
