"""One figure of a run: Analiz (what it is made of), Yönetim (its cards), Bağlantı (its addresses and contacts), S-32…S-34."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from services.campaign.clients.accounts import Account
from services.campaign.console.charts import month_bars
from services.campaign.console.lists import ListState
from services.campaign.console.visit import Visit
from services.campaign.domain.figures import Figure, Run
from shared.errors import NotFound

AREA = "new_run"
ANALYSIS, MANAGEMENT, CONNECTION = "", "management", "connection"
TABS = (ANALYSIS, MANAGEMENT, CONNECTION)


async def show(visit: Visit) -> Response:
    run_id, key = visit.request.path_params["run_id"], visit.request.path_params["key"]
    state = ListState.read(visit.path("figure", run_id=run_id, key=key), visit.request.query_params, filters=("tab",))
    tab = state.filters.get("tab", ANALYSIS)
    client = visit.aggregator
    run, found = await gather(client.run(run_id), client.figures(run_id, keys=[key], limit=1))
    if not found.items:
        raise NotFound("The list has no such account.", code="figure_not_found")
    figure = found.items[0]
    values = {"run": run, "figure": figure, "list": state, "tab": tab if tab in TABS else ANALYSIS}
    if values["tab"] == ANALYSIS:
        values |= await _analysis(visit, run, figure, state)
    else:
        cards = await visit.analysis.cards(key)
        values |= {"cards": cards, "moved": _moved(figure, cards)}
    return visit.page("figure.html", values, area=AREA)


async def _analysis(visit: Visit, run: Run, figure: Figure, state: ListState) -> dict[str, Any]:
    """The lines behind both sides, open items behind a balance, and the year around them."""
    client, found = visit.analysis, dict[str, Any](movements=[], next=None, opened=None, months=[])
    months = client.months(figure.key, until=run.period)
    if run.kind.has_sides:
        page, year = await gather(client.movements(run.id, figure.key, limit=state.limit, cursor=state.cursor), months)
        found |= {"movements": page.items, "next": page.next}
    else:
        year = await months
    found["months"] = month_bars(year)
    if run.kind.has_balances:
        found["opened"] = await client.open_items(run.id, figure.key)
    return found


def _moved(figure: Figure, cards: Sequence[Account]) -> bool:
    """Whether the counterparty is made of other cards now than when the list was made."""
    return {card.code for card in cards} != set(figure.account_codes)
