"""Rows of samples and of orders for copies; the populations that samples are drawn from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update

from services.campaign.domain.samples import CopyOrder, Sample
from services.campaign.domain.sampling import Method, SampleRule, Unit
from services.campaign.models import answer_copies, reconciliations, samples
from shared.database import Reading, Transaction
from shared.errors import NotFound


def _sample(row: Row[Any]) -> Sample:
    return Sample(
        sample_id=row.sample_id,
        company_id=row.company_id,
        number=row.number,
        campaign_id=row.campaign_id,
        run_id=row.run_id,
        rule=SampleRule(Method(row.method), row.size, row.interval_minor, row.seed),
        population=row.population,
        population_minor=row.population_minor,
        population_sha256=row.population_sha256,
        drawn=tuple((key, amount, hits) for key, amount, hits in row.drawn),
        drawn_minor=row.drawn_minor,
        drawn_by_name=row.drawn_by_name,
        drawn_at=row.drawn_at,
    )


async def population(reading: Reading, company_id: UUID, campaign_id: UUID) -> list[Unit]:
    """Everybody in a campaign, with what was asked of them by its size."""
    of = reconciliations.c
    rows = await reading.all(
        select(
            of.reference,
            (func.abs(of.purchases_minor) + func.abs(of.sales_minor) + func.abs(of.balance_minor)).label("amount"),
        )
        .where(of.company_id == company_id, of.campaign_id == campaign_id)
        .order_by(of.reference)
    )
    return [Unit(row.reference, int(row.amount)) for row in rows]


async def add(tx: Transaction, values: dict[str, Any]) -> None:
    await tx.execute(insert(samples).values(values))


async def get(reading: Reading, company_id: UUID, sample_id: UUID) -> Sample:
    row = await reading.first(
        select(samples).where(samples.c.sample_id == sample_id, samples.c.company_id == company_id)
    )
    if row is None:
        raise NotFound("There is no such sample.", code="sample_not_found")
    return _sample(row)


async def of_campaign(reading: Reading, company_id: UUID, campaign_id: UUID) -> list[Sample]:
    """The newest first."""
    rows = await reading.all(
        select(samples)
        .where(samples.c.company_id == company_id, samples.c.campaign_id == campaign_id)
        .order_by(samples.c.number.desc())
    )
    return [_sample(row) for row in rows]


async def ids_of(reading: Reading, company_id: UUID, campaign_id: UUID, references: Collection[str]) -> dict[str, UUID]:
    """The reconciliations of these references."""
    of = reconciliations.c
    rows = await reading.all(
        select(of.reference, of.reconciliation_id).where(of.company_id == company_id, of.campaign_id == campaign_id)
    )
    return {row.reference: row.reconciliation_id for row in rows if row.reference in references}


async def add_copy_order(tx: Transaction, values: dict[str, Any]) -> None:
    await tx.execute(insert(answer_copies).values(values))


async def copy_orders(reading: Reading, company_id: UUID, campaign_id: UUID) -> list[CopyOrder]:
    """In the order in which they were given, ended ones too."""
    of = answer_copies.c
    columns = [of[name] for name in CopyOrder.__dataclass_fields__ if name != "sample_number"]
    rows = await reading.all(
        select(*columns, samples.c.number.label("sample_number"))
        .outerjoin(samples, samples.c.sample_id == of.sample_id)
        .where(of.company_id == company_id, of.campaign_id == campaign_id)
        .order_by(of.ordered_at, of.order_id)
    )
    return [CopyOrder(**row._asdict()) for row in rows]


async def end_copy_order(
    tx: Transaction, company_id: UUID, campaign_id: UUID, order_id: UUID, by: str, now: datetime
) -> bool:
    """False when there is none that still stands."""
    of = answer_copies.c
    changed = await tx.execute(
        update(answer_copies)
        .where(
            of.order_id == order_id,
            of.company_id == company_id,
            of.campaign_id == campaign_id,
            of.ended_at.is_(None),
        )
        .values(ended_at=now, ended_by_name=by)
    )
    return changed.rowcount == 1
