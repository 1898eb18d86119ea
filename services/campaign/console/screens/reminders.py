"""Reminders of a campaign: what reminding now would do, doing it, and when they go by themselves (user-experience.md §9.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from services.campaign.console import wording
from services.campaign.console.screens.many import TO_ACCOUNTS
from services.campaign.console.visit import Visit
from services.campaign.domain.turns import ChangedMeanwhile
from services.campaign.domain.working_days import working_days_before
from services.campaign.repository import campaigns
from services.campaign.use_cases.reminding import (
    Remind,
    SetLadder,
    SetReminding,
    outlook,
    remind,
    set_ladder,
    set_reminding,
)
from services.campaign.use_cases.resending import ResentMany
from shared.errors import Conflict, Invalid
from shared.text import N_, NN_

AREA = "campaigns"
REMINDED = NN_(
    "%(count)d reminder %(to_accounts)s is on its way.",
    "%(count)d reminders %(to_accounts)s are on their way.",
)
NOBODY = N_("There is nobody to remind at the moment.")
SAVED = N_("The days of the reminders were saved.")
NO_DAYS = N_("“%(text)s” is no list of working days. Write it like 5, 2.")
STOPPED = N_("%(title)s is not reminded any more.")
GOES_ON = N_("%(title)s is reminded again.")
NOTHING = ResentMany(0, 0, {})


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """So many are not reminded, for this reason."""

    count: int
    reason: str


async def show(visit: Visit) -> Response:
    return await _page(visit, None, {})


async def _page(visit: Visit, typed: str | None, errors: dict[str, str]) -> Response:
    campaign_id, mine = visit.request.path_params["campaign_id"], visit.me.company_id
    closed = ""
    async with visit.reading() as reading:
        campaign = await campaigns.get_campaign(reading, mine, campaign_id)
        try:
            found = await outlook(reading, mine, campaign_id)
        except Conflict as error:
            found, closed = NOTHING, visit.reason(error)
    values = {
        "campaign": campaign,
        "found": found,
        "closed": closed,
        "left_alone": [
            LeftAlone(count, visit.text(wording.LEFT_ALONE.get(code, code)))
            for code, count in sorted(found.skipped.items(), key=lambda one: -one[1])
        ],
        "days": ", ".join(map(str, campaign.remind_days)) if typed is None else typed,
        "dates": dates_of(campaign.remind_days, campaign.valid_until),
        # Of a form that was refused, the version that it was filled from: else its next try would undo what a colleague has set.
        "version": visit.field("version") or str(campaign.version),
        "errors": errors,
    }
    return visit.page("reminders.html", values, area=AREA, status=422 if errors else 200)


def dates_of(days: tuple[int, ...], valid_until: date) -> list[date]:
    return [working_days_before(valid_until, step) for step in days]


async def send(visit: Visit) -> Response:
    """Remind who is silent at this very moment, whoever was so when the page was opened."""
    campaign_id = visit.request.path_params["campaign_id"]
    async with visit.transaction() as tx:
        sent = await remind(tx, Remind(visit.me.company_id, campaign_id, visit.me.name))
    response = visit.go("campaign", campaign_id=campaign_id)
    if not sent.reconciliations:
        return visit.say(response, "warning", visit.text(NOBODY))
    said = visit.text(REMINDED, count=sent.mails, to_accounts=visit.text(TO_ACCOUNTS, count=sent.reconciliations))
    return visit.say(response, "success", said)


async def save(visit: Visit) -> Response:
    """The days on which they go by themselves."""
    campaign_id, typed = visit.request.path_params["campaign_id"], visit.field("days")
    parts = [part.strip() for part in typed.replace(";", ",").split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
        return await _page(visit, typed, {"days": visit.text(NO_DAYS, text=typed)})
    days = tuple(int(part) for part in parts)
    command = SetLadder(visit.me.company_id, campaign_id, days, visit.me.name, visit.seen_version())
    try:
        async with visit.transaction() as tx:
            await set_ladder(tx, command)
    except (Invalid, ChangedMeanwhile) as error:
        return await _page(visit, typed, {"days": visit.reason(error)})
    return visit.say(visit.go("reminders", campaign_id=campaign_id), "success", visit.text(SAVED))


async def choose(visit: Visit) -> Response:
    """Whether one counterparty is reminded, of this request and of later ones."""
    reconciliation_id, wanted = visit.request.path_params["reconciliation_id"], visit.field("wanted") == "1"
    async with visit.transaction() as tx:
        command = SetReminding(visit.me.company_id, reconciliation_id, wanted, visit.me.name)
        row = await set_reminding(tx, command)
    said = visit.text(GOES_ON if wanted else STOPPED, title=row.title)
    return visit.say(visit.go("reconciliation", reconciliation_id=reconciliation_id), "success", said)
