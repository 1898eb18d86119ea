"""How the sending of a campaign goes, and stopping it for a while (user-experience.md §3.4)."""

from __future__ import annotations

from starlette.responses import Response

from services.campaign.console.visit import Visit
from services.campaign.repository import campaigns
from shared.text import N_

AREA = "campaigns"
PAUSED = N_("The sending is paused. What has left cannot be called back; the pages stay open.")
RESUMED = N_("The sending goes on.")


async def show(visit: Visit) -> Response:
    campaign_id = visit.request.path_params["campaign_id"]
    async with visit.reading() as reading:
        campaign = await campaigns.get_campaign(reading, visit.me.company_id, campaign_id)
    mail = await visit.campaign_mail.of(campaign_id)
    lost = sum(mail.counts.get(state, 0) for state in ("failed", "bounced", "expired"))
    return visit.page("campaign_mail.html", {"campaign": campaign, "mail": mail, "lost": lost}, area=AREA)


async def pause(visit: Visit) -> Response:
    """Once the page says so, no mail of the campaign begins to leave."""
    await _own(visit)
    await visit.campaign_mail.pause(visit.request.path_params["campaign_id"])
    return _back(visit, PAUSED)


async def resume(visit: Visit) -> Response:
    await _own(visit)
    await visit.campaign_mail.resume(visit.request.path_params["campaign_id"])
    return _back(visit, RESUMED)


async def _own(visit: Visit) -> None:
    """A campaign of another company answers like an absent one, before anybody else is asked."""
    async with visit.reading() as reading:
        await campaigns.get_campaign(reading, visit.me.company_id, visit.request.path_params["campaign_id"])


def _back(visit: Visit, said: str) -> Response:
    place = visit.go("campaign_mail", campaign_id=visit.request.path_params["campaign_id"])
    return visit.say(place, "success", visit.text(said))
