"""Wires the aggregator: read top to bottom."""

from __future__ import annotations

from pathlib import Path

from services.aggregator.api import router
from services.aggregator.consumers import SUBSCRIPTIONS
from services.aggregator.domain.period import Period
from services.aggregator.examples import EXAMPLES
from services.aggregator.loops import import_worker, loops
from services.aggregator.models import idempotency_keys, inbox, outbox
from services.aggregator.settings import AggregatorSettings
from services.aggregator.wording import Wording
from shared.auth import TokenVerifier
from shared.clock import Clock
from shared.database import Database
from shared.http.app import Edge, create_app
from shared.http.key_exchange import exchanged_keys
from shared.http.system import Boxes, system_router
from shared.keys import TOKEN_VERIFY, read_key_file
from shared.messaging.outbox import Outbox
from shared.service import Service
from shared.telemetry import Metrics

NAME = "aggregator"
MEBIBYTE = 1024 * 1024

__all__ = ["NAME", "AggregatorSettings", "build"]


def build(settings: AggregatorSettings, *, clock: Clock, metrics: Metrics) -> Service:
    """The service, wired and not yet running."""
    events = Outbox(NAME, outbox, clock, bundle=settings.broker_pack)
    database = Database(
        settings.database_url.get_secret_value(), pool_size=settings.database_pool, clock=clock, outbox=events
    )
    verifier = TokenVerifier(read_key_file(settings.keys, TOKEN_VERIFY), clock)
    keys, exchange = exchanged_keys(settings, verifier, clock)
    app = create_app(
        Edge(NAME, database, verifier, idempotency_keys, keys),
        title="Mutabakat: aggregator",
        description="What our books say about each counterparty.",
        metrics=metrics,
        examples=EXAMPLES,
        large_paths=(
            ("/api/v1/imports", settings.import_limit_mb * MEBIBYTE),
            ("/api/v1/movements", settings.batch_limit_mb * MEBIBYTE),
        ),
    )
    app.state.wording = Wording()
    app.state.last_legal_period = Period.parse(settings.last_legal_period)
    worker = import_worker(database, settings)
    app.state.imports_received = worker.wake
    app.include_router(router)
    app.include_router(system_router(Boxes.of(outbox, inbox)), prefix="/api/v1")
    return Service(
        name=NAME,
        settings=settings,
        database=database,
        outbox=events,
        inbox_table=inbox,
        subscriptions=SUBSCRIPTIONS,
        migrations=Path(__file__).parent / "migrations",
        internal_app=app,
        loops=loops(database, worker),
        at_stop=exchange.close,
    )
