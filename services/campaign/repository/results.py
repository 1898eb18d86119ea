"""Figures about what was asked, summed by SQL; only what a disagreement says in detail is read row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from services.campaign.domain.campaigns import Campaign
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.reconciliations import Entry
from services.campaign.domain.results import CampaignResults, Difference, Mark, Sum, Sums, Times, largest
from services.campaign.models import reconciliations, status_history
from shared.database import Reading
from shared.money import TRY, Money

_OF = reconciliations.c
SUM_COLUMNS = (
    func.count().label("many"),
    func.coalesce(func.sum(_OF.purchases_minor), 0).label("purchases"),
    func.coalesce(func.sum(_OF.sales_minor), 0).label("sales"),
    func.coalesce(func.sum(func.abs(_OF.balance_minor)), 0).label("balances"),
)
DIFFERENCE_COLUMNS = (
    _OF.reconciliation_id,
    _OF.reference,
    _OF.title,
    _OF.purchases_minor,
    _OF.sales_minor,
    _OF.balances,
    _OF.own_balances,
    _OF.answer_details,
    _OF.answer_explanation,
)
_SENT = {Entry.RESEND.value, Entry.REMINDER.value}
_TOGETHER = timedelta(minutes=10)
"""What goes out within so long of one another is one mark."""


def sum_of(row: Row[Any]) -> tuple[ReconciliationState, Sum]:
    """A row of `state` and `SUM_COLUMNS`."""
    return ReconciliationState(row.state), Sum(row.many, int(row.purchases), int(row.sales), int(row.balances))


async def of_campaign(reading: Reading, campaign: Campaign) -> CampaignResults:
    """All figures of a campaign that the caller may see."""
    mine = (_OF.company_id == campaign.company_id) & (_OF.campaign_id == campaign.campaign_id)
    rows = await reading.all(select(_OF.state, *SUM_COLUMNS).where(mine).group_by(_OF.state))
    differences = await differences_where(reading, mine & (_OF.state == ReconciliationState.DISAGREED.value))
    answers, marks = await _timeline(reading, mine, campaign)
    return CampaignResults(
        sums=Sums.gather(sum_of(row) for row in rows),
        states={row.state: row.many for row in rows},
        times=Times.of(at - campaign.sent_at for at in answers),
        differences=largest(differences),
        without_figures=sum(not one.is_known for one in differences),
        answers=answers,
        marks=marks,
    )


async def differences_where(reading: Reading, condition: ColumnElement[bool]) -> list[Difference]:
    return [difference_of(row) for row in await reading.all(select(*DIFFERENCE_COLUMNS).where(condition))]


def difference_of(row: Row[Any]) -> Difference:
    """From a row of `DIFFERENCE_COLUMNS`."""
    details = row.answer_details or {}
    return Difference(
        reconciliation_id=row.reconciliation_id,
        reference=row.reference,
        title=row.title,
        purchases=_against(row.purchases_minor, details.get("purchases")),
        sales=_against(row.sales_minor, details.get("sales")),
        balance=_balance(row.balances or (), row.own_balances),
        explanation=row.answer_explanation,
    )


def _against(ours: int, said: dict[str, Any] | None) -> int | None:
    total = (said or {}).get("total")
    return ours - Money.model_validate(total).minor if total else None


def _balance(ours: Sequence[dict[str, Any]], theirs: Sequence[dict[str, Any]] | None) -> int | None:
    """Only the balance in TRY: sums over currencies would need a rate that nobody agreed to."""
    if not theirs:
        return None
    stated = [Money.model_validate(one).minor for one in theirs if one["currency"] == TRY]
    asked = [Money.model_validate(one["balance"]).minor for one in ours if one["balance"]["currency"] == TRY]
    return sum(asked) - sum(stated) if stated else None


async def _timeline(
    reading: Reading, mine: ColumnElement[bool], campaign: Campaign
) -> tuple[list[datetime], list[Mark]]:
    """First answers, and when mails went out: from the histories, in one look."""
    of = status_history.c
    rows = await reading.all(
        select(of.entry, of.at)
        .join(reconciliations, _OF.reconciliation_id == of.reconciliation_id)
        .where(mine, of.entry.in_((Entry.ANSWER.value, *_SENT)), of.version <= 1)
        .order_by(of.at)
    )
    answers: list[datetime] = []
    sent: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for row in rows:
        if row.entry == Entry.ANSWER:
            answers.append(row.at)
            continue
        groups = sent[row.entry]
        if groups and row.at - groups[-1][0] <= _TOGETHER:
            groups[-1] = (groups[-1][0], groups[-1][1] + 1)
        else:
            groups.append((row.at, 1))
    marks = [Mark(campaign.sent_at, "invitation", campaign.count)]
    marks += [Mark(at, kind, count) for kind, groups in sent.items() for at, count in groups]
    return answers, sorted(marks, key=lambda one: one.at)
