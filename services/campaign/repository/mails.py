"""Counts over a campaign's mails: where the latest one to each address stands."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, select

from services.campaign.domain.progress import MailResult
from services.campaign.models import mail_facts, reconciliations
from shared.contracts.values import ASKING
from shared.database import Reading


@dataclass(frozen=True, slots=True)
class MailCounts:
    """`expected` addresses of counterparties that are asked; `open` = not handed over and not given up yet."""

    expected: int
    sent: int
    lost: int
    uncertain: int
    open: int


_WEIGHT = {result.value: weight for weight, result in enumerate(MailResult)}


async def mail_counts(reading: Reading, company_id: UUID, campaign_id: UUID) -> MailCounts:
    """The rule of `domain.progress.latest_results`, in SQL."""
    mine = (reconciliations.c.company_id == company_id) & (reconciliations.c.campaign_id == campaign_id)
    expected = await reading.scalar(
        select(func.coalesce(func.sum(reconciliations.c.addresses), 0)).where(
            mine, reconciliations.c.refused_at.is_(None)
        )
    )
    place = func.row_number().over(
        partition_by=[mail_facts.c.reconciliation_id, mail_facts.c.address],
        order_by=[
            mail_facts.c.send_number.desc(),
            mail_facts.c.attempt.desc(),
            case(_WEIGHT, value=mail_facts.c.result, else_=-1).desc(),
        ],
    )
    latest = (
        select(mail_facts.c.result, place.label("place"))
        .join(reconciliations, reconciliations.c.reconciliation_id == mail_facts.c.reconciliation_id)
        .where(mine, mail_facts.c.purpose.in_(ASKING))
        .subquery()
    )
    rows = await reading.all(
        select(latest.c.result, func.count().label("many")).where(latest.c.place == 1).group_by(latest.c.result)
    )
    count = {row.result: row.many for row in rows}
    sent = count.get(MailResult.SENT, 0) + count.get(MailResult.WITHDRAWN, 0)
    lost = count.get(MailResult.FAILED, 0) + count.get(MailResult.BOUNCED, 0)
    uncertain = count.get(MailResult.UNCERTAIN, 0)
    return MailCounts(int(expected), sent, lost, uncertain, max(int(expected) - sent - lost - uncertain, 0))
