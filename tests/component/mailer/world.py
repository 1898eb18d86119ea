"""A mailer as `build()` wires it, with its queue filled through its own inbox and its servers real."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from pydantic import SecretStr
from sqlalchemy import select

from services.mailer import build as mailer
from services.mailer.dispatch.dispatcher import Dispatcher
from services.mailer.loops import sweep_once
from services.mailer.models import attempts, messages, outbox
from shared.auth import SCOPES, Principal, TokenIssuer
from shared.clock import ManualClock
from shared.contracts.campaign import CompanyRegistered
from shared.contracts.event import EventData
from shared.contracts.responses import InvitationIssued
from shared.contracts.values import Counterparty, Letter, Purpose, Recipient, SideTotal
from shared.keys import TOKEN_SIGN, create_keys
from shared.links import new_link_id
from shared.messaging.packing import events_in
from shared.messaging.retry import Backoff
from shared.messaging.worker import InboxWorker
from shared.money import Money
from shared.service import Service
from shared.telemetry import Metrics
from tests.fixtures.schemas import migrate
from tests.messaging.envelopes import body_of, data_in
from tests.servers.certificates import Authority

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
VALID_UNTIL = date(2026, 11, 30)
TITLE = "Şirin Çiğdem Gıda A.Ş."
SENDER = "mutabakat@platform.test"


def side(minor: int, documents: int) -> SideTotal:
    return SideTotal(total=Money.of_minor(minor), documents=documents, returns_total=Money.of_minor(0))


def invitation(
    address: str = "muhasebe@cari.test",
    *,
    description: str = "Ekim 2026 alış–satış (BA/BS) mutabakatı, son gün 30.11.2026",
    purpose: Purpose = Purpose.INVITATION,
    language: str = "tr",
    valid_until: date = VALID_UNTIL,
    campaign_id: UUID | None = None,
    name: str = "Muhasebe",
    reply_to: str = "finans@firma.test",
) -> InvitationIssued:
    letter = Letter(
        description=description,
        valid_until=valid_until,
        period="2026-10",
        reply_to=reply_to,
        sender_contact="Finans 0212 000 00 00",
        limit=Money.of_minor(500_000),
    )
    return InvitationIssued(
        message_id=uuid4(),
        link_id=new_link_id(),
        reconciliation_id=uuid4(),
        campaign_id=campaign_id or uuid4(),
        reference="M-2026-10-0042",
        send_number=1,
        purpose=purpose,
        recipient=Recipient(address=address, name=name, language=language),
        letter=letter,
        counterparty=Counterparty(title="Öz-Er & Oğulları Ltd. Şti."),
        purchases=side(12_345_678, 3),
        sales=side(98_765_400, 12),
    )


@dataclass
class World:
    """One mailer, one company, a clock that moves when told to."""

    service: Service
    clock: ManualClock
    keys: Path
    company_id: UUID = field(default_factory=uuid4)
    policy: Any = None
    metrics: Metrics = field(default_factory=Metrics)

    @property
    def dispatcher(self) -> Dispatcher:
        owner: Dispatcher = self.service.loops[0].body.__self__  # type: ignore[attr-defined]  # a bound method
        return owner

    async def tell(self, *facts: EventData, company_id: UUID | None = None) -> None:
        """Let events arrive as the transport brings them, and have them handled."""
        inbox = self.service.inbox()
        company = company_id or self.company_id
        bodies = [body_of(fact, company, self.clock.now()) for fact in facts]
        await inbox.accept(bodies)
        worker = InboxWorker(inbox, lease=timedelta(seconds=30), poll=1, bury_after=10, backoff=Backoff())
        while await worker.step():
            pass

    async def register(self, company_id: UUID | None = None, title: str = TITLE) -> None:
        company = company_id or self.company_id
        fact = CompanyRegistered(company_id=company, title=title, tax_number="1234567890")
        await self.tell(fact, company_id=company)

    @asynccontextmanager
    async def sending(self) -> Any:
        """The dispatcher runs inside this block and stops in order at its end."""
        stop = asyncio.Event()
        task = asyncio.create_task(self.dispatcher.run(stop))
        try:
            yield
        finally:
            stop.set()
            async with asyncio.timeout(20):
                await task

    async def sweep(self) -> None:
        dispatcher = self.dispatcher
        await sweep_once(self.service.database, self.policy, dispatcher._journals, dispatcher._recorder.in_hand)

    async def message(self, message_id: UUID) -> Any:
        async with self.service.database.reading() as reading:
            return await reading.first(select(messages).where(messages.c.id == message_id))

    async def attempts(self, message_id: UUID) -> Sequence[Any]:
        async with self.service.database.reading() as reading:
            return await reading.all(
                select(attempts).where(attempts.c.message_id == message_id).order_by(attempts.c.id)
            )

    async def said(self, kind: type[EventData]) -> list[Any]:
        async with self.service.database.reading() as reading:
            bodies = await reading.scalars(
                select(outbox.c.body).where(outbox.c.type == kind.TYPE).order_by(outbox.c.id)
            )
        return [data_in(event, kind) for body in bodies for event in events_in(body)]

    async def becomes(self, message_id: UUID, *states: str) -> Any:
        """Wait until the message is in one of these states."""

        async def there() -> Any:
            row = await self.message(message_id)
            return row if row.state in states else None

        return await eventually(there, f"message is {states}")

    def http(self, *scopes: str, company_id: UUID | None = None) -> httpx.AsyncClient:
        """A client that may do what `scopes` say; everything when none are given."""
        issuer = TokenIssuer((self.keys / TOKEN_SIGN).read_bytes(), self.clock)
        who = Principal(uuid4(), company_id or self.company_id, "Muhasebe", frozenset(scopes or SCOPES))
        token, _ = issuer.issue(who, timedelta(days=400))
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.service.internal_app, raise_app_exceptions=False),
            base_url="http://mailer/api/v1",
            headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"},
        )


async def eventually(question: Callable[[], Awaitable[Any]], what: str, timeout: float = 15.0) -> Any:
    """The first true answer; AssertionError after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        answer = await question()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"waited {timeout} s in vain until {what}"
        await asyncio.sleep(0.02)


async def make_world(tmp_path: Path, database_url: str, *, authority: Authority | None = None, **given: Any) -> World:
    """A migrated mailer; `given` are its settings."""
    keys = tmp_path / "keys"
    create_keys(keys)
    values: dict[str, Any] = {
        "platform_security": "none",
        "platform_sender_address": SENDER,
        "allow_nets": "127.0.0.0/8",
        "allowed_ports": tuple(range(1, 65536)),
        "queue_poll_seconds": 0.02,
        "record_seconds": 0.01,
        "connect_seconds": 2.0,
        "command_seconds": 3.0,
        "dns_advice": False,
        "public_url": "https://mutabakat.test",
    }
    if authority is not None:
        values["tls_ca_file"] = authority.path
    clock = ManualClock(NOW)
    settings = mailer.MailerSettings(
        data_dir=tmp_path, keys_dir=keys, database_url=SecretStr(database_url), **(values | given)
    )
    metrics = Metrics()
    service = mailer.build(settings, clock=clock, metrics=metrics)
    await migrate(service.database, service.migrations)
    world = World(service, clock, keys, metrics=metrics, policy=mailer._policy(settings))
    await world.register()
    return world
