"""Services of this process, wired by the host from an environment of their own, on SQLite files that their migrations made."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import Table, select

from services.host import build_service
from shared.auth import SCOPES, Principal, TokenIssuer
from shared.clock import ManualClock
from shared.keys import TOKEN_SIGN, create_keys
from shared.messaging.inbox import Inbox
from shared.messaging.packing import events_in
from shared.messaging.retry import Backoff
from shared.messaging.worker import InboxWorker
from shared.service import Service
from shared.telemetry import Metrics
from tests.fixtures.schemas import migrate

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


@contextmanager
def environment(folder: Path, **values: str) -> Iterator[None]:
    """The settings of one installation, and none of the machine's own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("MUTABAKAT_")]:
            patch.delenv(name)
        for name, value in {"DATA_DIR": str(folder), **values}.items():
            patch.setenv(f"MUTABAKAT_{name}", value)
        create_keys(folder / "keys")
        yield


@dataclass
class Consumer:
    """One service with its real inbox."""

    service: Service
    clock: ManualClock
    keys: Path
    inbox: Inbox
    worker: InboxWorker

    async def deliver(self, *bodies: bytes) -> None:
        """Store these and handle all that is due."""
        assert await self.inbox.accept(bodies) == [None] * len(bodies)
        while await self.worker.step():
            pass

    async def outcome(self, event_id: str) -> tuple[str, str]:
        """`done`, `postponed` or `buried`, and the reason."""
        table = self.service.inbox_table
        (row,) = await self.rows(table, event_id=UUID(event_id))
        state = "done" if row["done_at"] else "buried" if row["failed_at"] else "postponed"
        return state, row["error"] or ""

    async def rows(self, table: Table, **wanted: Any) -> list[dict[str, Any]]:
        """Rows of a table with these values, as dictionaries."""
        query = select(table)
        for name, value in wanted.items():
            query = query.where(table.c[name] == value)
        async with self.service.database.reading() as reading:
            return [dict(row._mapping) for row in await reading.all(query)]

    async def said(self) -> list[dict[str, Any]]:
        """The envelopes of this service's outbox, in order."""
        return await envelopes(self.service)

    def http(self, company_id: UUID) -> httpx.AsyncClient:
        """A client that may do everything for this company."""
        issuer = TokenIssuer((self.keys / TOKEN_SIGN).read_bytes(), self.clock)
        who = Principal(uuid4(), company_id, "Muhasebe", frozenset(SCOPES), program=True)
        token, _ = issuer.issue(who, timedelta(days=1))
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.service.internal_app),
            base_url=f"http://{self.service.name}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
        )


@asynccontextmanager
async def consumer(name: str, folder: Path) -> AsyncIterator[Consumer]:
    """A service that knows nothing yet."""
    clock = ManualClock(NOW)
    with environment(folder):
        service = build_service(name, clock, Metrics())
    await migrate(service.database, service.migrations)
    inbox = service.inbox()
    worker = InboxWorker(inbox, lease=timedelta(seconds=30), poll=1, bury_after=10, backoff=Backoff(1, 60))
    try:
        yield Consumer(service, clock, folder / "keys", inbox, worker)
    finally:
        await service.database.dispose()


async def envelopes(service: Service) -> list[dict[str, Any]]:
    """Everything that a service has said, as it stands in its outbox."""
    table = service.outbox.table
    async with service.database.reading() as reading:
        bodies = await reading.scalars(select(table.c.body).order_by(table.c.id))
    return [json.loads(event) for body in bodies for event in events_in(body)]
