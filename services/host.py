"""Runs any set of services in one process: transport, relays, inbox workers, loops, HTTP servers, in that order.

One of the two places that may see several services. How the product runs is decided here by two URLs and nowhere else
(design §3).
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import structlog
import uvicorn
from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from yarl import URL

from shared import migrations
from shared.clock import Clock
from shared.errors import ConfigurationError
from shared.http.health import Check, add_health
from shared.http.problems import install_problems
from shared.http.protocol import BoundedHeads
from shared.messaging import housekeeping
from shared.messaging.local import LocalTransport
from shared.messaging.outbox import Relay
from shared.messaging.retry import Backoff
from shared.messaging.topology import Topology
from shared.messaging.transport import ConsumerLost, Transport
from shared.messaging.worker import InboxWorker
from shared.service import Service
from shared.settings import CommonSettings
from shared.supervise import every, supervise
from shared.telemetry import Metrics

log = structlog.get_logger(__name__)

SERVICES = ("aggregator", "campaign", "mailer", "responses")
RESTART_ME = 70
"""Exit code that asks the supervisor of the process for a restart (sysexits EX_SOFTWARE)."""


def build_service(name: str, clock: Clock, metrics: Metrics) -> Service:
    """Wire one service from its environment."""
    match name:
        case "aggregator":
            from services.aggregator.build import build as aggregator
            from services.aggregator.settings import AggregatorSettings

            return aggregator(AggregatorSettings(), clock=clock, metrics=metrics)
        case "campaign":
            from services.campaign.build import build as campaign
            from services.campaign.settings import CampaignSettings

            return campaign(CampaignSettings(), clock=clock, metrics=metrics)
        case "mailer":
            from services.mailer.build import build as mailer
            from services.mailer.settings import MailerSettings

            return mailer(MailerSettings(), clock=clock, metrics=metrics)
        case "responses":
            from services.responses.build import build as responses
            from services.responses.settings import ResponsesSettings

            return responses(ResponsesSettings(), clock=clock, metrics=metrics)
    raise ConfigurationError(f"There is no service {name!r}. The services are {', '.join(SERVICES)}.")


def topology(namespace: str) -> Topology:
    """Who listens to what, over all services: what stands on the broker."""
    from services.aggregator.consumers import SUBSCRIPTIONS as AGGREGATOR
    from services.campaign.consumers import SUBSCRIPTIONS as CAMPAIGN
    from services.mailer.consumers import SUBSCRIPTIONS as MAILER
    from services.responses.consumers import SUBSCRIPTIONS as RESPONSES

    return Topology(
        namespace,
        {
            "aggregator": AGGREGATOR.events,
            "campaign": CAMPAIGN.events,
            "mailer": MAILER.events,
            "responses": RESPONSES.events,
        },
    )


def _local(_settings: CommonSettings) -> Transport:
    return LocalTransport()


def _rabbit(settings: CommonSettings) -> Transport:
    from shared.messaging.rabbit import RabbitTransport  # a broker's client is of no use to one process

    return RabbitTransport(
        settings.transport_url.get_secret_value(),
        topology(settings.broker_namespace),
        declare=settings.broker_declare,
        pack=settings.broker_pack,
    )


TRANSPORTS: Mapping[str, Callable[[CommonSettings], Transport]] = {
    "local": _local,
    "amqp": _rabbit,
    "amqps": _rabbit,
}


def choose_transport(settings: CommonSettings) -> Transport:
    """The transport that the URL's scheme names."""
    scheme = URL(settings.transport_url.get_secret_value()).scheme
    if scheme not in TRANSPORTS:
        raise ConfigurationError(
            f"MUTABAKAT_TRANSPORT_URL begins with {scheme!r}; known are local://, amqp:// and amqps://."
        )
    return TRANSPORTS[scheme](settings)


@dataclass
class Host:
    """Services in one process, with the servers that make them reachable."""

    settings: CommonSettings
    services: Sequence[Service]
    transport: Transport
    metrics: Metrics
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    started: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once every service has done what it does at its start."""

    def setup_code(self) -> str | None:
        """The code that the first person to come has to know, while nobody has come yet."""
        codes = [service.setup_code() for service in self.services if service.setup_code is not None]
        return next((code for code in codes if code), None)

    def internal_app(self) -> FastAPI:
        """All internal applications under `/<service>`, in both modes, so that addresses never differ."""
        root = FastAPI(title="mutabakat", openapi_url=None, docs_url=None, redoc_url=None)
        install_problems(root)
        checks: dict[str, Check] = {"transport": self.transport.healthy}
        for service in self.services:
            checks[f"{service.name}.database"] = partial(_database_answers, service)
            checks[f"{service.name}.outbox"] = partial(
                housekeeping.lateness,
                service.database,
                service.outbox.table,
                self.settings.outbox_alarm_seconds,
            )
            checks |= {f"{service.name}.{name}": check for name, check in service.checks.items()}
            service.internal_app.state.transport = self.transport
            root.mount(f"/{service.name}", service.internal_app)
            if service.front_door:
                root.add_api_route("/", partial(_redirect, service.front_door), include_in_schema=False)
        add_health(root, checks, self.metrics)
        return root

    async def run(self, servers: Sequence[uvicorn.Server] = ()) -> None:
        """Until `stop` is set. Work in hand is finished first, bounded in time."""
        for service in self.services:
            if service.at_start is not None:
                await service.at_start()
        self.started.set()
        inboxes = [service.inbox() for service in self.services]
        await self.transport.start(inboxes)
        try:
            async with asyncio.TaskGroup() as group:
                loop = partial(self._loop, group)
                loop("transport", self.transport.watch)
                for service, inbox in zip(self.services, inboxes, strict=True):
                    lease = timedelta(seconds=self.settings.lease_seconds)
                    relay = Relay(
                        service.outbox,
                        service.database,
                        self.transport,
                        lease=lease,
                        poll=self.settings.poll_seconds,
                    )
                    worker = InboxWorker(
                        inbox,
                        lease=lease,
                        poll=self.settings.poll_seconds,
                        bury_after=self.settings.bury_after,
                        backoff=Backoff(self.settings.backoff_first_seconds, self.settings.backoff_longest_seconds),
                    )
                    loop(f"{service.name}.relay", relay.run)
                    loop(f"{service.name}.inbox", worker.run)
                    loop(f"{service.name}.purge", partial(_purge, service))
                    self.metrics.on_scrape(
                        partial(
                            housekeeping.measure,
                            service.database,
                            service.name,
                            service.outbox.table,
                            service.inbox_table,
                            self.metrics,
                        )
                    )
                    for own in service.loops:
                        loop(f"{service.name}.{own.name}", own.body)
                for server in servers:
                    group.create_task(self._serve(server))
        finally:
            await self.transport.close()
            for service in self.services:
                if service.at_stop is not None:
                    await service.at_stop()
                await service.database.dispose()

    def _loop(self, group: asyncio.TaskGroup, name: str, body: Callable[[asyncio.Event], object]) -> None:
        group.create_task(
            supervise(name, body, self.stop, fatal=(ConfigurationError, ConsumerLost)),  # type: ignore[arg-type]  # partials of async functions
            name=name,
        )

    async def _serve(self, server: uvicorn.Server) -> None:
        """Serve until asked to stop; a server that ends by itself takes the process down."""
        serving = asyncio.ensure_future(server.serve())
        stopping = asyncio.ensure_future(self.stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        stopping.cancel()
        await serving
        if not self.stop.is_set():
            raise RuntimeError("an HTTP server ended although nobody asked it to")


async def _redirect(to: str) -> RedirectResponse:
    return RedirectResponse(to, status_code=303)


async def _database_answers(service: Service) -> str | None:
    await service.database.ping()
    return None


async def _purge(service: Service, stop: asyncio.Event) -> None:
    await every(3600.0, partial(housekeeping.purge, service.database, service.outbox.table, service.inbox_table), stop)


class _Server(uvicorn.Server):
    """A server that leaves signals to us: two of them in one process would fight over them (architecture.md §6.4)."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server(app: FastAPI, host: str, port: int) -> uvicorn.Server:
    return _Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            http=BoundedHeads,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            timeout_graceful_shutdown=10,
            forwarded_allow_ips="",
            proxy_headers=False,
        )
    )


async def prepare_databases(services: Sequence[Service]) -> None:
    """Migrate every service's database."""
    for service in services:
        await migrations.upgrade(service.database, service.migrations)
        await migrations.check_isolation(service.database)


async def check_databases(services: Sequence[Service]) -> None:
    for service in services:
        await migrations.check(service.database, service.migrations, service.name)


@asynccontextmanager
async def signals(stop: asyncio.Event) -> AsyncIterator[None]:
    """SIGTERM and SIGINT ask for an orderly stop; a second one ends the process at once."""
    loop = asyncio.get_running_loop()

    def asked() -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        log.info("host.stopping")
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
