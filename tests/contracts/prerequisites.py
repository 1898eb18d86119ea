"""What a service must have been through before an event can take effect: earlier events, and its own company's acts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from services.campaign.domain.company_card import CompanyCard
from services.campaign.domain.figures import Figure, Run
from services.campaign.models import reconciliations
from services.campaign.use_cases.campaigns import CreateCampaign, create_campaign
from services.campaign.use_cases.companies import RegisterCompany, Registered, register_company
from shared.contracts.values import Recipient, SideTotal
from shared.money import Money
from tests.contracts.installation import NOW, Consumer
from tests.contracts.samples import CAMPAIGN, COMPANY, NEW_COMPANY, RECONCILIATION, RUN, Sample, sample

EARLIER: Mapping[str, tuple[str, ...]] = {
    "mailer/reconciliation_closed": ("invitation_issued",),
    "mailer/campaign_cancelled": ("invitation_issued",),
    "mailer/campaign_extended": ("invitation_issued",),
    "responses/message_written": ("statement_prepared",),
    "responses/campaign_extended": ("statement_prepared",),
    "responses/invitation_requested": ("statement_prepared",),
    "responses/reconciliation_closed": ("statement_prepared",),
    "responses/campaign_cancelled": ("statement_prepared",),
    "responses/answer_copies_ended": ("answer_copies_ordered",),
}
"""Events that come before another one, beside the company's registration."""

LEDGER = (
    "cari kodu;ünvan;vergi no;mutabakat e-posta\r\n120.01;Çelik A.Ş.;4840847211;muhasebe@celik.test\r\n",
    "cari kodu;belge no;belge tarihi;tür;tutar\r\n120.01;S1;03.10.2026;satış;7.000,00\r\n",
)


async def prepare(told: Consumer, about: Sample) -> dict[str, str]:
    """Bring the service to where the sample finds it; returns the real ids for those that stand in the file."""
    if about.consumer == "campaign":
        company = await register(told)
        campaign_id, reconciliation_id = await send_campaign(told, company)
        return {
            COMPANY: str(company.company.company_id),
            CAMPAIGN: str(campaign_id),
            RECONCILIATION: str(reconciliation_id),
        }
    registered = sample(about.consumer, "company_registered")
    await told.deliver(registered.body({NEW_COMPANY: COMPANY, registered.envelope["id"]: str(uuid4())}))
    await told.deliver(*(sample(about.consumer, name).body() for name in EARLIER.get(str(about), ())))
    if about.consumer == "aggregator" and RUN in about.text:
        return {RUN: await make_run(told)}
    return {}


async def register(told: Consumer) -> Registered:
    """The campaign service's first start; companies begin here."""
    assert told.service.at_start is not None
    assert told.service.setup_code is not None
    await told.service.at_start()
    code = told.service.setup_code()
    assert code is not None
    card = CompanyCard("Örnek Ticaret A.Ş.", "4540536920", email="mutabakat@ornek.test")
    command = RegisterCompany(code, card, "Yönetici", "yonetici@ornek.test", "no sign-in in these tests")
    async with told.service.database.transaction() as tx:
        return await register_company(tx, command)


async def send_campaign(told: Consumer, company: Registered) -> tuple[UUID, UUID]:
    """A campaign with one reconciliation; the ids of both."""
    side = SideTotal(total=Money(amount=Decimal("7000.00")), documents=1, returns_total=Money(amount=Decimal("0.00")))
    figure = Figure(
        key="120.01",
        title="Çelik A.Ş.",
        account_codes=("120.01",),
        purchases=side,
        sales=side,
        recipients=(Recipient(address="muhasebe@celik.test"),),
    )
    command = CreateCampaign(
        company_id=company.company.company_id,
        user_id=company.user_id,
        user_name="Yönetici",
        run=Run(id=uuid4(), period="2026-10", limit=Decimal("5000.00"), created_at=NOW),
        figures=[figure],
        description="Ekim 2026 mutabakatı",
        valid_until=date(2026, 11, 30),
    )
    async with told.service.database.transaction() as tx:
        created = await create_campaign(tx, command)
    campaign_id = created.campaign.campaign_id
    (row,) = await told.rows(reconciliations, campaign_id=campaign_id)
    return campaign_id, row["reconciliation_id"]


@asynccontextmanager
async def working(told: Consumer) -> AsyncIterator[None]:
    """The service's own loops beside the test: they read what is imported."""
    stop = asyncio.Event()
    loops = [asyncio.ensure_future(one.body(stop)) for one in told.service.loops]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*loops)


async def make_run(told: Consumer) -> str:
    """Import a small ledger and sum it up, over the aggregator's own API."""
    async with working(told), told.http(UUID(COMPANY)) as http:
        for text in LEDGER:
            answer = await http.post("/imports", files={"file": ("defter.csv", text.encode())})
            assert answer.status_code == 201, answer.text
        answer = await http.post("/runs", json={"period": "2026-10"})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])
