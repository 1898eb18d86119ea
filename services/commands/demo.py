"""`mutabakat demo`: the whole road of one campaign, for real, in a folder that is thrown away.

It goes the way a person goes: set-up, sign-in, import, run, send, all through the HTTP APIs; mails leave by SMTP into the
built-in mailbox.
"""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import httpx
import typer
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from services.aggregator.domain.period import Period
from services.aggregator.sample import SampleLedger, generate
from services.commands.edge import common_settings, err, out, run_async
from services.commands.run import PORT, PUBLIC_PORT, Port, PublicPort, assemble, servers
from services.demo_mailbox import DemoMailbox, demo_mailbox
from services.host import SERVICES, Host, prepare_databases, signals
from shared import formats
from shared.clock import SystemClock, istanbul_date
from shared.errors import Unavailable
from shared.keys import create_keys
from shared.settings import CommonSettings

KEPT = ("MUTABAKAT_LOG_LEVEL", "MUTABAKAT_KEY_REQUESTS_PER_MINUTE")
"""Settings that say nothing of an installation: how much is told, and how much a program may ask."""
COMPANY = {
    "title": "Örnek Ticaret ve Sanayi A.Ş.",
    "tax_number": "4540536920",
    "tax_office": "Büyük Mükellefler",
    "email": "mutabakat@ornek.test",
    "phone": "+90 212 000 00 00",
}
LOGIN = "demo@ornek.test"
IN_WORK = ("received", "reading", "switching")


def demo(
    port: Port = PORT,
    public_port: PublicPort = PUBLIC_PORT,
    data_dir: Annotated[
        Path | None, typer.Option(help="Keep the demo's data here instead of throwing it away.")
    ] = None,
) -> None:
    """Import the sample ledger, send a campaign into a built-in mailbox, and stay up until Ctrl-C."""
    with tempfile.TemporaryDirectory(prefix="mutabakat-demo-") as temporary:
        run_async(_demo(data_dir or Path(temporary), port, public_port))


async def _demo(folder: Path, port: int, public_port: int) -> None:
    async with demo_mailbox(folder / "mailbox") as box:
        settings = _settings(folder, port, public_port, box)
        create_keys(settings.keys)
        host = assemble(settings, SERVICES)
        await prepare_databases(host.services)
        async with signals(host.stop), _running(host, port, public_port):
            password = secrets.token_urlsafe(9)
            async with httpx.AsyncClient(base_url=settings.internal_url, timeout=60) as client:
                await Road(client, box, folder).walk(host, password)
            _say_ready(settings, box, password)
            await host.stop.wait()


def _settings(folder: Path, port: int, public_port: int, box: DemoMailbox) -> CommonSettings:
    """The demo says everything itself: what the environment says about a real installation must not leak into it."""
    import os

    for name in [name for name in os.environ if name.startswith("MUTABAKAT_") and name not in KEPT]:
        del os.environ[name]
    os.environ |= {
        "MUTABAKAT_DATA_DIR": str(folder),
        "MUTABAKAT_INTERNAL_URL": f"http://127.0.0.1:{port}",
        "MUTABAKAT_CAMPAIGN_SECOND_FACTOR": "off",
        "MUTABAKAT_CAMPAIGN_CONSOLE_URL": f"http://127.0.0.1:{port}",
        "MUTABAKAT_PUBLIC_URL": f"http://127.0.0.1:{public_port}",
        "MUTABAKAT_MAILER_PLATFORM_HOST": "127.0.0.1",
        "MUTABAKAT_MAILER_PLATFORM_PORT": str(box.port),
        "MUTABAKAT_MAILER_PLATFORM_SECURITY": "none",
        "MUTABAKAT_MAILER_PLATFORM_SENDER_ADDRESS": "mutabakat@ornek.test",
    }
    os.environ.setdefault("MUTABAKAT_LOG_LEVEL", "WARNING")
    return common_settings()


@asynccontextmanager
async def _running(host: Host, port: int, public_port: int) -> AsyncIterator[None]:
    running = asyncio.create_task(host.run(servers(host, "127.0.0.1", port, public_port)))
    try:
        yield
    finally:
        host.stop.set()
        await running


class Road:
    """One campaign, step by step, each step as a client would take it."""

    def __init__(self, client: httpx.AsyncClient, box: DemoMailbox, folder: Path) -> None:
        self._client = client
        self._box = box
        self._folder = folder
        self._token = ""

    async def walk(self, host: Host, password: str) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=out) as progress:
            step = progress.add_task("starting", total=7)

            def say(text: str) -> None:
                progress.update(step, description=text, advance=1)

            await self._answering()
            say("registering the company")
            await self._register(host, password)
            say("generating the sample ledger")
            last_month = _last_month()
            ledger = await asyncio.to_thread(generate, self._folder / "sample", Period.parse(last_month))
            say("importing account cards, movements and ledger entries")
            await self._import(ledger)
            say("summing the month per counterparty")
            run = await self._post("/aggregator/api/v1/runs", {"period": last_month})
            say("sending the campaign")
            campaign = await self._send(run, last_month)
            say("mailing")
            await self._mailed(campaign["id"], progress)

    async def _answering(self) -> None:
        for _ in range(600):
            try:
                if (await self._client.get("/readyz")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)
        raise Unavailable("The services did not become ready within 30 seconds; see the messages above.")

    async def _register(self, host: Host, password: str) -> None:
        await host.started.wait()
        code = host.setup_code()
        company = {
            **COMPANY,
            "setup_code": code,
            "administrator": {"email": LOGIN, "password": password, "name": "Demo"},
        }
        await self._post("/campaign/api/v1/companies", company)
        signed_in = await self._post("/campaign/api/v1/token", {"email": LOGIN, "password": password})
        self._token = signed_in["access_token"]

    async def _import(self, ledger: SampleLedger) -> None:
        await self._put(
            "/aggregator/api/v1/deferred-series",
            {"items": [{"series": one.series, "branch": one.branch} for one in ledger.deferred_series]},
        )
        for path in (ledger.accounts_file, ledger.movements_file, ledger.entries_file):
            content = await asyncio.to_thread(path.read_bytes)
            report = await self._request(
                "POST", "/aggregator/api/v1/imports?skip_rejected=true", files={"file": (path.name, content)}
            )
            while report["state"] in IN_WORK:  # a slow machine reads longer than a request waits
                await asyncio.sleep(0.2)
                report = await self._get(f"/aggregator/api/v1/imports/{report['id']}")
            if report["state"] != "done":
                raise Unavailable("The demo could not go on: {file} was not imported.", file=path.name)

    async def _send(self, run: dict[str, Any], period: str) -> Any:
        return await self._post(
            "/campaign/api/v1/campaigns",
            {
                "run_id": run["id"],
                "selection": {"all": True},
                "description": f"{formats.period(period, 'tr')} alış–satış (BA/BS) mutabakatı",
                "valid_until": str(istanbul_date(SystemClock().now()) + timedelta(days=10)),
                "notify_contacts": True,
            },
        )

    async def _mailed(self, campaign_id: str, progress: Progress) -> None:
        """Wait until every message has an end: handed over, or known not to be deliverable."""
        sent = progress.add_task("mails", total=None)
        while True:
            campaign = await self._get(f"/campaign/api/v1/campaigns/{campaign_id}")
            mails = campaign["mails"]
            progress.update(sent, completed=len(self._box.links), total=max(mails["expected"], len(self._box.links)))
            if campaign["preparing"] == 0 and mails["open"] == 0 and self._box.links:
                return
            await asyncio.sleep(0.2)

    async def _get(self, path: str) -> Any:
        return await self._request("GET", path)

    async def _post(self, path: str, body: Any) -> Any:
        return await self._request("POST", path, json=body)

    async def _put(self, path: str, body: Any) -> Any:
        return await self._request("PUT", path, json=body)

    async def _request(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        if method == "POST":
            headers["Idempotency-Key"] = uuid4().hex
        answer = await self._client.request(method, path, headers=headers, **more)
        if answer.is_error:
            err.print(answer.text, markup=False)
            raise Unavailable("The demo could not go on: {method} {path} answered {status}.", method=method, path=path,
                              status=answer.status_code)  # fmt: skip
        return answer.json()


def _last_month() -> str:
    first: date = istanbul_date(SystemClock().now()).replace(day=1)
    return f"{first - timedelta(days=1):%Y-%m}"


def _say_ready(settings: CommonSettings, box: DemoMailbox, password: str) -> None:
    address, link = box.links[0]
    out.print(
        Panel.fit(
            f"Console    {settings.internal_url}/\n"
            f"Login      {LOGIN}\n"
            f"Password   {password}\n\n"
            f"{len(box.links)} mails went out by SMTP; they lie in {box.folder}\n"
            f"One counterparty's link ({address}):\n{link}\n\n"
            "Answer there, then look at the console. Ctrl-C ends the demo.",
            title="Mutabakat is ready",
        ),
        soft_wrap=True,
    )
