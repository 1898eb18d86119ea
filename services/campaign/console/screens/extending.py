"""Giving a campaign more time: a later last day, and whether those are asked again whose time has run out."""

from __future__ import annotations

from datetime import date, timedelta

from starlette.responses import Response

from services.campaign.console.refusals import by_field
from services.campaign.console.visit import Visit
from services.campaign.domain.campaigns import Campaign
from services.campaign.domain.turns import ChangedMeanwhile
from services.campaign.domain.working_days import next_working_day
from services.campaign.repository import campaigns
from services.campaign.use_cases.extending import ExtendCampaign, extend_campaign
from shared import formats
from shared.clock import istanbul_date
from shared.errors import Conflict, Invalid
from shared.text import N_, NN_

AREA = "campaigns"
DAYS_MORE = 7
NO_DAY = N_("Choose the new last day to answer.")
EXTENDED = N_(
    "The last day to answer is %(day)s now. Who has not answered learns it from the page, or from a reminder."
)
REOPENED = NN_(
    "The last day to answer is %(day)s now, and %(count)d account is asked again. Remind it, so that it knows.",
    "The last day to answer is %(day)s now, and %(count)d accounts are asked again. Remind them, so that they know.",
)


async def show(visit: Visit) -> Response:
    campaign = await _campaign(visit)
    today = istanbul_date(visit.console.clock.now())
    proposed = next_working_day(max(campaign.valid_until, today) + timedelta(days=DAYS_MORE))
    return _page(visit, campaign, proposed.isoformat(), reopen=False, version=str(campaign.version), errors={})


async def _campaign(visit: Visit) -> Campaign:
    async with visit.reading() as reading:
        return await campaigns.get_campaign(reading, visit.me.company_id, visit.request.path_params["campaign_id"])


def _page(
    visit: Visit, campaign: Campaign, day: str, *, reopen: bool, version: str, errors: dict[str, str]
) -> Response:
    values = {
        "campaign": campaign,
        "day": day,
        "reopen": reopen,
        "version": version,
        "over": visit.console.clock.now() >= campaign.closes_at,
        "earliest": (campaign.valid_until + timedelta(days=1)).isoformat(),
        "errors": errors,
    }
    return visit.page("extend.html", values, area=AREA, status=422 if errors else 200)


async def save(visit: Visit) -> Response:
    campaign_id, typed, reopen = (
        visit.request.path_params["campaign_id"],
        visit.field("valid_until"),
        visit.field("reopen"),
    )
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return await _again(visit, {"valid_until": visit.text(NO_DAY)})
    command = ExtendCampaign(visit.me.company_id, campaign_id, visit.me.name, day, reopen == "1", visit.seen_version())
    try:
        async with visit.transaction() as tx:
            made = await extend_campaign(tx, command)
    except ChangedMeanwhile as error:
        return await _again(visit, {"": visit.reason(error)})
    except (Invalid, Conflict) as error:
        return await _again(visit, by_field(error, visit.console.pages.translations.get(visit.language)))
    said = {"day": formats.day(made.campaign.valid_until), "count": made.reopened}
    response = visit.go("campaign", campaign_id=campaign_id)
    return visit.say(response, "success", visit.text(REOPENED if made.reopened else EXTENDED, **said))


async def _again(visit: Visit, errors: dict[str, str]) -> Response:
    return _page(
        visit,
        await _campaign(visit),
        visit.field("valid_until"),
        reopen=visit.field("reopen") == "1",
        version=visit.field("version"),
        errors=errors,
    )
