"""The list of a run: BA and BS in separate columns, balances, and the selection (S-31, S-36)."""

from __future__ import annotations

from asyncio import gather
from uuid import UUID

from starlette.responses import Response

from services.campaign.console.lists import ListState
from services.campaign.console.visit import Visit

AREA = "new_run"
SORTS = ("title", "purchases", "sales", "total", "balance")


async def show(visit: Visit) -> Response:
    run_id: UUID = visit.request.path_params["run_id"]
    state = ListState.read(
        visit.path("run", run_id=run_id),
        visit.request.query_params,
        filters=("q", "contacts"),
        sorts=SORTS,
        default_sort="title",
    )
    client = visit.aggregator
    # Three questions to another service at once: the page waits for the slowest one only.
    run, totals, page = await gather(
        client.run(run_id),
        client.figure_totals(run_id, search=state.q),
        client.figures(run_id, search=state.q, sort=state.sort, limit=state.limit, cursor=state.cursor),
    )
    values = {
        "run": run,
        "list": state,
        "figures": page.items,
        "next": page.next,
        "totals": totals,
        "notify_contacts": bool(state.filters.get("contacts")),
    }
    return visit.list_page("run.html", values, area=AREA)
