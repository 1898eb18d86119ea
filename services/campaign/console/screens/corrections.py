"""Asking again with corrected figures, for one account or for all of a campaign whose figures have changed."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from starlette.responses import Response

from services.campaign.clients.corrections import figures_now
from services.campaign.console.visit import Visit
from services.campaign.domain.campaigns import Campaign, CampaignState
from services.campaign.repository.reconciliations import get_reconciliation
from services.campaign.use_cases.correcting import Correct, correct, to_correct
from shared.text import N_, NN_

AREA = "campaigns"
SENT = N_("The corrected figures are on their way; the earlier request is closed.")
WAITS = N_("The corrected figures wait until a colleague approves them. The earlier request stays open until then.")
ASK = N_("Ask again with the corrected figures?")
ASK_TEXT = NN_(
    "%(count)d account gets a new request with the figures that our books show now. Its earlier page "
    "says that it was replaced.",
    "%(count)d accounts get a new request with the figures that our books show now. Their earlier page "
    "says that it was replaced.",
)
ASK_BUTTON = N_("Ask again with the corrected figures")


async def one(visit: Visit) -> Response:
    """The new request takes the place of this one."""
    async with visit.reading() as reading:
        wanted = visit.request.path_params["reconciliation_id"]
        row = await get_reconciliation(reading, visit.me.company_id, wanted)
    return _gone_out(visit, await _correct(visit, row.campaign_id, {row.reconciliation_id}))


async def ask_all(visit: Visit) -> Response:
    campaign_id = visit.request.path_params["campaign_id"]
    async with visit.reading() as reading:
        campaign, wanted = await to_correct(reading, visit.me.company_id, campaign_id)
    values = {
        "title": visit.text(ASK),
        "lines": [campaign.description, visit.text(ASK_TEXT, count=len(wanted))],
        "addresses": [],
        "hidden": [],
        "action": visit.path("correct_all", campaign_id=campaign_id),
        "button": visit.text(ASK_BUTTON),
        "dangerous": False,
        "back": visit.path("campaign", campaign_id=campaign_id),
    }
    return visit.page("confirm.html", values, area=AREA)


async def every(visit: Visit) -> Response:
    return _gone_out(visit, await _correct(visit, visit.request.path_params["campaign_id"], ()))


async def _correct(visit: Visit, campaign_id: UUID, only: Collection[UUID]) -> Campaign:
    me = visit.me
    async with visit.reading() as reading:
        before, wanted = await to_correct(reading, me.company_id, campaign_id, only)
    keys = {each.figure_key for each in wanted}
    run, figures = await figures_now(visit.aggregator, before.run_id, keys)
    command = Correct(me.company_id, campaign_id, me.user_id, me.name, run, figures, wanted)
    async with visit.transaction() as tx:
        return (await correct(tx, command)).campaign


def _gone_out(visit: Visit, made: Campaign) -> Response:
    said = SENT if made.state is CampaignState.RUNNING else WAITS
    return visit.say(visit.go("campaign", campaign_id=made.campaign_id), "success", visit.text(said))
