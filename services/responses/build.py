"""Wires the responses service, from top to bottom."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from services.responses import models
from services.responses.api import router
from services.responses.consumers import SUBSCRIPTIONS
from services.responses.examples import EXAMPLES
from services.responses.intake.ledgers import LedgerReading
from services.responses.loops import AnswerCopying, FreshLinkMail, OpeningFlush, RateSharing, ReceiptOrdering, Retention
from services.responses.page_role import PAGE_GRANTS, ROLE
from services.responses.public.app import PublicPage, create_public_app
from services.responses.public.form_state import FormStates
from services.responses.public.guard import hosts_of
from services.responses.public.passes import Passes
from services.responses.public.visitors import Pace, Visitors
from services.responses.settings import ResponsesSettings
from services.responses.stamping import Stamping
from services.responses.use_cases.openings import OpeningBuffer
from services.responses.use_cases.receipts import ReceiptDesk
from shared.auth import TokenVerifier
from shared.clock import Clock
from shared.database import Database
from shared.evidence.receipt_pdf import ReceiptPdfs
from shared.evidence.signing import Signer
from shared.http.app import Edge, create_app
from shared.http.clients import TrustedProxies
from shared.http.key_exchange import exchanged_keys
from shared.http.system import Boxes, system_router
from shared.keys import EVIDENCE_SIGN, EVIDENCE_VERIFY, TOKEN_VERIFY, KeyRing, read_key_file
from shared.limits import Limit
from shared.links import LinkSigner
from shared.messaging.outbox import Outbox
from shared.rates import Rates
from shared.service import Loop, Service
from shared.telemetry import Metrics

__all__ = ["ResponsesSettings", "build"]


def build(settings: ResponsesSettings, *, clock: Clock, metrics: Metrics) -> Service:
    """The service, wired and not yet running."""
    outbox = Outbox(settings.service, models.outbox, clock, bundle=settings.broker_pack)
    database = Database(
        settings.database_url.get_secret_value(), pool_size=settings.database_pool, clock=clock, outbox=outbox
    )
    page_database = _page_database(settings, database, clock, outbox)
    openings = OpeningBuffer()
    flush = OpeningFlush(
        database,
        openings,
        seconds=settings.opening_flush_seconds,
        report_every=timedelta(seconds=settings.opening_report_seconds),
    )
    retention = Retention(database, trace_months=settings.trace_months, person_months=settings.person_months)
    verifier = TokenVerifier(read_key_file(settings.keys, TOKEN_VERIFY), clock)
    keys, exchange = exchanged_keys(settings, verifier, clock)
    internal = create_app(
        Edge(settings.service, database, verifier, models.idempotency_keys, keys),
        title="responses",
        description="What counterparties answered.",
        metrics=metrics,
        examples=EXAMPLES,
    )
    internal.include_router(router, prefix="/api/v1")
    internal.include_router(system_router(Boxes.of(models.outbox, models.inbox)), prefix="/api/v1")
    desk = ReceiptDesk(
        Signer(read_key_file(settings.keys, EVIDENCE_SIGN)), settings.public_url, to_sender=settings.receipts_to_sender
    )
    pdfs = ReceiptPdfs()
    internal.state.desk, internal.state.receipt_pdfs = desk, pdfs
    internal.state.verify_key = read_key_file(settings.keys, EVIDENCE_VERIFY)
    form_keys = KeyRing.read(settings.keys, "form.key")
    rates = Rates(clock)
    public = create_public_app(
        PublicPage(
            database=page_database,
            signer=LinkSigner(KeyRing.read(settings.keys, "link.key")),
            passes=Passes(form_keys, clock, timedelta(seconds=settings.pass_seconds)),
            visitors=Visitors(TrustedProxies(settings.trusted_proxies), rates, _pace(settings)),
            states=FormStates(
                form_keys,
                clock,
                oldest=timedelta(seconds=settings.form_oldest_seconds),
                youngest=timedelta(seconds=settings.form_youngest_seconds),
            ),
            openings=openings,
            desk=desk,
            pdfs=pdfs,
            verify_key=read_key_file(settings.keys, EVIDENCE_VERIFY),
            public_url=settings.public_url,
            reading=LedgerReading(),
            hosts=hosts_of(settings.public_url, settings.public_hosts),
        ),
        metrics,
    )
    public.state.database = page_database

    async def at_stop() -> None:
        await exchange.close()
        await page_database.dispose()

    return Service(
        name=settings.service,
        settings=settings,
        database=database,
        outbox=outbox,
        inbox_table=models.inbox,
        subscriptions=SUBSCRIPTIONS,
        migrations=Path(__file__).parent / "migrations",
        internal_app=internal,
        public_app=public,
        loops=(
            Loop("openings", flush.run),
            Loop("retention", retention.run),
            *(
                (Loop("timestamps", Stamping(database, settings.tsa_url, settings.tsa_every_seconds).run),)
                if settings.tsa_url
                else ()
            ),
            Loop("fresh_links", FreshLinkMail(database, seconds=settings.link_request_seconds).run),
            Loop("receipts", ReceiptOrdering(database, desk, seconds=settings.receipt_seconds).run),
            Loop("copies", AnswerCopying(database, desk, seconds=settings.copy_seconds).run),
            Loop("rates", RateSharing(database, rates, seconds=settings.rate_share_seconds).run),
        ),
        page_role=ROLE,
        page_grants=PAGE_GRANTS,
        at_stop=at_stop,
    )


def _page_database(settings: ResponsesSettings, database: Database, clock: Clock, outbox: Outbox) -> Database:
    """The page's own way to the same database; the service's, where it has none (SQLite has one writer)."""
    url = settings.page_database_url.get_secret_value()
    if not url:
        return database
    return Database(url, pool_size=settings.database_pool, clock=clock, outbox=outbox, copies=False)


def _pace(settings: ResponsesSettings) -> Pace:
    minute = timedelta(minutes=1)
    return Pace(
        per_link=Limit("page_link", settings.link_requests_per_minute, minute),
        per_network=Limit("page_network", settings.network_requests_per_minute, minute),
        overall=Limit("page_all", settings.requests_per_minute, minute),
    )
