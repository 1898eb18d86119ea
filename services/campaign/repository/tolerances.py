"""A company's tolerances, replaced as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from services.campaign.domain.tolerances import Tolerance
from services.campaign.models import tolerances
from shared.database import Reading, Transaction


async def of_company(reading: Reading, company_id: UUID) -> list[Tolerance]:
    """The one for everybody first, then by key."""
    query = select(tolerances).where(tolerances.c.company_id == company_id).order_by(tolerances.c.key)
    return [Tolerance(row.key, row.absolute_minor, row.percent_hundredths) for row in await reading.all(query)]


async def replace(tx: Transaction, company_id: UUID, rules: Sequence[Tolerance], changed_by: str) -> None:
    await tx.execute(delete(tolerances).where(tolerances.c.company_id == company_id))
    if rules:
        await tx.execute(
            tolerances.insert(),
            [
                {
                    "company_id": company_id,
                    "key": rule.key,
                    "absolute_minor": rule.absolute_minor,
                    "percent_hundredths": rule.percent_hundredths,
                    "changed_at": tx.clock.now(),
                    "changed_by": changed_by,
                }
                for rule in rules
            ],
        )
