"""Starts the product's own command as processes: embedded in one, or a cluster of four. Ends them by their ids."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

import httpx

from shared.keys import create_keys
from tests.product import forked
from tests.product.forked import Forked
from tests.servers.ports import free_port

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("mutabakat")
SERVICES = ("aggregator", "campaign", "mailer", "responses")

IMPATIENT = {
    # Production waits are made for people; these are made for tests that kill and look again.
    "MUTABAKAT_LEASE_SECONDS": "2",
    "MUTABAKAT_POLL_SECONDS": "0.2",
    "MUTABAKAT_BACKOFF_FIRST_SECONDS": "0.2",
    "MUTABAKAT_BACKOFF_LONGEST_SECONDS": "2",
    "MUTABAKAT_MAILER_UNCERTAIN_RETRY_MINUTES": "0.03",
    "MUTABAKAT_MAILER_SWEEP_SECONDS": "0.5",
    "MUTABAKAT_CAMPAIGN_EXPIRY_SECONDS": "1",
    # What needs one sets one up.
    "MUTABAKAT_CAMPAIGN_SECOND_FACTOR": "off",
    "MUTABAKAT_RESPONSES_FORM_YOUNGEST_SECONDS": "0",
    # All counterparties of a test come from one address.
    "MUTABAKAT_RESPONSES_NETWORK_REQUESTS_PER_MINUTE": "100000",
}


@dataclass
class Running:
    """One process of the product."""

    name: str
    arguments: list[str]
    environment: Mapping[str, str]
    log: Path
    as_command: bool = False
    process: asyncio.subprocess.Process | Forked | None = None

    async def start(self, **more: str) -> None:
        environment, folder = {**self.environment, **more}, self.log.parent
        if not self.as_command:
            self.process = await forked.fork(
                forked.COMMAND, *self.arguments, environment=environment, cwd=folder, log=self.log
            )
            return
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                COMMAND, *self.arguments, env=environment, cwd=folder, stdout=log, stderr=log
            )

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to end; returns its exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int:
        if self.process is None:
            return 0
        if self.process.returncode is None:
            self.process.send_signal(number)
        async with asyncio.timeout(60):
            code = await self.process.wait()
        self.process = None
        return code

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.returncode is None


@dataclass
class Product:
    """All processes of one installation, and where it answers."""

    folder: Path
    environment: dict[str, str]
    processes: list[Running]
    ports: Mapping[str, int]
    public_url: str
    database_urls: Mapping[str, str] = field(default_factory=dict)
    as_commands: bool = False
    """Started as an operator starts it, from the shell; else forked from a process that has imported it (`forked`)."""

    async def start(self) -> None:
        await asyncio.gather(*(one.start() for one in self.processes if not one.alive))
        await self.ready()

    async def ready(self, *, within: float = 60.0) -> None:
        """Wait until every service says that it can work."""
        deadline = asyncio.get_running_loop().time() + within
        async with httpx.AsyncClient(timeout=5) as client:
            for port in sorted(set(self.ports.values())):
                while True:
                    try:
                        answer = await client.get(f"http://127.0.0.1:{port}/readyz")
                        if answer.status_code == 200:
                            break
                        state = answer.text
                    except httpx.TransportError as error:
                        state = repr(error)
                    if asyncio.get_running_loop().time() > deadline:
                        raise AssertionError(f"not ready: {state}\n{self.logs()[-3000:]}")
                    await asyncio.sleep(0.1)

    async def stop(self) -> None:
        await asyncio.gather(*(one.stop() for one in self.processes))

    async def run(self, *arguments: str, **more: str) -> tuple[int, str]:
        """A command of this installation, with `more` in its environment; exit code and output."""
        environment = {**self.environment, **more}
        if not self.as_commands:
            log = self.folder / f"command-{uuid4().hex}.log"
            child = await forked.fork(forked.COMMAND, *arguments, environment=environment, cwd=self.folder, log=log)
            return await child.wait(), log.read_text()
        process = await asyncio.create_subprocess_exec(
            COMMAND,
            *arguments,
            env=environment,
            cwd=self.folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        return process.returncode or 0, output.decode()

    def url(self, service: str) -> str:
        return f"http://127.0.0.1:{self.ports[service]}/{service}"

    def logs(self) -> str:
        return "\n".join(one.log.read_text(errors="replace") for one in self.processes if one.log.exists())


def _environment(folder: Path, smtp_port: int, **more: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MUTABAKAT_")}
    return (
        inherited
        | IMPATIENT
        | {
            "MUTABAKAT_DATA_DIR": str(folder / "data"),
            "MUTABAKAT_LOG_LEVEL": "INFO",
            "MUTABAKAT_LOG_JSON": "true",
            "MUTABAKAT_MAILER_PLATFORM_HOST": "127.0.0.1",
            "MUTABAKAT_MAILER_PLATFORM_PORT": str(smtp_port),
            "MUTABAKAT_MAILER_PLATFORM_SECURITY": "none",
            "MUTABAKAT_MAILER_PLATFORM_SENDER_ADDRESS": "mutabakat@ornek.test",
        }
        | more
    )


def embedded(folder: Path, smtp_port: int, *, as_commands: bool = False, **more: str) -> Product:
    """`mutabakat up`: one process, SQLite."""
    port, public_port = free_port(), free_port()
    public_url = f"http://127.0.0.1:{public_port}"
    environment = _environment(
        folder,
        smtp_port,
        MUTABAKAT_INTERNAL_URL=f"http://127.0.0.1:{port}",
        MUTABAKAT_PUBLIC_URL=public_url,
        **more,
    )
    arguments = ["up", "--port", str(port), "--public-port", str(public_port)]
    running = Running("up", arguments, environment, folder / "up.log", as_commands)
    urls = {name: f"sqlite+aiosqlite:///{folder / 'data' / name}.db" for name in SERVICES}
    return Product(folder, environment, [running], dict.fromkeys(SERVICES, port), public_url, urls, as_commands)


async def cluster(
    folder: Path,
    smtp_port: int,
    rabbit_url: str,
    new_database: Callable[[], str],
    *,
    as_commands: bool = False,
    beside: Sequence[str] = (),
    owners: Mapping[str, str] = MappingProxyType({}),
    **more: str,
) -> Product:
    """`mutabakat run` four times, and once more for those in `beside`; PostgreSQL and RabbitMQ; keys made, databases migrated:
    by `owners` (addresses by service), where they are others than those who work."""
    ports = {name: free_port() for name in SERVICES}
    public_port = free_port()
    urls = {name: new_database() for name in SERVICES}
    environment = _environment(
        folder,
        smtp_port,
        MUTABAKAT_TRANSPORT_URL=rabbit_url,
        MUTABAKAT_CAMPAIGN_URL=f"http://127.0.0.1:{ports['campaign']}",
        MUTABAKAT_PUBLIC_URL=f"http://127.0.0.1:{public_port}",
        **{f"MUTABAKAT_{name.upper()}_DATABASE_URL": url for name, url in urls.items()},
        **{f"MUTABAKAT_CAMPAIGN_{name.upper()}_URL": f"http://127.0.0.1:{port}" for name, port in ports.items()},
        **more,
    )
    create_keys(folder / "data" / "keys")
    places = [(name, name, ports[name], public_port) for name in SERVICES]
    places += [(f"second {name}", name, free_port(), free_port()) for name in beside]
    processes = [
        Running(
            called,
            ["run", name, "--port", str(port), "--public-port", str(page)],
            environment,
            folder / f"{called}.log",
            as_commands,
        )
        for called, name, port, page in places
    ]
    public_url = f"http://127.0.0.1:{public_port}"
    product = Product(folder, environment, processes, ports, public_url, urls, as_commands)
    as_owners = {f"MUTABAKAT_{name.upper()}_DATABASE_URL": url for name, url in owners.items()}
    code, output = await product.run("migrate", **as_owners)
    assert code == 0, output
    return product
