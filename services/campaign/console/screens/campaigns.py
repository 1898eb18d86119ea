"""What was sent and what has come of it: the list of campaigns and one campaign with its accounts (S-46…S-52)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from starlette.responses import Response

from services.campaign.console import list_files, wording
from services.campaign.console.campaign_columns import COLUMNS, KEYS
from services.campaign.console.list_columns import shown
from services.campaign.console.lists import ListState
from services.campaign.console.screens.reconciliation_list import listed, state_of
from services.campaign.console.visit import Visit
from services.campaign.domain.campaigns import Campaign, CampaignState
from services.campaign.repository import campaigns, turns
from services.campaign.repository.approvals import rule_of
from services.campaign.repository.campaigns import CampaignFilter
from services.campaign.repository.corrections import outdated_count
from services.campaign.repository.mails import MailCounts, mail_counts
from services.campaign.use_cases.cancelling import CancelCampaign, cancel_campaign
from shared import formats
from shared.clock import istanbul_date
from shared.text import N_, NN_

AREA = "campaigns"
AT_ONCE = 250
SENT = N_("Sent reconciliations")
SENT_SINCE, SENT_UNTIL = N_("Sent from %(day)s on"), N_("Sent until %(day)s")
FRESH = timedelta(minutes=15)
LARGE = 1000
CANCEL = N_("Cancel the reconciliation?")
CANCEL_OPEN = NN_(
    "%(count)d account has not answered. Its page will say that the request was withdrawn; e-mails that "
    "have not left stay here.",
    "%(count)d accounts have not answered. Their pages will say that the request was withdrawn; e-mails "
    "that have not left stay here.",
)
CANCEL_ANSWERED = NN_(
    "%(count)d answer that has arrived stays as it is.",
    "%(count)d answers that have arrived stay as they are.",
)
CANCEL_UNSENT = N_("It has not been sent, so nobody was asked. It stays in the list as cancelled.")
CANCEL_BUTTON = N_("Cancel it")
CANCELLED = N_("The reconciliation was cancelled.")


def _list_state(visit: Visit) -> ListState:
    return ListState.read(
        visit.path("campaigns"), visit.request.query_params, filters=("from", "to", "state"), columns=KEYS
    )


def _wanted(state: ListState) -> CampaignFilter:
    chosen = state.filters.get("state", "")
    return CampaignFilter(
        first_day=_day(state.filters.get("from")),
        last_day=_day(state.filters.get("to")),
        states=(CampaignState(chosen),) if chosen in wording.CAMPAIGN_STATES else (),
    )


async def show(visit: Visit) -> Response:
    """Sent campaigns, the newest first, by date range and state."""
    state = _list_state(visit)
    async with visit.reading() as reading:
        found, following = await campaigns.list_campaigns(
            reading, visit.me.company_id, _wanted(state), limit=state.limit, cursor=state.cursor
        )
    values = {
        "list": state,
        "campaigns": found,
        "next": following,
        "columns": shown(state.columns, COLUMNS),
        "possible": COLUMNS,
        "export": lambda kind: visit.path("campaigns_file", kind=kind),
    }
    return visit.list_page("campaigns.html", values, area=AREA)


async def export(visit: Visit) -> Response:
    """What the filter finds, as a file."""
    state = _list_state(visit)
    wanted = _wanted(state)

    async def ask(cursor: str | None) -> tuple[Sequence[Campaign], str | None]:
        async with visit.reading() as reading:
            return await campaigns.list_campaigns(reading, visit.me.company_id, wanted, limit=AT_ONCE, cursor=cursor)

    words = [visit.text(wording.CAMPAIGN_STATES[one]) for one in wanted.states]
    words += [visit.text(SENT_SINCE, day=formats.day(wanted.first_day))] if wanted.first_day else []
    words += [visit.text(SENT_UNTIL, day=formats.day(wanted.last_day))] if wanted.last_day else []
    columns = shown(state.columns, COLUMNS)
    return await list_files.export(visit, list_files.every(ask), columns, title=visit.text(SENT), about=words)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


async def detail(visit: Visit) -> Response:
    """One campaign: how far it is, and its accounts by state."""
    campaign_id, mine = visit.request.path_params["campaign_id"], visit.me.company_id
    state = state_of(visit.path("campaign", campaign_id=campaign_id), visit.request.query_params)
    async with visit.reading() as reading:
        campaign = await campaigns.get_campaign(reading, mine, campaign_id)
        mails = await mail_counts(reading, mine, campaign_id)
        values = await listed(visit, reading, state, campaign)
        values |= {
            "history": await turns.entries(reading, mine, campaign_id),
            "outdated": await outdated_count(reading, mine, campaign_id),
            "needs_approval": (await rule_of(reading, mine)).asks_for(campaign.total),
            "mine": campaign.sent_by == visit.me.user_id,
        }
    return visit.list_page("campaign.html", _progress(visit, campaign, mails) | values, area=AREA)


def poll_delay(campaign: Campaign, mails: MailCounts, now: datetime) -> int:
    """Seconds until the page should look again: soon while mails leave and first answers come, rarely later, 0 = never.

    One second lets an open page show an answer within two; large campaigns are counted a little less often.
    """
    if campaign.state is not CampaignState.RUNNING:
        return 0
    if mails.open or now - campaign.sent_at < FRESH:
        return 1 if campaign.count <= LARGE else 2
    return 5 if istanbul_date(campaign.sent_at) == istanbul_date(now) else 30


def _progress(visit: Visit, campaign: Campaign, mails: MailCounts) -> dict[str, Any]:
    counts = "-".join(f"{state}.{many}" for state, many in sorted(campaign.by_state.items()))
    return {
        "campaign": campaign,
        "moving": mails.open if campaign.state is CampaignState.RUNNING else 0,
        "poll_after": poll_delay(campaign, mails, visit.console.clock.now()),
        # Changes whenever a count does: the script then brings the list up to date too.
        "mark": f"{campaign.state}-{counts}",
    }


async def progress(visit: Visit) -> Response:
    """The line above the list alone, with its own next delay."""
    campaign_id, mine = visit.request.path_params["campaign_id"], visit.me.company_id
    async with visit.reading() as reading:
        campaign = await campaigns.get_campaign(reading, mine, campaign_id)
        mails = await mail_counts(reading, mine, campaign_id)
    return visit.part("campaign.html", "progress", _progress(visit, campaign, mails))


async def ask_cancel(visit: Visit) -> Response:
    campaign_id = visit.request.path_params["campaign_id"]
    async with visit.reading() as reading:
        campaign = await campaigns.get_campaign(reading, visit.me.company_id, campaign_id)
    values = {
        "title": visit.text(CANCEL),
        "lines": [campaign.description, *_consequences(visit, campaign)],
        "addresses": [],
        "hidden": [("version", str(campaign.version))],
        "action": visit.path("cancel_campaign", campaign_id=campaign_id),
        "button": visit.text(CANCEL_BUTTON),
        "dangerous": True,
        "back": visit.path("campaign", campaign_id=campaign_id),
    }
    return visit.page("confirm.html", values, area=AREA)


def _consequences(visit: Visit, campaign: Campaign) -> list[str]:
    if not campaign.state.sent:
        return [visit.text(CANCEL_UNSENT)]
    return [
        visit.text(CANCEL_OPEN, count=campaign.waiting),
        visit.text(CANCEL_ANSWERED, count=campaign.agreed + campaign.disagreed),
    ]


async def cancel(visit: Visit) -> Response:
    """Withdraw it, unless somebody has changed it since the question was shown."""
    campaign_id = visit.request.path_params["campaign_id"]
    command = CancelCampaign(visit.me.company_id, campaign_id, visit.me.name, visit.seen_version())
    async with visit.transaction() as tx:
        await cancel_campaign(tx, command)
    return visit.say(visit.go("campaign", campaign_id=campaign_id), "success", visit.text(CANCELLED))
