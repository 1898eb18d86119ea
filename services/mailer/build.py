"""Wires the mailer; read top to bottom."""

from __future__ import annotations

from pathlib import Path

from services.mailer.consumers import SUBSCRIPTIONS
from services.mailer.models import idempotency_keys, inbox, outbox
from services.mailer.settings import MailerSettings
from shared.auth import TokenVerifier
from shared.clock import Clock
from shared.database import Database
from shared.http.app import Edge, create_app
from shared.keys import TOKEN_VERIFY, read_key_file
from shared.messaging.outbox import Outbox
from shared.service import Service
from shared.telemetry import Metrics

__all__ = ["MailerSettings", "build"]

FOLDER = Path(__file__).parent


def build(settings: MailerSettings, *, clock: Clock, metrics: Metrics) -> Service:
    """The mailer, wired and not yet running."""
    events = Outbox(settings.service, outbox, clock)
    database = Database(
        settings.database_url.get_secret_value(), pool_size=settings.database_pool, clock=clock, outbox=events
    )
    verifier = TokenVerifier(read_key_file(settings.keys, TOKEN_VERIFY), clock)
    app = create_app(
        Edge(settings.service, database, verifier, idempotency_keys),
        title="Mutabakat mailer",
        description="SMTP settings of the company, and what became of every message.",
        metrics=metrics,
    )
    return Service(
        name=settings.service,
        settings=settings,
        database=database,
        outbox=events,
        inbox_table=inbox,
        subscriptions=SUBSCRIPTIONS,
        migrations=FOLDER / "migrations",
        internal_app=app,
    )
