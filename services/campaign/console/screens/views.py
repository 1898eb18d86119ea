"""Views of lists: those that are shipped, one's own, those that colleagues share."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from starlette.responses import Response

from services.campaign.console.lists import ListState
from services.campaign.console.pages import own_path
from services.campaign.console.visit import Visit
from services.campaign.domain.views import SavedView
from services.campaign.repository import views
from services.campaign.use_cases.views import RemoveView, SaveView, remove_view, save_view
from shared.auth import ADMIN
from shared.database import Reading
from shared.errors import Conflict, Invalid, NotFound
from shared.text import N_

RECONCILIATIONS, MAILS = "reconciliations", "mails"
AREAS = MappingProxyType({RECONCILIATIONS: "all_reconciliations", MAILS: "outbox"})
SHIPPED = MappingProxyType(
    {
        RECONCILIATIONS: (
            (N_("Awaiting answer"), "?state=waiting"),
            (N_("Running out today"), "?state=waiting&due=today"),
            (N_("Disagreed, the largest difference on top"), "?state=disagreed&sort=-difference"),
            (N_("Mails that did not arrive"), "?mark=undelivered"),
            (N_("Answered in the last 7 days"), "?answered=7&sort=-state_at"),
        ),
        MAILS: (
            (N_("Mails that did not arrive"), "?state=lost"),
            (N_("Waiting for a decision"), "?needs_decision=1"),
        ),
    }
)
SAVED = N_("The view “%(name)s” was saved.")
REMOVED = N_("The view “%(name)s” was removed.")


@dataclass(frozen=True, slots=True)
class Offered:
    """One view as the list offers it; `view_id` where this visitor may remove it."""

    name: str
    address: str
    current: bool
    made_by: str = ""
    view_id: UUID | None = None


async def offered(visit: Visit, reading: Reading, list_name: str, state: ListState) -> list[Offered]:
    kept = await views.seen_by(reading, visit.me.company_id, visit.me.user_id, list_name)
    query = state.query
    shipped = [Offered(visit.text(name), state.path + asked, query == asked) for name, asked in SHIPPED[list_name]]
    return [*shipped, *(_kept(visit, view, state) for view in kept)]


def _kept(visit: Visit, view: SavedView, state: ListState) -> Offered:
    mine = view.user_id == visit.me.user_id
    removable = view.view_id if mine or visit.may(ADMIN) else None
    return Offered(
        view.name, state.path + view.query, state.query == view.query, "" if mine else view.made_by, removable
    )


async def save(visit: Visit) -> Response:
    list_name, query = visit.field("list"), visit.field("query")
    if list_name not in SHIPPED:
        raise NotFound("There is no such page.", code="page_not_found")
    command = SaveView(
        visit.me.company_id,
        visit.me.user_id,
        visit.me.name,
        list_name,
        visit.field("name"),
        query if query.startswith("?") else "",
        shared=bool(visit.field("shared")),
    )
    try:
        async with visit.transaction() as tx:
            view = await save_view(tx, command)
    except (Invalid, Conflict) as error:
        values = {"typed": command, "errors": {"name": visit.reason(error)}, "back": _address(visit)}
        return visit.page("view.html", values, area=AREAS[list_name], status=error.status)
    return visit.say(_back(visit), "success", visit.text(SAVED, name=view.name))


async def remove(visit: Visit) -> Response:
    command = RemoveView(
        visit.me.company_id, visit.me.user_id, visit.request.path_params["view_id"], any_of_company=visit.may(ADMIN)
    )
    async with visit.transaction() as tx:
        view = await remove_view(tx, command)
    return visit.say(_back(visit), "success", visit.text(REMOVED, name=view.name))


def _back(visit: Visit) -> Response:
    return visit.go_to(_address(visit))


def _address(visit: Visit) -> str:
    return own_path(visit.request, visit.field("back"))
