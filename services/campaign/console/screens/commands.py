"""The palette (Ctrl+K): every screen and the newest campaigns by a few letters; without scripts a page like any other."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from services.campaign.console.visit import Visit
from services.campaign.repository.campaigns import CampaignFilter, list_campaigns
from shared.text import N_, fold

SCREENS = (
    ("new_run", N_("New reconciliation")),
    ("campaigns", N_("Reconciliations")),
    ("all_reconciliations", N_("All accounts")),
    ("outbox", N_("Outbox")),
    ("accounts", N_("Accounts and contacts")),
    ("imports", N_("Import")),
    ("companies", N_("Companies")),
    ("smtp", N_("Mail server")),
    ("users", N_("Users")),
    ("company", N_("Company")),
)
NEWEST = 200
SHOWN = 30


@dataclass(frozen=True, slots=True)
class Command:
    text: str
    address: str
    detail: str = ""


async def show(visit: Visit) -> Response:
    """What fits the letters; with Enter (`go`) the first of it is opened."""
    wanted = visit.request.query_params.get("q", "")[:100]
    words = fold(wanted).split()
    async with visit.reading() as reading:
        campaigns, _ = await list_campaigns(reading, visit.me.company_id, CampaignFilter(), limit=NEWEST)
    every = [
        *(Command(visit.text(label), visit.path(name)) for name, label in SCREENS),
        *(
            Command(one.description, visit.path("campaign", campaign_id=one.campaign_id), one.period)
            for one in campaigns
        ),
    ]
    found = [one for one in every if all(word in fold(f"{one.text} {one.detail}") for word in words)]
    if visit.request.query_params.get("go") and words and found:
        return visit.go_to(found[0].address)
    return visit.page("commands.html", {"q": wanted, "commands": found[:SHOWN]})
