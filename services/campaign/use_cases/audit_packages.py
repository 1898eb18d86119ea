"""Order the auditor's package of a campaign."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.made_files import FileKind
from services.campaign.repository import campaigns, samples
from services.campaign.use_cases.audit_log import note
from services.campaign.use_cases.made_files import OrderFile, order_file
from shared.clock import istanbul_date
from shared.database import Transaction
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class OrderPackage:
    company_id: UUID
    campaign_id: UUID
    user_id: UUID
    user_name: str
    language: str
    sample_id: UUID | None = None


async def order_package(tx: Transaction, command: OrderPackage) -> UUID:
    """The id of the file. `NotFound` where the company has no such campaign."""
    campaign = await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
    about = {"campaign_id": str(command.campaign_id), "description": campaign.description}
    part = ""
    if command.sample_id is not None:
        sample = await samples.get(tx, command.company_id, command.sample_id)
        if sample.campaign_id != command.campaign_id:
            raise NotFound("The campaign has no such sample.", code="sample_not_found")
        about |= {"sample_id": str(command.sample_id)}
        part = f"_orneklem-{sample.number}"
    actor = Actor(command.company_id, command.user_id, command.user_name)
    await note(
        tx, actor, Deed.PACKAGE_ORDERED, campaign.description, number=campaign.number, sample=about.get("sample_id")
    )
    today = istanbul_date(tx.clock.now())
    return await order_file(
        tx,
        OrderFile(
            company_id=command.company_id,
            user_id=command.user_id,
            user_name=command.user_name,
            kind=FileKind.AUDIT_PACKAGE,
            # Sorts by what it is of, then by when it was made.
            name=f"{campaign.period}_mutabakat-{campaign.number}_denetci-paketi{part}_{today.isoformat()}.zip",
            about=about,
            language=command.language,
        ),
    )
