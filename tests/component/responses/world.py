"""Everything around the service that a test needs: what it was told, what it said, and a visitor's browser without script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import httpx
from pydantic import SecretStr
from sqlalchemy import func, select, text

from services.responses import models
from services.responses.build import ResponsesSettings, build
from services.responses.loops import OpeningFlush, ReceiptOrdering
from services.responses.page_role import ROLE
from shared.auth import READ, Principal, TokenIssuer
from shared.clock import ManualClock
from shared.contracts.aggregator import StatementPrepared
from shared.contracts.campaign import CompanyRegistered
from shared.contracts.event import EventData
from shared.contracts.values import Counterparty, Document, DocumentKind, Letter, Recipient, Side, SideTotal
from shared.database import Database
from shared.evidence.signing import SignatureVerifier
from shared.keys import EVIDENCE_VERIFY, TOKEN_SIGN, KeyRing, create_keys, read_key_file
from shared.links import LinkSigner
from shared.messaging.packing import events_in
from shared.messaging.retry import Backoff
from shared.messaging.worker import InboxWorker
from shared.migrations import grant
from shared.money import Money
from shared.service import Service
from shared.telemetry import Metrics
from tests.fixtures.schemas import migrate
from tests.messaging.envelopes import body_of, data_in

T = TypeVar("T", bound=EventData)

PUBLIC = "http://sayfa.test"
COMPANY = UUID("11111111-1111-4111-8111-111111111111")
OURS = {"sec-fetch-site": "same-origin", "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


def lira(amount: str | int) -> Money:
    return Money(amount=Decimal(amount))


def letter(**changes: Any) -> Letter:
    values: dict[str, Any] = {
        "description": "Ekim 2026 alış–satış (BA/BS) mutabakatı",
        "valid_until": date(2026, 11, 13),
        "period": "2026-10",
        "reply_to": "muhasebe@ornek-sanayi.test",
        "sender_contact": "Muhasebe, 0212 000 00 00",
        "limit": lira("5000"),
    }
    return Letter(**(values | changes))


def documents(count: int, start: int = 0) -> tuple[Document, ...]:
    """A mix of sales, returns and purchases, one of them in a foreign currency."""
    made = []
    for n in range(start, start + count):
        side = Side.PURCHASES if n % 5 == 4 else Side.SALES
        kind = DocumentKind.PURCHASE if side is Side.PURCHASES else DocumentKind.SALE
        if n % 7 == 6 and side is Side.SALES:
            kind = DocumentKind.PURCHASE_RETURN
        original = Money(amount=Decimal("250.00"), currency="EUR") if n % 6 == 3 else None
        made.append(
            Document(
                number=f"MHS2026{n:09d}",
                date=date(2026, 10, 1 + n % 31),
                kind=kind,
                side=side,
                amount=lira(f"{1234 + n}.56"),
                original=original,
            )
        )
    return tuple(made)


def statement(
    *,
    docs: Sequence[Document] | None = None,
    recipients: Sequence[Recipient] | None = None,
    reconciliation_id: UUID | None = None,
    campaign_id: UUID | None = None,
    part_size: int = 500,
    **letter_changes: Any,
) -> list[StatementPrepared]:
    """All parts of one statement, in order."""
    docs = documents(12) if docs is None else docs
    pieces = [tuple(docs[at : at + part_size]) for at in range(0, len(docs), part_size)] or [()]
    sums = {side: [d for d in docs if d.side is side] for side in Side}
    totals = {
        side: SideTotal(
            total=lira(str(sum((d.amount.amount for d in found), Decimal(0)))),
            documents=len(found),
            returns_total=lira(str(sum((d.amount.amount for d in found if "return" in d.kind), Decimal(0)))),
            returns_documents=sum("return" in d.kind for d in found),
            below_limit=side is Side.PURCHASES,
        )
        for side, found in sums.items()
    }
    head: dict[str, Any] = {
        "statement_id": uuid4(),
        "reconciliation_id": reconciliation_id or uuid4(),
        "campaign_id": campaign_id or uuid4(),
        "reference": "M-2026-10-0042",
        "letter": letter(**letter_changes),
        "counterparty": Counterparty(title="İğdır Çelik & Yapı Malzemeleri A.Ş.", tax_number="1234567890"),
        "purchases": totals[Side.PURCHASES],
        "sales": totals[Side.SALES],
        "recipients": tuple(recipients or (Recipient(address="finans@igdir-celik.test"),)),
    }
    return [
        StatementPrepared(**head, part=n, parts=len(pieces), documents=piece) for n, piece in enumerate(pieces, start=1)
    ]


@dataclass
class World:
    service: Service
    clock: ManualClock
    signer: LinkSigner
    keys: Path
    worker: InboxWorker
    visitor: httpx.AsyncClient
    company: UUID = COMPANY
    told: list[UUID] = field(default_factory=list)

    @classmethod
    async def create(cls, url: str, folder: Path, now: datetime, public_url: str = PUBLIC) -> World:
        keys = folder / "keys"
        create_keys(keys)
        clock = ManualClock(now)
        settings = ResponsesSettings(
            data_dir=folder,
            keys_dir=keys,
            database_url=SecretStr(url),
            page_database_url=SecretStr(page_url(url)),
            public_url=public_url,
        )
        service = build(settings, clock=clock, metrics=Metrics())
        await migrate(service.database, service.migrations)
        await give_the_page_its_rights(service)
        worker = InboxWorker(
            service.inbox(), lease=timedelta(seconds=30), poll=1, bury_after=10, backoff=Backoff(1, 60)
        )
        assert service.public_app is not None
        visitor = httpx.AsyncClient(
            transport=httpx.ASGITransport(service.public_app), base_url=public_url, headers=OURS, follow_redirects=False
        )
        world = cls(service, clock, LinkSigner(KeyRing.read(keys, "link.key")), keys, worker, visitor)
        await world.tell(
            CompanyRegistered(
                company_id=COMPANY,
                title="Örnek Sanayi ve Ticaret A.Ş.",
                tax_number="9876543210",
                phone="+90 212 000 00 00",
                email="bilgi@ornek-sanayi.test",
            )
        )
        return world

    @property
    def verifier(self) -> SignatureVerifier:
        return SignatureVerifier(read_key_file(self.keys, EVIDENCE_VERIFY))

    @classmethod
    async def beside(cls, first: World) -> World:
        """A second replica of the service on the same database."""
        service = build(first.service.settings, clock=first.clock, metrics=Metrics())  # type: ignore[arg-type]  # our own kind
        assert service.public_app is not None
        visitor = httpx.AsyncClient(
            transport=httpx.ASGITransport(service.public_app), base_url=first.visitor.base_url, headers=OURS
        )
        return cls(service, first.clock, first.signer, first.keys, first.worker, visitor)

    async def close(self) -> None:
        await self.visitor.aclose()
        if self.service.at_stop is not None:
            await self.service.at_stop()
        await self.service.database.dispose()

    @property
    def database(self) -> Database:
        return self.service.database

    @property
    def page_database(self) -> Database:
        """The public page's own way to the same database."""
        assert self.service.public_app is not None
        found: Database = self.service.public_app.state.database
        return found

    async def tell(self, *events: EventData, tenant: UUID = COMPANY) -> None:
        """Deliver events through the inbox and let the worker take all that is due."""
        await self.deliver(*events, tenant=tenant)
        while await self.worker.step():
            pass

    async def deliver(self, *events: EventData, tenant: UUID = COMPANY) -> None:
        bodies = []
        for data in events:
            id_ = uuid4()
            self.told.append(id_)
            bodies.append(body_of(data, tenant, self.clock.now(), event_id=id_))
        await self.service.inbox().accept(bodies)

    async def said(self, kind: type[T], *, and_receipts: bool = True) -> list[T]:
        """Events of this type in the outbox, in order; receipts of what was answered have followed, unless told otherwise."""
        if and_receipts:
            await self.order_receipts()
        async with self.database.reading() as reading:
            query = select(models.outbox.c.body).where(models.outbox.c.type == kind.TYPE).order_by(models.outbox.c.id)
            bodies = await reading.scalars(query)
        return [data_in(event, kind) for body in bodies for event in events_in(body)]

    async def inbox(self) -> dict[str, int]:
        """How many told events are done, waiting and buried."""
        columns = models.inbox.c
        async with self.database.reading() as reading:
            rows = await reading.all(select(columns.done_at, columns.failed_at))
        return {
            "done": sum(row.done_at is not None for row in rows),
            "waiting": sum(row.done_at is None and row.failed_at is None for row in rows),
            "buried": sum(row.failed_at is not None for row in rows),
        }

    async def answers(self) -> int:
        async with self.database.reading() as reading:
            return int(await reading.scalar(select(func.count()).select_from(models.responses)))

    async def link(self, address: str = "finans@igdir-celik.test") -> str:
        """The path of the newest link of this address."""
        columns = models.links.c
        async with self.database.reading() as reading:
            id_ = await reading.scalar(
                select(columns.link_id).where(columns.address == address).order_by(columns.created_at.desc())
            )
        return f"/m/{self.signer.token(id_)}"

    def loop(self, name: str) -> Any:
        """The owner of one of the service's loops."""
        (found,) = [one for one in self.service.loops if one.name == name]
        return found.body.__self__  # type: ignore[attr-defined]  # a bound method

    async def order_receipts(self) -> None:
        owner = self.loop("receipts")
        assert isinstance(owner, ReceiptOrdering)
        await owner.order()

    async def flush_openings(self) -> None:
        flush: OpeningFlush = self.service.loops[0].body.__self__  # type: ignore[attr-defined]  # a bound method
        await flush.flush()

    # --- a visitor ------------------------------------------------------------------------------------------
    async def check(self, path: str, **fields: str) -> httpx.Response:
        return await self.visitor.post(f"{path}/check", data={"replaces": "0", "lang": "tr", **fields})

    async def agree(self, path: str, name: str = "Muhasebe", **fields: str) -> httpx.Response:
        """Fill in, read, send."""
        return await self.send(path, await self.state(path, answer="agreed", responder_name=name, **fields))

    async def disagree(self, path: str, why: str = "Bir fatura eksik.", **fields: str) -> httpx.Response:
        filled = {"responder_name": "Finans", **fields}
        return await self.send(path, await self.state(path, answer="disagreed", explanation=why, **filled))

    async def state(self, path: str, **fields: str) -> str:
        checked = await self.check(path, **fields)
        assert checked.status_code == 200, checked.text
        self.clock.advance(timedelta(seconds=5))
        return hidden(checked.text, "state")

    async def send(self, path: str, state: str) -> httpx.Response:
        return await self.visitor.post(f"{path}/send", data={"state": state, "lang": "tr"})

    def bearer(self, company: UUID = COMPANY) -> dict[str, str]:
        issuer = TokenIssuer(read_key_file(self.keys, TOKEN_SIGN), self.clock)
        token, _ = issuer.issue(Principal(uuid4(), company, "Muhasebe", frozenset({READ})), timedelta(hours=1))
        return {"Authorization": f"Bearer {token}"}


def page_url(url: str) -> str:
    """On PostgreSQL the page comes as its own role, with the rights that it is deployed with."""
    return url.replace("//postgres@", f"//{ROLE}@") if url.startswith("postgresql") else ""


async def give_the_page_its_rights(service: Service) -> None:
    if service.database.engine.dialect.name != "postgresql":
        return
    async with service.database.transaction() as tx:
        await tx.execute(text(_CREATE_ROLE))
    assert await grant(service.database, service.page_role, service.page_grants)


_CREATE_ROLE = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN CREATE ROLE {ROLE} LOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
"""


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no field {name}"
    return unescape(found[1])


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    assert found
    return text_of(found[1])


def text_of(html: str) -> str:
    """What is read, without markup, in single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())
