"""Metrics and trace context: what the process can tell about itself without being asked to log.

One registry per process, made at the edge and passed down; no global collector.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


def current_traceparent() -> str | None:
    """The W3C trace context of the running span, if tracing is on."""
    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get("traceparent")


class Metrics:
    """The gauges and counters that every service has, by service name."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        queue = ["service", "box"]
        self.pending = Gauge("mutabakat_messages_pending", "Unfinished rows", queue, registry=self.registry)
        self.oldest = Gauge("mutabakat_messages_oldest_seconds", "Age of the oldest", queue, registry=self.registry)
        self.buried = Gauge("mutabakat_messages_buried", "Rows that need a person", queue, registry=self.registry)
        self.requests = Counter(
            "mutabakat_http_requests",
            "HTTP requests",
            ["app", "method", "route", "status"],
            registry=self.registry,
        )
        self.latency = Histogram(
            "mutabakat_http_seconds", "Time to answer", ["app", "method", "route"], registry=self.registry
        )
        self.refreshers: list[Callable[[], Awaitable[None]]] = []

    def on_scrape(self, refresh: Callable[[], Awaitable[None]]) -> None:
        """Register work that brings gauges up to date right before they are read."""
        self.refreshers.append(refresh)

    async def refresh(self) -> None:
        for refresh in self.refreshers:
            await refresh()
