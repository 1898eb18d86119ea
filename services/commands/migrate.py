"""`mutabakat migrate`: bring databases, and the broker's exchange and queues, to what this version needs."""

from __future__ import annotations

from typing import Annotated

import typer

from services.commands.edge import common_settings, run_async, say
from services.host import SERVICES, build_service, topology
from shared import migrations
from shared.clock import SystemClock
from shared.messaging.rabbit import declare_at
from shared.settings import CommonSettings
from shared.telemetry import Metrics


def migrate(
    service: Annotated[str | None, typer.Argument(help="Only this service's database; default: all of them.")] = None,
    broker: Annotated[bool, typer.Option(help="Declare exchange and queues when the transport is RabbitMQ.")] = True,
) -> None:
    """Run once before services of a new version start; repeating it changes nothing."""
    settings = common_settings()
    run_async(_migrate(settings, [service] if service else list(SERVICES), broker=broker))


async def _migrate(settings: CommonSettings, names: list[str], *, broker: bool) -> None:
    for name in names:
        service = build_service(name, SystemClock(), Metrics())
        await migrations.upgrade(service.database, service.migrations)
        if service.page_role and await migrations.grant(service.database, service.page_role, service.page_grants):
            say(f"{name}: the public page has its rights")
        await service.database.dispose()
        say(f"{name}: database is up to date")
    url = settings.transport_url.get_secret_value()
    if broker and url.startswith("amqp"):
        await declare_at(url, topology(settings.broker_namespace))
        say("broker: exchange and queues stand")
