"""One log line and one metric per request; the personal link never appears in either."""

from __future__ import annotations

import time
from functools import lru_cache
from uuid import uuid4

import structlog
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, reset_contextvars

from shared.telemetry import Metrics

log = structlog.get_logger(__name__)


class RequestLog:
    """ASGI middleware: gives a request its id, counts it and says how it ended."""

    def __init__(self, app: ASGIApp, *, app_name: str, metrics: Metrics) -> None:
        self._app = app
        self._name = app_name
        self._metrics = metrics
        # Found again by their names for each request otherwise.
        self._series = lru_cache(maxsize=1024)(self._new_series)

    def _new_series(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        return (
            self._metrics.requests.labels(self._name, method, route, str(status)),
            self._metrics.latency.labels(self._name, method, route),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid4().hex[:16]
        status = 500
        started = time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", []).append((b"x-request-id", request_id.encode()))
            await send(message)

        bound = bind_contextvars(request_id=request_id)
        try:
            await self._app(scope, receive, watched)
        finally:
            seconds = time.perf_counter() - started
            # The route's template, never the path: it may hold a link.
            route = getattr(scope.get("route"), "path", "unmatched")
            count, latency = self._series(scope["method"], route, status)
            count.inc()
            latency.observe(seconds)
            log.debug(
                "http.request",
                method=scope["method"],
                route=route,
                status=status,
                ms=round(seconds * 1000, 1),
            )
            # By what was bound: looking for all that is would cost as much as the rest of this class.
            reset_contextvars(**bound)
