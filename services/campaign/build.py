"""Wires the campaign service: read top to bottom."""

from __future__ import annotations

import ssl
from functools import cache, partial
from pathlib import Path

import httpx

from services.campaign.api import router
from services.campaign.audit.maker import PackageMaker
from services.campaign.clients.connection import connect
from services.campaign.clients.neighbours import Neighbours
from services.campaign.console.app import LARGE_PATHS, create_console
from services.campaign.consumers import SUBSCRIPTIONS
from services.campaign.domain.made_files import FileKind
from services.campaign.door import Door, own_keys
from services.campaign.examples import EXAMPLES
from services.campaign.loops import loops
from services.campaign.making import FileWorker
from services.campaign.models import idempotency_keys, inbox, outbox
from services.campaign.oidc import provider_of
from services.campaign.passwords import Passwords
from services.campaign.settings import CampaignSettings
from services.campaign.setup_code import SetupCode
from services.campaign.webhook_delivery import Webhooks
from services.campaign.webhook_sender import Sender
from shared.auth import TokenIssuer, TokenVerifier
from shared.clock import Clock
from shared.database import Database
from shared.errors import ConfigurationError
from shared.http.app import Edge, create_app
from shared.http.clients import TrustedProxies
from shared.http.system import Boxes, system_router
from shared.keys import CAMPAIGN_SECRETS, INVITE, TOKEN_SIGN, TOKEN_VERIFY, KeyRing, read_key_file
from shared.links import LinkSigner
from shared.messaging.outbox import Outbox
from shared.sealing import Sealer
from shared.service import Loop, Service
from shared.telemetry import Metrics

NAME = "campaign"


def build(settings: CampaignSettings, *, clock: Clock, metrics: Metrics) -> Service:
    """The service, wired and not yet running."""
    events = Outbox(NAME, outbox, clock, bundle=settings.broker_pack)
    database = Database(
        settings.database_url.get_secret_value(), pool_size=settings.database_pool, clock=clock, outbox=events
    )
    verifier = TokenVerifier(read_key_file(settings.keys, TOKEN_VERIFY), clock)
    issuer = TokenIssuer(read_key_file(settings.keys, TOKEN_SIGN), clock)
    setup_code = SetupCode(database)
    door = Door(
        database,
        Passwords(at_once=settings.hashes_at_once),
        issuer,
        TrustedProxies(settings.trusted_proxies),
        sealer=Sealer(KeyRing.read(settings.keys, CAMPAIGN_SECRETS)),
        invites=LinkSigner(KeyRing.read(settings.keys, INVITE)),
        console_url=settings.console_url,
        sign_up=settings.sign_up,
        second_factor=settings.second_factor,
    )

    provider = provider_of(settings, clock)

    app = create_app(
        Edge(NAME, database, verifier, idempotency_keys, own_keys(door, verifier, clock, settings), door.standing),
        title="Mutabakat: campaign",
        description="Who is asked, until when, and what came of it.",
        metrics=metrics,
        examples=EXAMPLES,
        # A selection of 50,000 keys.
        large_paths=(("/api/v1/campaigns", 16 * 1024 * 1024), *LARGE_PATHS),
    )
    app.state.door = door
    app.state.webhooks = _webhooks(settings, database)
    neighbours = Neighbours(connect(settings.internal_url), settings.addresses)
    app.state.neighbours = neighbours
    app.include_router(router)
    app.include_router(system_router(Boxes.of(outbox, inbox)), prefix="/api/v1")
    files = FileWorker(database, {FileKind.AUDIT_PACKAGE: PackageMaker(database, neighbours, issuer)})
    app.state.wake_files = files.wake.set
    app.mount(
        "/console",
        create_console(database, door, neighbours, app.state.webhooks, settings, files.wake.set, provider),
    )

    async def at_stop() -> None:
        await neighbours.http.aclose()
        if provider is not None:
            await provider.close()

    return Service(
        name=NAME,
        settings=settings,
        database=database,
        outbox=events,
        inbox_table=inbox,
        subscriptions=SUBSCRIPTIONS,
        migrations=Path(__file__).parent / "migrations",
        internal_app=app,
        loops=(
            *loops(database, settings.expiry_seconds, settings.reminder_seconds),
            Loop("files", files.run),
            Loop("webhooks", partial(app.state.webhooks.run, poll=settings.webhook_poll_seconds)),
        ),
        at_start=setup_code.prepare,
        at_stop=at_stop,
        setup_code=setup_code,
        front_door=f"/{NAME}/console/",
    )


def _webhooks(settings: CampaignSettings, database: Database) -> Webhooks:
    sealer = Sealer(KeyRing.read(settings.keys, CAMPAIGN_SECRETS))
    tls = _authorities(settings.webhook_tls_ca_file)
    return Webhooks(database, Sender(tls, settings.webhook_allow_nets, settings.webhook_seconds), sealer)


@cache
def _authorities(ca_file: Path | None) -> ssl.SSLContext:
    """Made once: reading the usual authorities takes a twentieth of a second each time."""
    tls = httpx.create_ssl_context()
    if ca_file is not None:
        try:
            tls.load_verify_locations(cafile=ca_file)
        except OSError as error:
            raise ConfigurationError(
                f"MUTABAKAT_CAMPAIGN_WEBHOOK_TLS_CA_FILE={ca_file} cannot be read: {error.strerror}. Name a PEM file that the "
                "campaign service may read, or leave the setting out."
            ) from None
    return tls
