"""What came of a campaign: rates, times, the largest differences, and three charts with their tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from starlette.responses import Response

from services.campaign.console.result_charts import amount_bars, states_bar, timeline
from services.campaign.console.visit import Visit
from services.campaign.domain.campaigns import Campaign, CampaignState
from services.campaign.domain.results import CampaignResults, Difference, share
from services.campaign.repository import campaigns, results
from shared.money import from_minor
from shared.text import N_

AREA = "campaigns"
DAYS, HOURS, MINUTES = N_("%(count)s days"), N_("%(count)s h"), N_("%(count)s min")


@dataclass(frozen=True, slots=True)
class Rates:
    """Percent of those who were asked; None where nobody was."""

    answered: Decimal | None
    answered_amount: Decimal | None
    confirmed: Decimal | None
    confirmed_amount: Decimal | None

    @classmethod
    def of(cls, found: CampaignResults) -> Rates:
        sums = found.sums
        return cls(
            share(sums.answered.count, sums.asked.count),
            share(sums.answered.amount, sums.asked.amount),
            share(sums.confirmed.count, sums.asked.count),
            share(sums.confirmed.amount, sums.asked.amount),
        )


@dataclass(frozen=True, slots=True)
class ShownDifference:
    difference: Difference
    purchases: Decimal | None
    sales: Decimal | None
    balance: Decimal | None
    size: Decimal


async def show(visit: Visit) -> Response:
    campaign_id = visit.request.path_params["campaign_id"]
    async with visit.reading() as reading:
        campaign = await campaigns.get_campaign(reading, visit.me.company_id, campaign_id)
        found = await results.of_campaign(reading, campaign)
    values = {
        "campaign": campaign,
        "results": found,
        "rates": Rates.of(found),
        "open_amount": from_minor(found.sums.open.amount),
        "median": waited(visit, found.times.median),
        "ninth_decile": waited(visit, found.times.ninth_decile),
        "differences": shown_differences(found.differences),
        **_charts(found, campaign, visit.console.clock.now()),
    }
    return visit.page("results.html", values, area=AREA)


def _charts(found: CampaignResults, campaign: Campaign, now: datetime) -> dict[str, Any]:
    end = min(now, campaign.closes_at)
    if campaign.ended_at is not None and campaign.state is not CampaignState.RUNNING:
        end = min(end, campaign.ended_at)
    end = max([end, campaign.sent_at + timedelta(minutes=1), *found.answers, *(mark.at for mark in found.marks)])
    sides, balances = campaign.kind.has_sides, campaign.kind.has_balances
    return {
        "states_bar": states_bar(found.sums),
        "amount_bars": amount_bars(found.sums, sides=sides, balances=balances),
        "timeline": timeline(found, campaign.sent_at, end),
    }


def shown_differences(found: Sequence[Difference]) -> list[ShownDifference]:
    return [
        ShownDifference(one, _lira(one.purchases), _lira(one.sales), _lira(one.balance), from_minor(one.size))
        for one in found
    ]


def _lira(minor: int | None) -> Decimal | None:
    return from_minor(minor) if minor is not None else None


def waited(visit: Visit, time: timedelta | None) -> str:
    """`3 days`, `5 h`, `12 min`: as exact as a person wants it; empty for nothing."""
    if time is None:
        return ""
    minutes = round(time.total_seconds() / 60)
    if minutes < 60:
        return visit.text(MINUTES, count=minutes)
    if minutes < 48 * 60:
        return visit.text(HOURS, count=_one_place(minutes / 60, visit.language))
    return visit.text(DAYS, count=_one_place(minutes / 60 / 24, visit.language))


def _one_place(value: float, language: str) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if language == "tr" else text
