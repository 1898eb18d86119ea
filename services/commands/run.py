"""`mutabakat up` and `mutabakat run`: the two ways the product runs, one code (design §3)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer
import uvicorn

from services.commands.edge import common_settings, default_environment, err, run_async, say
from services.host import (
    SERVICES,
    Host,
    build_service,
    check_databases,
    choose_transport,
    prepare_databases,
    server,
    signals,
)
from shared.clock import SystemClock
from shared.collector import spare_what_stays
from shared.keys import create_keys
from shared.settings import CommonSettings
from shared.telemetry import Metrics

PORT = 8400
PUBLIC_PORT = 8401

Port = Annotated[int, typer.Option(help="Port of the console and the internal APIs.")]
PublicPort = Annotated[int, typer.Option(help="Port of the counterparties' page.")]
Address = Annotated[str, typer.Option("--host", help="Address to listen on.")]


def up(port: Port = PORT, public_port: PublicPort = PUBLIC_PORT, host: Address = "127.0.0.1") -> None:
    """All four services in one process, with SQLite files in the data folder: for one machine."""
    embedded_environment(port, public_port)
    settings = common_settings()
    create_keys(settings.keys)
    run_async(_up(settings, host, port, public_port))


def embedded_environment(port: int, public_port: int) -> None:
    """Where one process finds itself."""
    here = f"http://127.0.0.1:{port}"
    default_environment(INTERNAL_URL=here, CAMPAIGN_CONSOLE_URL=here, PUBLIC_URL=f"http://127.0.0.1:{public_port}")


async def _up(settings: CommonSettings, address: str, port: int, public_port: int) -> None:
    host = assemble(settings, SERVICES)
    await prepare_databases(host.services)
    say(f"console: http://127.0.0.1:{port}/   page: {settings.public_url}/m/…")
    await _serve(host, address, port, public_port)


def run(
    service: Annotated[str, typer.Argument(help=f"One of {', '.join(SERVICES)}.")],
    port: Port = PORT,
    public_port: PublicPort = PUBLIC_PORT,
    host: Address = "127.0.0.1",
) -> None:
    """One service of a cluster, with its own database and RabbitMQ. Run several of one service to share its work."""
    settings = common_settings()
    if settings.transport_url.get_secret_value().startswith("local"):
        err.print(
            "`mutabakat run` needs MUTABAKAT_TRANSPORT_URL=amqp://…: with local:// nobody would hear this service. "
            "For all services in one process use `mutabakat up`.",
            markup=False,
        )
        raise typer.Exit(2)
    run_async(_run(settings, service, host, port, public_port))


async def _run(settings: CommonSettings, name: str, address: str, port: int, public_port: int) -> None:
    host = assemble(settings, [name])
    await check_databases(host.services)
    await _serve(host, address, port, public_port)


async def _serve(host: Host, address: str, port: int, public_port: int) -> None:
    async with signals(host.stop):
        announcing = asyncio.create_task(_announce(host, port))
        listening = servers(host, address, port, public_port)
        spare_what_stays()
        try:
            await host.run(listening)
        finally:
            announcing.cancel()


async def _announce(host: Host, port: int) -> None:
    """Tell the terminal how to begin, where nobody has begun yet. The code goes nowhere else."""
    await host.started.wait()
    code = host.setup_code()
    if code is not None:
        say(f"This installation has no company yet. Open http://127.0.0.1:{port}/campaign/console/setup")
        say(f"and enter the one-time set-up code: {code}")


def assemble(settings: CommonSettings, names: Sequence[str]) -> Host:
    """A host with these services, not yet running."""
    metrics = Metrics()
    clock = SystemClock()
    services = [build_service(name, clock, metrics) for name in names]
    return Host(settings, services, choose_transport(settings), metrics)


def servers(host: Host, address: str, port: int, public_port: int) -> list[uvicorn.Server]:
    """The internal server, and the public one where a service has a public application."""
    listening = [server(host.internal_app(), address, port)]
    listening += [server(one.public_app, address, public_port) for one in host.services if one.public_app is not None]
    return listening
