"""The list of a run: BA and BS in separate columns, balances, and the selection (S-31, S-36)."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Sequence
from uuid import UUID

from starlette.responses import Response

from services.campaign.console import list_files
from services.campaign.console.list_columns import shown
from services.campaign.console.lists import ListState
from services.campaign.console.run_columns import KEYS, possible
from services.campaign.console.visit import Visit
from services.campaign.domain.figures import Figure
from shared import formats
from shared.text import N_

AREA = "new_run"
SORTS = ("title", "purchases", "sales", "total", "balance")


AT_ONCE = 1000
OF_PERIOD, OF_DAY = N_("Accounts of %(period)s"), N_("Balances of %(day)s")
SEARCH = N_("Search: “%(text)s”")


def _list_state(visit: Visit, run_id: UUID) -> ListState:
    return ListState.read(
        visit.path("run", run_id=run_id),
        visit.request.query_params,
        filters=("q", "contacts"),
        sorts=SORTS,
        default_sort="title",
        columns=KEYS,
    )


async def show(visit: Visit) -> Response:
    run_id: UUID = visit.request.path_params["run_id"]
    state = _list_state(visit, run_id)
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
        "columns": shown(state.columns, possible(run.kind)),
        "possible": possible(run.kind),
        "export": lambda kind: visit.path("run_file", run_id=run_id, kind=kind),
    }
    return visit.list_page("run.html", values, area=AREA)


async def export(visit: Visit) -> Response:
    """What the filter finds, as a file."""
    run_id: UUID = visit.request.path_params["run_id"]
    state, client = _list_state(visit, run_id), visit.aggregator
    run = await client.run(run_id)

    async def ask(cursor: str | None) -> tuple[Sequence[Figure], str | None]:
        page = await client.figures(run_id, search=state.q, sort=state.sort, limit=AT_ONCE, cursor=cursor)
        return page.items, page.next

    columns = shown(state.columns, possible(run.kind))
    if run.kind.has_sides or run.as_of is None:
        title = visit.text(OF_PERIOD, period=formats.period(run.period, visit.language))
    else:
        title = visit.text(OF_DAY, day=formats.day(run.as_of))
    about = [visit.text(SEARCH, text=state.q)] if state.q else []
    return await list_files.export(visit, list_files.every(ask), columns, title=title, about=about)
