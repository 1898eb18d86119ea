"""Figures about what came of a campaign, as the API shows them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from services.campaign.domain.results import CampaignResults, Outcome, Sum, Sums, share
from services.campaign.domain.results import Difference as FoundDifference
from services.campaign.schemas.base import Output
from shared.money import Money


class OutcomeSum(Output):
    """`balances`: the sizes of all balances together, whoever owes."""

    count: int
    purchases: Money
    sales: Money
    balances: Money

    @classmethod
    def of(cls, one: Sum) -> OutcomeSum:
        amounts = {name: Money.of_minor(getattr(one, name)) for name in ("purchases", "sales", "balances")}
        return cls(count=one.count, **amounts)


class Rates(Output):
    """Percent of those who were asked, one place; absent where nobody was."""

    answered: Decimal | None
    answered_amount: Decimal | None
    agreed: Decimal | None
    agreed_amount: Decimal | None

    @classmethod
    def of(cls, sums: Sums) -> Rates:
        asked = sums.asked
        return cls(
            answered=share(sums.answered.count, asked.count),
            answered_amount=share(sums.answered.amount, asked.amount),
            agreed=share(sums.confirmed.count, asked.count),
            agreed_amount=share(sums.confirmed.amount, asked.amount),
        )


class Difference(Output):
    """Ours less theirs; a side of which the counterparty stated no figure is absent."""

    reconciliation_id: UUID
    reference: str
    title: str
    purchases: Money | None
    sales: Money | None
    balance: Money | None
    size: Money

    @classmethod
    def of(cls, one: FoundDifference) -> Difference:
        parts = {
            name: Money.of_minor(value) if (value := getattr(one, name)) is not None else None
            for name in ("purchases", "sales", "balance")
        }
        return cls(
            reconciliation_id=one.reconciliation_id,
            reference=one.reference,
            title=one.title,
            size=Money.of_minor(one.size),
            **parts,
        )


class Mark(Output):
    """Mails that went out."""

    at: datetime
    kind: str = Field(description="`invitation`, `resend` or `reminder`.")
    count: int


class Results(Output):
    """`outcomes`: `agreed`, `disagreed`, `open`, `unanswered` (ended without answer), `not_asked` (in no rate)."""

    rates: Rates
    outcomes: dict[Outcome, OutcomeSum]
    states: dict[str, int]
    answers: int
    median_hours: Decimal | None = Field(description="From the request to the first answer.")
    ninth_decile_hours: Decimal | None
    largest_differences: list[Difference] = Field(description="At most ten.")
    without_figures: int = Field(description="Disagree and did not say what their own books have.")
    marks: list[Mark]

    @classmethod
    def of_campaign(cls, found: CampaignResults) -> Results:
        return cls(
            rates=Rates.of(found.sums),
            outcomes={outcome: OutcomeSum.of(found.sums.of(outcome)) for outcome in Outcome},
            states=dict(found.states),
            answers=found.times.answers,
            median_hours=_hours(found.times.median),
            ninth_decile_hours=_hours(found.times.ninth_decile),
            largest_differences=[Difference.of(one) for one in found.differences],
            without_figures=found.without_figures,
            marks=[Mark.model_validate(one) for one in found.marks],
        )


def _hours(time: timedelta | None) -> Decimal | None:
    return (Decimal(round(time.total_seconds())) / 3600).quantize(Decimal("0.01")) if time is not None else None
