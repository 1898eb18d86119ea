"""Publish what people are told about their data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.information import InformationText, checked_texts
from services.campaign.repository import companies, information
from services.campaign.use_cases.audit_log import note
from services.campaign.use_cases.companies import EditedMeanwhile
from shared.contracts.campaign import InformationTextPublished
from shared.database import Transaction


@dataclass(frozen=True, slots=True)
class PublishInformation:
    """A new version; `follows` is the one that its author saw, 0 when there was none."""

    company_id: UUID
    follows: int
    texts: Mapping[str, str]
    published_by: str


async def publish_information(tx: Transaction, command: PublishInformation) -> InformationText:
    """Keep the next version and say so. The same texts again are no new version. Error `edited_meanwhile` as for the card."""
    texts = checked_texts(command.texts)
    await companies.hold(tx, command.company_id)
    kept = await information.newest(tx, command.company_id)
    if kept is not None and kept.texts == texts:
        return kept
    if kept is not None and kept.version != command.follows:
        raise EditedMeanwhile(
            "{who} published a privacy notice at {at}, after you opened it. Load it again and repeat your change.",
            who=kept.published_by,
            at=kept.published_at.isoformat(timespec="seconds"),
            revision=kept.version,
        )
    fresh = InformationText((kept.version if kept else 0) + 1, texts, tx.clock.now(), command.published_by)
    await information.add(
        tx,
        {
            "company_id": command.company_id,
            "version": fresh.version,
            "texts": texts,
            "published_at": fresh.published_at,
            "published_by": fresh.published_by,
        },
    )
    event = InformationTextPublished(
        company_id=command.company_id, version=fresh.version, texts=texts, published_at=fresh.published_at
    )
    tx.emit(event, tenant=command.company_id, subject=command.company_id)
    actor = Actor(command.company_id, None, command.published_by)
    await note(tx, actor, Deed.INFORMATION_PUBLISHED, str(fresh.version))
    return fresh
