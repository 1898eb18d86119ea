"""Reports over all campaigns, as the API shows them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from services.campaign.domain.closing import MonthClose as Month
from services.campaign.domain.closing import Score as Counted
from services.campaign.domain.results import Outcome
from services.campaign.schemas.base import Output
from services.campaign.schemas.results import Difference, OutcomeSum, Rates
from shared.money import Money


class Period(Output):
    period: str
    campaigns: int
    running: int
    last_day: date


class PeriodList(Output):
    items: list[Period]


class MissingAnswer(Output):
    """`expected`: the day that was announced, else the last day to answer."""

    reconciliation_id: UUID
    reference: str
    title: str
    state: str
    amount: Money
    expected: date
    announced: bool
    reminders: int


class ExpectedAnswers(Output):
    day: date
    count: int
    amount: Money
    announced: int


class MonthClose(Output):
    """Over all campaigns of a period; of the same request made twice the newest counts."""

    period: str
    rates: Rates
    outcomes: dict[Outcome, OutcomeSum]
    missing: list[MissingAnswer] = Field(description="The fifty largest.")
    missing_count: int
    largest_differences: list[Difference]
    without_figures: int
    calendar: list[ExpectedAnswers]

    @classmethod
    def of(cls, month: Month) -> MonthClose:
        return cls(
            period=month.period,
            rates=Rates.of(month.sums),
            outcomes={outcome: OutcomeSum.of(month.sums.of(outcome)) for outcome in Outcome},
            missing=[
                MissingAnswer(
                    reconciliation_id=one.reconciliation_id,
                    reference=one.reference,
                    title=one.title,
                    state=one.state,
                    amount=Money.of_minor(one.amount),
                    expected=one.expected,
                    announced=one.announced,
                    reminders=one.reminders,
                )
                for one in month.missing
            ],
            missing_count=month.missing_count,
            largest_differences=[Difference.of(one) for one in month.differences],
            without_figures=month.without_figures,
            calendar=[
                ExpectedAnswers(
                    day=one.day, count=one.count, amount=Money.of_minor(one.amount), announced=one.announced
                )
                for one in month.calendar
            ],
        )


class Score(Output):
    """Of requests that have ended or were answered. `cause`: what the counterparty ticked most often."""

    figure_key: str
    title: str
    asked: int
    answered: int
    disagreed: int
    percent: int
    median_hours: int | None
    cause: str

    @classmethod
    def of(cls, score: Counted) -> Score:
        return cls.model_validate(score)


class ScoreList(Output):
    """Who answers least comes first."""

    items: list[Score]
    total: int
