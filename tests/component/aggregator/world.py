"""An aggregator as `build()` wires it: files in over HTTP, events in through its inbox, events out of its outbox table."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from pydantic import SecretStr
from sqlalchemy import func, select

from services.aggregator import build as aggregator
from services.aggregator.loops import ImportWorker, import_worker
from services.aggregator.models import inbox, outbox
from shared.auth import SCOPES, Principal, TokenIssuer
from shared.clock import ManualClock
from shared.contracts.aggregator import StatementPrepared
from shared.contracts.campaign import CampaignCreated, CompanyRegistered, ReconciliationRequested
from shared.contracts.event import MAX_BODY_BYTES, EventData
from shared.contracts.values import Letter
from shared.files.confined import ConfinedLimits, OnProgress
from shared.keys import TOKEN_SIGN, create_keys
from shared.messaging.packing import events_in
from shared.messaging.retry import Backoff
from shared.messaging.worker import InboxWorker
from shared.money import Money
from shared.service import Service
from shared.telemetry import Metrics
from tests.fixtures.schemas import migrate
from tests.messaging.envelopes import body_of, data_in

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
VKN, OTHER_VKN = "4540536920", "4840847211"
ACCOUNT_HEADINGS = "cari kodu;ünvan;vergi no;mutabakat e-posta;yetkili adı;yetkili e-posta;e-mutabakat yetkilisi\r\n"
MOVEMENT_HEADINGS = "cari kodu;belge no;belge tarihi;tür;tutar;seri;şube;iptal;ettn\r\n"
ACCOUNTS = (
    ACCOUNT_HEADINGS
    + f"120.01;Çınar Gıda A.Ş.;{VKN};muhasebe@cinar.test;Finans;finans@cinar.test;evet\r\n"
    + f"320.01;Çınar Gıda Satıcı;{VKN};muhasebe@CINAR.test;;;\r\n"
    + f"120.02;Işık Yapı Ltd. Şti.;{OTHER_VKN};muhasebe@isik.test;;;\r\n"
)
LETTER = Letter(
    description="Ekim 2026 mutabakatı", valid_until=date(2026, 11, 30), period="2026-10", limit=Money.of_minor(500_000)
)


def line(
    code: str, number: str, amount: str, kind: str = "satış", *, day: str = "05.10.2026", series: str = "",
    branch: str = "", cancelled: str = "", ettn: str = "",
) -> str:  # fmt: skip
    """One row of a movements file under `MOVEMENT_HEADINGS`."""
    return f"{code};{number};{day};{kind};{amount};{series};{branch};{cancelled};{ettn}\r\n"


def movements(*lines: str) -> str:
    return MOVEMENT_HEADINGS + "".join(lines)


@dataclass
class World:
    """One aggregator with one company."""

    service: Service
    worker: ImportWorker
    clock: ManualClock
    keys: Path
    company_id: UUID = field(default_factory=uuid4)

    def http(self, *scopes: str, company_id: UUID | None = None, language: str = "en") -> httpx.AsyncClient:
        """A client that may do what `scopes` say; everything when none are given."""
        issuer = TokenIssuer((self.keys / TOKEN_SIGN).read_bytes(), self.clock)
        who = Principal(uuid4(), company_id or self.company_id, "Muhasebe", frozenset(scopes or SCOPES))
        token, _ = issuer.issue(who, timedelta(days=400))
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.service.internal_app, raise_app_exceptions=False),
            base_url="http://aggregator/api/v1",
            headers={"Authorization": f"Bearer {token}", "Accept-Language": language},
        )

    async def upload(
        self,
        content: str | bytes,
        *,
        name: str = "defter.csv",
        skip_rejected: bool = False,
        key: str = "",
        params: dict[str, Any] | None = None,
        **client: Any,
    ) -> httpx.Response:
        body = content.encode() if isinstance(content, str) else content
        headers = {"Idempotency-Key": key} if key else {}
        async with self.http(**client) as http:
            request = http.post(
                "/imports",
                params={"skip_rejected": skip_rejected, "wait": 30, **(params or {})},
                files={"file": (name, body)},
                headers=headers,
            )
            return await self.while_importing(request)

    async def while_importing(self, request: Awaitable[httpx.Response]) -> httpx.Response:
        """The answer to a request, with the imports worked off beside it as the running service does."""
        answer = asyncio.ensure_future(request)
        while not answer.done():
            if not await self.worker.step():
                await asyncio.wait((answer,), timeout=0.02)
        return await answer

    async def take(self, content: str | bytes, **how: Any) -> dict[str, Any]:
        """Import what must be accepted."""
        answer = await self.upload(content, **how)
        assert answer.status_code == 201, answer.text
        self.clock.advance(timedelta(seconds=1))
        report: dict[str, Any] = answer.json()
        return report

    async def call(self, method: str, path: str, **request: Any) -> Any:
        """The body of a request that must succeed."""
        async with self.http() as http:
            answer = await http.request(method, path, **request)
        assert answer.is_success, answer.text
        return answer.json()

    async def every(self, path: str, *, limit: int = 1000, **params: Any) -> list[Any]:
        """All rows of a list, page by page."""
        rows: list[Any] = []
        cursor = None
        while True:
            page = await self.call(
                "GET", path, params={"limit": limit, **({"cursor": cursor} if cursor else {}), **params}
            )
            rows += page["items"]
            cursor = page["next"]
            if cursor is None:
                return rows

    async def run(self, **body: Any) -> dict[str, Any]:
        made: dict[str, Any] = await self.call("POST", "/runs", json={"period": "2026-10", **body})
        self.clock.advance(timedelta(seconds=1))
        return made

    async def figures(self, run: dict[str, Any], **params: Any) -> dict[str, Any]:
        return {one["key"]: one for one in await self.every(f"/runs/{run['id']}/figures", **params)}

    async def tell(self, *facts: EventData, company_id: UUID | None = None) -> None:
        """Let events arrive as the transport brings them, and have them handled."""
        await self.tell_each(*((fact, company_id or self.company_id) for fact in facts))

    async def tell_each(self, *facts: tuple[EventData, UUID]) -> None:
        """The same, with events of several companies in one batch."""
        box = self.service.inbox()
        await box.accept([self._envelope(fact, company_id) for fact, company_id in facts])
        worker = InboxWorker(box, lease=timedelta(seconds=30), poll=1, bury_after=10, backoff=Backoff())
        while await worker.step():
            pass

    def _envelope(self, fact: EventData, company_id: UUID) -> bytes:
        return body_of(fact, company_id, self.clock.now())

    async def register(self, company_id: UUID | None = None) -> None:
        company = company_id or self.company_id
        fact = CompanyRegistered(company_id=company, title="Deniz Makina A.Ş.", tax_number="1234567890")
        await self.tell(fact, company_id=company)

    def request(self, run: dict[str, Any], key: str, *, notify_contacts: bool = True) -> ReconciliationRequested:
        return ReconciliationRequested(
            reconciliation_id=uuid4(),
            campaign_id=UUID(int=7),
            reference="M-2026-10-0001",
            run_id=UUID(run["id"]),
            figure_key=key,
            notify_contacts=notify_contacts,
            letter=LETTER,
        )

    def campaign(self, run: dict[str, Any], requested: int) -> CampaignCreated:
        return CampaignCreated(
            campaign_id=UUID(int=7), run_id=UUID(run["id"]), letter=LETTER, notify_contacts=True, requested=requested
        )

    async def said(self, kind: type[EventData]) -> list[Any]:
        """What was emitted, in order; each body fits onto the bus."""
        async with self.service.database.reading() as reading:
            bodies = await reading.scalars(
                select(outbox.c.body).where(outbox.c.type == kind.TYPE).order_by(outbox.c.id)
            )
        assert all(len(body.encode()) <= MAX_BODY_BYTES for body in bodies)
        return [data_in(event, kind) for body in bodies for event in events_in(body)]

    async def waiting(self) -> Sequence[Any]:
        """Events that are not done: each with the reason."""
        async with self.service.database.reading() as reading:
            return await reading.all(select(inbox.c.error, inbox.c.failed_at).where(inbox.c.done_at.is_(None)))

    async def count(self, table: Any) -> int:
        async with self.service.database.reading() as reading:
            return int(await reading.scalar(select(func.count()).select_from(table)))


def put_together(parts: Sequence[StatementPrepared]) -> list[Any]:
    """The documents of one statement from its parts, in whatever order they came."""
    assert {part.part for part in parts} == set(range(1, parts[0].parts + 1))
    return [document for part in sorted(parts, key=lambda one: one.part) for document in part.documents]


async def read_here(
    target: str, argument: Awaitable[object], *, limits: ConfinedLimits, on_progress: OnProgress
) -> Any:
    """The same reading without a process of its own, whose start takes longer than a small file."""
    del limits  # there is no process to be limited
    module, _, name = target.partition(":")
    loop = asyncio.get_running_loop()

    def progress(**told: Any) -> None:
        loop.call_soon_threadsafe(on_progress, told)

    return await asyncio.to_thread(getattr(importlib.import_module(module), name), await argument, progress)


async def make_world(tmp_path: Path, database_url: str, *, confined: bool = True) -> World:
    keys = tmp_path / "keys"
    create_keys(keys)
    clock = ManualClock(NOW)
    settings = aggregator.AggregatorSettings(data_dir=tmp_path, keys_dir=keys, database_url=SecretStr(database_url))
    service = aggregator.build(settings, clock=clock, metrics=Metrics())
    await migrate(service.database, service.migrations)
    worker = import_worker(service.database, settings)
    if not confined:
        worker.read = read_here
    world = World(service, worker, clock, keys)
    await world.register()
    return world
