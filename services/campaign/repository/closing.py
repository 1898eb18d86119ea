"""Figures over all campaigns of a period: of whoever was asked the same thing more than once, the newest request counts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Subquery, case, func, select

from services.campaign.domain.campaigns import UNSENT, CampaignState
from services.campaign.domain.closing import MISSING_SHOWN, Expected, Missing, MonthClose, Period
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.results import Sum, Sums, largest
from services.campaign.models import campaigns, reconciliations
from services.campaign.repository.results import differences_where
from shared.contracts.responses import NoticeCode
from shared.database import Reading

_OF = reconciliations.c
_AMOUNT = (_OF.purchases_minor + _OF.sales_minor + func.abs(_OF.balance_minor)).label("amount")
PERIODS_SHOWN = 36


async def periods(reading: Reading, company_id: UUID) -> list[Period]:
    """The newest first."""
    of = campaigns.c
    running = func.sum(case((of.state == CampaignState.RUNNING.value, 1), else_=0))
    rows = await reading.all(
        select(
            of.period,
            func.count().label("campaigns"),
            running.label("running"),
            func.max(of.valid_until).label("last_day"),
        )
        .where(of.company_id == company_id, of.state.not_in((CampaignState.CANCELLED, *UNSENT)))
        .group_by(of.period)
        .order_by(of.period.desc())
        .limit(PERIODS_SHOWN)
    )
    return [Period(row.period, row.campaigns, int(row.running), row.last_day) for row in rows]


def _newest(company_id: UUID, period: str) -> Subquery:
    """One row for each counterparty and kind of request; `place` 1 is the newest."""
    place = func.row_number().over(partition_by=[_OF.figure_key, campaigns.c.kind], order_by=campaigns.c.number.desc())
    announced = case((_OF.notice == NoticeCode.WILL_ANSWER.value, _OF.answer_by), else_=None)
    found = (
        select(
            _OF.reconciliation_id,
            _OF.reference,
            _OF.title,
            _OF.state,
            _OF.finished,
            _OF.reminders,
            _OF.purchases_minor,
            _OF.sales_minor,
            func.abs(_OF.balance_minor).label("balance_size"),
            _AMOUNT,
            announced.label("announced"),
            func.coalesce(announced, campaigns.c.valid_until).label("expected"),
            place.label("place"),
        )
        .join(campaigns, campaigns.c.campaign_id == _OF.campaign_id)
        .where(
            campaigns.c.company_id == company_id,
            campaigns.c.period == period,
            _OF.company_id == company_id,
            # What is prepared only was asked of nobody: it hides no answer.
            _OF.state.not_in((ReconciliationState.CANCELLED, ReconciliationState.DRAFT)),
        )
        .subquery()
    )
    return select(found).where(found.c.place == 1).subquery()


async def month(reading: Reading, company_id: UUID, period: str) -> MonthClose:
    newest = _newest(company_id, period)
    of: Any = newest.c
    sums = await reading.all(
        select(
            of.state,
            func.count().label("many"),
            func.coalesce(func.sum(of.purchases_minor), 0).label("purchases"),
            func.coalesce(func.sum(of.sales_minor), 0).label("sales"),
            func.coalesce(func.sum(of.balance_size), 0).label("balances"),
        ).group_by(of.state)
    )
    missing = await reading.all(
        select(newest).where(of.finished.is_(False)).order_by(of.amount.desc(), of.reference).limit(MISSING_SHOWN)
    )
    calendar = await reading.all(
        select(
            of.expected,
            func.count().label("many"),
            func.sum(of.amount).label("amount"),
            func.count(of.announced).label("announced"),
        )
        .where(of.finished.is_(False))
        .group_by(of.expected)
        .order_by(of.expected)
    )
    disagreed = select(of.reconciliation_id).where(of.state == ReconciliationState.DISAGREED.value)
    differences = await differences_where(reading, _OF.reconciliation_id.in_(disagreed))
    return MonthClose(
        period=period,
        sums=Sums.gather(
            (ReconciliationState(row.state), Sum(row.many, int(row.purchases), int(row.sales), int(row.balances)))
            for row in sums
        ),
        missing=[
            Missing(
                row.reconciliation_id,
                row.reference,
                row.title,
                row.state,
                int(row.amount),
                row.expected,
                row.announced is not None,
                row.reminders,
            )
            for row in missing
        ],
        missing_count=sum(row.many for row in calendar),
        differences=largest(differences),
        without_figures=sum(not one.is_known for one in differences),
        calendar=[Expected(row.expected, row.many, int(row.amount), row.announced) for row in calendar],
    )
