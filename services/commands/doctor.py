"""`mutabakat doctor`: look at an installation from outside and say what is wrong and what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import typer
from yarl import URL

from services.commands.edge import common_settings, run_async, say
from services.host import SERVICES, build_service
from shared import migrations
from shared.clock import SystemClock
from shared.keys import SYMMETRIC, TOKEN_SIGN, TOKEN_VERIFY, read_key_file
from shared.messaging import leases
from shared.settings import CommonSettings
from shared.telemetry import Metrics

Finding = tuple[bool, str, str]


def doctor() -> None:
    """Check keys, databases, broker and queues. Ends with 1 when something needs attention."""
    settings = common_settings()
    findings = run_async(_examine(settings))
    for good, what, detail in findings:
        say(f"{'ok ' if good else 'BAD'} {what:24} {detail}")
    if not all(good for good, _, _ in findings):
        raise typer.Exit(1)


async def _examine(settings: CommonSettings) -> list[Finding]:
    findings = [
        await _check(f"key {name}", lambda name=name: _key(settings, name))  # type: ignore[misc]  # binds the loop's name
        for name in (TOKEN_SIGN, TOKEN_VERIFY, *SYMMETRIC)
    ]
    for name in SERVICES:
        findings += await _service(name)
    findings.append(await _check("transport", lambda: _transport(settings)))
    return findings


async def _check(what: str, look: Callable[[], Awaitable[str]]) -> Finding:
    try:
        return True, what, await look()
    except Exception as error:  # noqa: BLE001  # the finding is whatever went wrong
        return False, what, str(error) or type(error).__name__


async def _key(settings: CommonSettings, name: str) -> str:
    read_key_file(settings.keys, name)
    return f"in {settings.keys}"


async def _service(name: str) -> list[Finding]:
    try:
        service = build_service(name, SystemClock(), Metrics())
    except Exception as error:  # noqa: BLE001  # a service that cannot be built is a finding
        return [(False, name, str(error) or type(error).__name__)]

    async def schema() -> str:
        await migrations.check(service.database, service.migrations, name)
        return service.database.url.render_as_string(hide_password=True)

    async def boxes() -> str:
        async with service.database.reading() as reading:
            now = reading.clock.now()
            sent = await leases.depth(reading, service.outbox.table, now)
            told = await leases.depth(reading, service.inbox_table, now)
        if sent.buried or told.buried:
            raise RuntimeError(f"{sent.buried + told.buried} buried messages; see `mutabakat messages list {name}`")
        return f"{sent.pending} to send, {told.pending} to handle"

    try:
        return [await _check(f"{name} database", schema), await _check(f"{name} messages", boxes)]
    finally:
        await service.database.dispose()


async def _transport(settings: CommonSettings) -> str:
    url = URL(settings.transport_url.get_secret_value())
    if url.scheme == "local":
        return "local: all services in one process"
    async with asyncio.timeout(5):
        _, writer = await asyncio.open_connection(url.host, url.port or 5672)
    writer.close()
    return f"{url.host}:{url.port or 5672} answers"
