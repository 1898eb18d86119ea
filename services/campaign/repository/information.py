"""Versions of the information text: only ever added to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from services.campaign.domain.information import InformationText
from services.campaign.models import information_texts
from shared.database import Reading, Transaction


async def newest(reading: Reading, company_id: UUID) -> InformationText | None:
    columns = information_texts.c
    row = await reading.first(
        select(columns.version, columns.texts, columns.published_at, columns.published_by)
        .where(columns.company_id == company_id)
        .order_by(columns.version.desc())
        .limit(1)
    )
    return None if row is None else InformationText(**row._asdict())


async def add(tx: Transaction, values: dict[str, Any]) -> None:
    await tx.execute(insert(information_texts).values(values))
