"""The campaign service as the host would have it, and the other services' events as they would arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import literal, select

from services.campaign import CampaignSettings, build
from services.campaign.domain.company_card import CompanyCard
from services.campaign.domain.figures import Figure, Run
from services.campaign.domain.roles import Role
from services.campaign.domain.second_factor import Policy
from services.campaign.models import outbox, reconciliations
from services.campaign.repository.approvals import waiting_for
from services.campaign.use_cases.campaigns import CreateCampaign, Created, create_campaign
from services.campaign.use_cases.companies import RegisterCompany, Registered, register_company
from services.campaign.use_cases.signing_in import SignedIn, WayIn
from services.campaign.use_cases.users import CreateUser, create_user
from shared.clock import ManualClock
from shared.contracts.aggregator import StatementPrepared, StatementRefused
from shared.contracts.event import EventData
from shared.contracts.mailer import MailSent
from shared.contracts.responses import Answer, InvitationIssued, ResponseReceived
from shared.contracts.values import Counterparty, Letter, Purpose, Recipient, SideTotal
from shared.keys import create_keys
from shared.messaging.inbox import Inbox
from shared.messaging.packing import events_in
from shared.messaging.retry import Backoff
from shared.messaging.worker import InboxWorker
from shared.money import Money
from shared.service import Service
from shared.telemetry import Metrics
from tests.fixtures.schemas import migrate
from tests.messaging.envelopes import body_of, data_in

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD = "uzun ve kolay bir cümle"
EMAIL = "muhasebe@firma.test"


def side(total: str, documents: int = 3) -> SideTotal:
    return SideTotal(
        total=Money(amount=Decimal(total)), documents=documents, returns_total=Money(amount=Decimal("0.00"))
    )


def figure(number: int, *, addresses: Sequence[str] | None = None, title: str | None = None) -> Figure:
    chosen = [f"finans@c{number}.test"] if addresses is None else addresses
    return Figure(
        key=f"320.{number:05d}",
        title=title or f"Cari {number:05d} Ltd. Şti.",
        tax_number=f"{number:010d}",
        account_codes=(f"320.{number:05d}",),
        purchases=side("1234.56"),
        sales=side("7000.00"),
        recipients=tuple(
            Recipient(address=address, role="contact" if place else "account") for place, address in enumerate(chosen)
        ),
    )


def a_run(period: str = "2026-10") -> Run:
    return Run(id=uuid4(), period=period, limit=Decimal("5000.00"), created_at=NOW)


PROXY = "192.0.2.7"
"""Where requests come from, and whose word on that is taken."""


def opened(way_in: WayIn) -> SignedIn:
    """The session of somebody who is asked for no code."""
    assert isinstance(way_in, SignedIn)
    return way_in


@dataclass
class World:
    """One installation of the service with its company."""

    service: Service
    clock: ManualClock
    inbox: Inbox
    worker: InboxWorker
    http: httpx.AsyncClient
    company_id: UUID = field(default_factory=uuid4)
    user_id: UUID = field(default_factory=uuid4)

    @classmethod
    async def open(cls, database_url: str, folder: Path, **settings: Any) -> World:
        create_keys(folder / "keys")
        chosen = CampaignSettings(
            data_dir=folder,
            database_url=SecretStr(database_url),
            trusted_proxies=f"{PROXY}/32",
            **{"second_factor": Policy.OFF, **settings},
        )
        clock = ManualClock(NOW)
        service = build(chosen, clock=clock, metrics=Metrics())
        await migrate(service.database, service.migrations)
        inbox = service.inbox()
        worker = InboxWorker(inbox, lease=timedelta(seconds=30), poll=0.01, bury_after=10, backoff=Backoff(1.0, 60.0))
        root = FastAPI()
        root.mount("/campaign", service.internal_app)
        http = httpx.AsyncClient(
            transport=httpx.ASGITransport(root, client=(PROXY, 4000)), base_url="http://campaign.test"
        )
        return cls(service, clock, inbox, worker, http)

    async def close(self) -> None:
        await self.http.aclose()
        await self.service.internal_app.state.neighbours.http.aclose()
        await self.service.database.dispose()

    async def register(self, email: str = EMAIL) -> Registered:
        """What a person does at the first start."""
        assert self.service.at_start is not None
        assert self.service.setup_code is not None
        await self.service.at_start()
        code = self.service.setup_code()
        assert code is not None
        password_hash = await self.service.internal_app.state.door.passwords.new_hash(PASSWORD)
        card = CompanyCard("Firma Ticaret A.Ş.", "4540536920", email="mutabakat@firma.test", phone="0212 000 00 00")
        async with self.service.database.transaction() as tx:
            made = await register_company(tx, RegisterCompany(code, card, "Muhasebe", email, password_hash))
        self.company_id, self.user_id = made.company.company_id, made.user_id
        return made

    async def register_colleague(self, email: str, role: Role, company_id: UUID | None = None) -> UUID:
        """Somebody with this role, whose password is `PASSWORD`."""
        password_hash = await self.service.internal_app.state.door.passwords.new_hash(PASSWORD)
        command = CreateUser(company_id or self.company_id, email, "Biri", role, password_hash)
        async with self.service.database.transaction() as tx:
            return (await create_user(tx, command)).user_id

    async def token(self, email: str = EMAIL, password: str = PASSWORD) -> str:
        answer = await self.http.post("/campaign/api/v1/token", json={"email": email, "password": password})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    async def send(self, figures: Sequence[Figure], *, run: Run | None = None, **more: object) -> Created:
        command = CreateCampaign(
            company_id=self.company_id,
            user_id=self.user_id,
            user_name="Muhasebe",
            run=run or a_run(),
            figures=figures,
            **{"description": "10.2026 alış–satış mutabakatı", "valid_until": date(2026, 12, 4), **more},  # type: ignore[arg-type]  # whichever field the test is about
        )
        async with self.service.database.transaction() as tx:
            return await create_campaign(tx, command)

    async def deliver(self, *events: EventData, tenant: UUID | None = None) -> None:
        """Events of other services arrive and are handled."""
        bodies = [self._body(event, tenant or self.company_id) for event in events]
        assert await self.inbox.accept(bodies) == [None] * len(bodies)
        while await self.worker.step():
            pass

    def _body(self, data: EventData, tenant: UUID) -> bytes:
        return body_of(data, tenant, self.clock.now())

    async def said(self, kind: type[EventData]) -> list[EventData]:
        """What the service has announced of this type, in order."""
        async with self.service.database.reading() as reading:
            bodies = await reading.scalars(
                select(outbox.c.body).where(outbox.c.type == kind.TYPE).order_by(outbox.c.id)
            )
        return [data_in(event, kind) for body in bodies for event in events_in(body)]

    async def approvals_for(self, user_id: UUID) -> int:
        """How many campaigns wait for their approval."""
        async with self.service.database.reading() as reading:
            return int(await reading.scalar(select(waiting_for(literal(self.company_id), literal(user_id)))))

    async def rows(self, campaign_id: UUID) -> list[UUID]:
        """The campaign's reconciliations, by reference."""
        async with self.service.database.reading() as reading:
            query = select(reconciliations.c.reconciliation_id).where(reconciliations.c.campaign_id == campaign_id)
            return list(await reading.scalars(query.order_by(reconciliations.c.reference)))

    async def states(self, campaign_id: UUID) -> list[str]:
        async with self.service.database.reading() as reading:
            query = select(reconciliations.c.state).where(reconciliations.c.campaign_id == campaign_id)
            return list(await reading.scalars(query.order_by(reconciliations.c.reference)))


@dataclass(frozen=True)
class Facts:
    """Events about one reconciliation."""

    campaign_id: UUID
    reconciliation_id: UUID
    address: str = "finans@c1.test"
    letter: Letter = field(
        default_factory=lambda: Letter(
            description="x", valid_until=date(2026, 12, 4), period="2026-10", limit=Money(amount=Decimal(5000))
        )
    )

    def prepared(self, part: int = 1) -> StatementPrepared:
        return StatementPrepared(
            statement_id=uuid4(),
            reconciliation_id=self.reconciliation_id,
            campaign_id=self.campaign_id,
            reference="M-2026-10-0001",
            letter=self.letter,
            counterparty=Counterparty(title="Cari"),
            purchases=side("1234.56"),
            sales=side("7000.00"),
            recipients=(Recipient(address=self.address),),
            part=part,
            parts=2,
        )

    def refused(self) -> StatementRefused:
        return StatementRefused(
            reconciliation_id=self.reconciliation_id,
            campaign_id=self.campaign_id,
            code="no_address",
            reason="This counterparty has no e-mail address.",
        )

    def invited(self, message_id: UUID, send_number: int = 1) -> InvitationIssued:
        return InvitationIssued(
            message_id=message_id,
            link_id="l" * 22,
            reconciliation_id=self.reconciliation_id,
            campaign_id=self.campaign_id,
            reference="M-2026-10-0001",
            send_number=send_number,
            purpose=Purpose.INVITATION if send_number == 1 else Purpose.RESEND,
            recipient=Recipient(address=self.address),
            letter=self.letter,
            counterparty=Counterparty(title="Cari"),
            purchases=side("1234.56"),
            sales=side("7000.00"),
        )

    def sent(self, message_id: UUID, *, attempt: int = 1, send_number: int = 1) -> MailSent:
        return MailSent(
            message_id=message_id,
            reconciliation_id=self.reconciliation_id,
            campaign_id=self.campaign_id,
            send_number=send_number,
            purpose=Purpose.INVITATION,
            address=self.address,
            attempt=attempt,
            at=NOW,
            server="mx.c1.test",
            code=250,
            reply="2.0.0 queued as 4F2",
        )

    def answered(
        self, answer: Answer = Answer.AGREED, version: int = 1, explanation: str = "", at: datetime = NOW
    ) -> ResponseReceived:
        return ResponseReceived(
            response_id=uuid4(),
            reconciliation_id=self.reconciliation_id,
            campaign_id=self.campaign_id,
            version=version,
            answer=answer,
            explanation=explanation,
            responder_name="Finans",
            responder_title="Uzman",
            address=self.address,
            answered_at=at,
            snapshot_sha256="a" * 64,
            entry_sha256="b" * 64,
        )
