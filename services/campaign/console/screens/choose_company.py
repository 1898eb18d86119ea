"""One's companies on one page: how the month stands in each, and going on in another one by a few letters and Enter.

Everything is a link or a form: the command palette opens `companies?q=…` or posts to `open_company` as the buttons here do.
"""

from __future__ import annotations

from uuid import UUID

from starlette.responses import Response

from services.campaign.console.pages import own_path
from services.campaign.console.visit import Visit
from services.campaign.domain.people import Membership
from services.campaign.repository import overview, people
from services.campaign.repository.overview import CompanyStanding, matching
from shared.clock import istanbul_date
from shared.errors import NotFound
from shared.text import N_

AREA = "companies"
CHOSEN = N_("You work for %(title)s now.")
OPEN_TITLE = N_("Go on in %(title)s?")
OPEN_TEXT = N_(
    "What you see and do from then on belongs to this company. Forms that are open in other tabs stay unsent."
)
OPEN_BUTTON = N_("Change company")


async def show(visit: Visit) -> Response:
    return await _page(visit, visit.request.query_params.get("q", "").strip()[:200])


async def _page(visit: Visit, words: str) -> Response:
    async with visit.across_companies.reading() as reading:
        found = await overview.standings(reading, visit.me.user_id)
    by_id = {one.company_id: one for one in found}
    mine = [Membership(one.company_id, one.title, one.role) for one in found]
    shown: list[CompanyStanding] = [by_id[one.company_id] for one in matching(mine, words)] if words else found
    values = {
        "q": words,
        "shown": shown,
        "total": len(found),
        "today": istanbul_date(visit.console.clock.now()),
        "may_open": visit.may_open_companies,
    }
    return visit.page("companies.html", values, area=AREA)


async def find(visit: Visit) -> Response:
    """Enter in the search field: into the company when only one has these letters, else the list of those that have."""
    words = visit.field("q")[:200]
    async with visit.across_companies.reading() as reading:
        found = matching(await people.companies_of(reading, visit.me.user_id), words)
    if len(found) == 1:
        return await _go_on_in(visit, found[0].company_id, "")
    return await _page(visit, words)


async def ask(visit: Visit) -> Response:
    """For links into another company: a link changes nothing, the button does."""
    company_id = visit.request.path_params["company_id"]
    async with visit.across_companies.reading() as reading:
        mine = await people.companies_of(reading, visit.me.user_id)
    title = next((one.title for one in mine if one.company_id == company_id), None)
    if title is None:
        raise NotFound("There is no such company here.", code="company_not_found")
    values = {
        "title": visit.text(OPEN_TITLE, title=title),
        "lines": [visit.text(OPEN_TEXT)],
        "addresses": [],
        "hidden": [("back", visit.request.query_params.get("back", ""))],
        "action": visit.path("open_company", company_id=company_id),
        "button": visit.text(OPEN_BUTTON),
        "dangerous": False,
        "back": visit.path("companies"),
    }
    return visit.page("confirm.html", values, area=AREA)


async def open_it(visit: Visit) -> Response:
    return await _go_on_in(visit, visit.request.path_params["company_id"], visit.field("back"))


async def _go_on_in(visit: Visit, company_id: UUID, back: str) -> Response:
    """The session's id is new afterwards, so that a form of the old company cannot be sent in this one."""
    session_id = await visit.console.door.move(visit.secret, visit.me.user_id, company_id)
    async with visit.across_companies.reading() as reading:
        mine = await people.companies_of(reading, visit.me.user_id)
    title = next(one.title for one in mine if one.company_id == company_id)
    response = visit.go_to(own_path(visit.request, back)) if back else visit.go("campaigns")
    visit.keep_session(response, session_id)
    return visit.say(response, "success", visit.text(CHOSEN, title=title))
