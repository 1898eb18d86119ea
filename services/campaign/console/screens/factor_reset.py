"""A colleague's phone is gone: an administrator takes their second factor away, and they are told."""

from __future__ import annotations

from starlette.responses import Response

from services.campaign.console.visit import Visit
from services.campaign.domain.audit_log import Actor
from services.campaign.repository import people
from services.campaign.use_cases.second_factor import reset_factor
from shared.errors import NotFound
from shared.text import N_

AREA = "smtp"
TITLE = N_("Reset the second factor of %(name)s?")
TEXT = N_(
    "Do this only when you know that it is really them who ask: until they set up a new one, their password alone opens the "
    "account. They are signed out everywhere, and told when they sign in next that you did it."
)
BUTTON = N_("Reset the second factor")
DONE = N_("%(name)s sets up a new second factor at the next sign-in.")


async def ask(visit: Visit) -> Response:
    user_id = visit.request.path_params["user_id"]
    async with visit.reading() as reading:
        found = await people.find_user(reading, visit.me.company_id, user_id)
    if found is None:
        raise NotFound("There is no such user.", code="user_not_found")
    values = {
        "title": visit.text(TITLE, name=found.user.name),
        "lines": [visit.text(TEXT)],
        "addresses": [],
        "hidden": [],
        "action": visit.path("factor_reset", user_id=user_id),
        "button": visit.text(BUTTON),
        "dangerous": True,
        "back": visit.path("user", user_id=user_id),
    }
    return visit.page("confirm.html", values, area=AREA)


async def reset(visit: Visit) -> Response:
    async with visit.across_companies.transaction() as tx:
        user = await reset_factor(tx, Actor.of(visit.me.principal), visit.request.path_params["user_id"])
    return visit.say(visit.go("users"), "success", visit.text(DONE, name=user.name))
