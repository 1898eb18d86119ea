"""Wires the mailer; read top to bottom."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

from services.mailer.api import (
    copies,
    device_sign_in,
    lanes,
    letter_texts,
    limits,
    mail_policy,
    messages,
    smtp_settings,
    suppressions,
    written,
)
from services.mailer.api import returns as returns_api
from services.mailer.api.edge import MailerEdge
from services.mailer.consumers import SUBSCRIPTIONS
from services.mailer.dispatch.dispatcher import Dispatcher, Platform
from services.mailer.dispatch.journals import Journals
from services.mailer.dispatch.pace import Pace
from services.mailer.dispatch.recorder import Recorder
from services.mailer.dispatch.writing import Writer
from services.mailer.domain.return_path import ReturnPaths
from services.mailer.domain.schedule import Steps
from services.mailer.domain.servers import Handing
from services.mailer.examples import EXAMPLES
from services.mailer.incoming.postbox import Access, Postbox
from services.mailer.incoming.reader import Reader
from services.mailer.letters.composer import Composer
from services.mailer.letters.languages import LANGUAGES
from services.mailer.letters.letterheads import Letterheads
from services.mailer.letters.pdf import PdfLetters
from services.mailer.letters.preview import Previews
from services.mailer.loops import run_sweep
from services.mailer.models import idempotency_keys, inbox, outbox
from services.mailer.oauth.client import TokenClient
from services.mailer.oauth.store import SignIns
from services.mailer.sender_domain.advisor import Advisor
from services.mailer.sender_domain.names import Names
from services.mailer.settings import MailerSettings
from services.mailer.smtp.dial import Guard
from services.mailer.smtp.grouped import Grouped
from services.mailer.smtp.one_by_one import OneByOne
from services.mailer.smtp.session import Dialling, Patience
from services.mailer.transport import Transport
from services.mailer.use_cases.outcomes import Policy
from services.mailer.use_cases.outlook import PlatformLane
from services.mailer.use_cases.smtp_settings import Limits, open_platform_lane
from services.mailer.vault import Vault
from shared.auth import TokenVerifier
from shared.clock import Clock
from shared.database import Database
from shared.errors import ConfigurationError
from shared.http.app import Edge, create_app
from shared.http.key_exchange import exchanged_keys
from shared.http.system import Boxes, system_router
from shared.i18n import Translations
from shared.keys import INVITE, TOKEN_VERIFY, KeyRing, read_key_file
from shared.links import LinkSigner
from shared.messaging.outbox import Outbox
from shared.service import Loop, Service
from shared.telemetry import Metrics

__all__ = ["MailerSettings", "build"]

FOLDER = Path(__file__).parent

TRANSPORTS: Mapping[Handing, Callable[[Dialling], Transport]] = {
    Handing.SMTP: OneByOne,
    Handing.GROUPED: Grouped,
}
"""How mail can be handed over, by the scheme that the settings name."""


def build(settings: MailerSettings, *, clock: Clock, metrics: Metrics) -> Service:
    """The mailer, wired and not yet running."""
    events = Outbox(settings.service, outbox, clock, bundle=settings.broker_pack)
    database = Database(
        settings.database_url.get_secret_value(), pool_size=settings.database_pool, clock=clock, outbox=events
    )
    secret_keys = KeyRing.read(settings.keys, "secrets.key")
    vault = Vault(secret_keys)
    returns = ReturnPaths(settings.bounce_address, secret_keys) if settings.bounce_address else None
    links = LinkSigner(KeyRing.read(settings.keys, "link.key"))
    invites = LinkSigner(KeyRing.read(settings.keys, INVITE))
    translations = Translations(FOLDER / "translations", ("tr", "en"))
    letter_catalogues = Translations(FOLDER / "letters" / "translations", LANGUAGES)
    composer = Composer(letter_catalogues, domain=settings.own_name, public_url=settings.public_url)
    letterheads = Letterheads(composer)
    pdfs = PdfLetters(letter_catalogues)
    dialling = _dialling(settings)
    policy = _policy(settings)
    tokens = TokenClient(dialling.guard, dialling.tls, settings.oauth_token_urls, settings.oauth_seconds)
    sign_ins = SignIns(database, vault, tokens)
    journals = Journals(settings.journals, database, policy)
    recorder = Recorder(
        database, journals.mine, policy, gather=settings.gather_seconds, gather_results=settings.record_seconds
    )
    writer = Writer(composer, letterheads, pdfs, links, invites, clock, public_url=settings.public_url, returns=returns)
    dispatcher = Dispatcher(
        database,
        recorder,
        journals,
        writer=writer,
        vault=vault,
        sign_ins=sign_ins,
        transport=TRANSPORTS[settings.own_transport](dialling),
        platform=Platform(
            settings.platform,
            settings.platform_password,
            replace(_pace(settings), company_per_day=settings.platform_company_per_day),
            settings.platform_limits,
            TRANSPORTS[settings.platform_transport](dialling),
        ),
        own_pace=_pace(settings),
        stop_seconds=settings.stop_seconds,
    )
    verifier = TokenVerifier(read_key_file(settings.keys, TOKEN_VERIFY), clock)
    keys, exchange = exchanged_keys(settings, verifier, clock)
    app = create_app(
        Edge(settings.service, database, verifier, idempotency_keys, keys),
        title="Mutabakat mailer",
        description="SMTP settings of the company, and what became of every message.",
        metrics=metrics,
        examples=EXAMPLES,
    )
    names = Names(settings.dns_servers, settings.dns_seconds) if settings.dns_advice else None
    app.state.mailer = MailerEdge(
        vault,
        dialling,
        Limits(settings.tests_per_minute, settings.tests_per_hour),
        settings.platform,
        PlatformLane(settings.platform, settings.platform_limits, settings.platform_company_per_day),
        writer,
        sign_ins,
        Advisor(names, settings.dns_seconds, clock),
        settings.oauth_token_urls,
        translations,
        Previews(composer, letterheads, pdfs, public_url=settings.public_url),
    )
    for router in (
        smtp_settings.router,
        device_sign_in.router,
        messages.router,
        copies.router,
        letter_texts.router,
        written.router,
        returns_api.router,
        suppressions.router,
        limits.router,
        lanes.router,
        mail_policy.router,
    ):
        app.include_router(router, prefix="/api/v1")
    app.include_router(system_router(Boxes.of(outbox, inbox)), prefix="/api/v1")

    loops = [
        Loop("dispatch", dispatcher.run),
        Loop("sweep", partial(run_sweep, database, policy, journals, recorder.in_hand, settings.sweep_seconds)),
    ]
    if settings.bounce_imap_host:
        access = _mailbox(settings, dialling.tls)
        reader = Reader(database, partial(Postbox, access), returns, seconds=settings.bounce_imap_seconds)
        loops.append(Loop("mailbox", reader.run))

    async def at_start() -> None:
        async with database.transaction() as tx:
            await open_platform_lane(tx)

    return Service(
        name=settings.service,
        settings=settings,
        database=database,
        outbox=events,
        inbox_table=inbox,
        subscriptions=SUBSCRIPTIONS,
        migrations=FOLDER / "migrations",
        internal_app=app,
        loops=tuple(loops),
        at_start=at_start,
        at_stop=exchange.close,
        checks={"journal": journals.problem},
    )


@cache
def _tls(ca_file: Path | None, *, check_hostname: bool) -> ssl.SSLContext:
    """Made once: reading the machine's authorities takes a twentieth of a second each time."""
    tls = ssl.create_default_context()
    tls.check_hostname = check_hostname
    if ca_file is not None:
        try:
            tls.load_verify_locations(cafile=ca_file)
        except OSError as error:
            raise ConfigurationError(
                f"MUTABAKAT_MAILER_TLS_CA_FILE={ca_file} cannot be read: {error.strerror}. "
                "Name a PEM file that the mailer may read, or leave the setting out."
            ) from None
    return tls


def _dialling(settings: MailerSettings) -> Dialling:
    return Dialling(
        own_name=settings.own_name,
        tls=_tls(settings.tls_ca_file, check_hostname=True),
        any_name=_tls(settings.tls_ca_file, check_hostname=False),
        guard=Guard(settings.allow_nets, settings.allowed_ports),
        patience=Patience(
            connect=settings.connect_seconds,
            greeting=settings.connect_seconds * 1.5,
            command=settings.command_seconds,
            data=settings.data_seconds,
            reply=settings.reply_seconds,
        ),
    )


def _mailbox(settings: MailerSettings, tls: ssl.SSLContext) -> Access:
    return Access(
        host=settings.bounce_imap_host,
        port=settings.bounce_imap_port,
        user=settings.bounce_imap_user,
        password=settings.bounce_imap_password,
        folder=settings.bounce_imap_folder,
        understood=settings.bounce_imap_understood,
        unclear=settings.bounce_imap_unclear,
        tls=tls,
    )


def _policy(settings: MailerSettings) -> Policy:
    retry = settings.uncertain_retry_minutes
    return Policy(
        retry=Steps(settings.retry_minutes),
        uncertain_retry=timedelta(minutes=retry) if retry else None,
        busy=timedelta(seconds=settings.busy_seconds),
        counts_companies=bool(settings.platform_company_per_day),
    )


def _pace(settings: MailerSettings) -> Pace:
    return Pace(
        connections=settings.own_connections,
        batch=settings.claim_batch,
        poll=settings.queue_poll_seconds,
        idle=settings.idle_seconds,
        recycle_after=settings.recycle_after,
        lease=settings.lease,
        busy=timedelta(seconds=settings.busy_seconds),
        breaker=Steps(settings.breaker_minutes),
    )
