"""The list of a run: BA and BS in separate columns, selection, and the documents behind each figure (S-31…S-36)."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from starlette.responses import Response

from services.campaign.clients.aggregator import AggregatorClient
from services.campaign.console.lists import ListState
from services.campaign.console.visit import Visit
from services.campaign.domain.figures import Figure, Run
from shared.errors import NotFound

AREA = "new_run"
SORTS = ("title", "purchases", "sales", "total")
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class FigureTotals:
    """Over everything that the filter finds. Document counts are None where only the run's own sums are known."""

    count: int
    purchases: Decimal
    sales: Decimal
    purchases_documents: int | None = None
    sales_documents: int | None = None

    @classmethod
    def of_run(cls, run: Run) -> FigureTotals:
        purchases = run.purchases_total.amount if run.purchases_total else ZERO
        sales = run.sales_total.amount if run.sales_total else ZERO
        return cls(run.figures, purchases, sales)

    @classmethod
    def of(cls, figures: Iterable[Figure]) -> FigureTotals:
        count, purchases, sales, bought, sold = 0, ZERO, ZERO, 0, 0
        for figure in figures:
            count += 1
            purchases += figure.purchases.total.amount
            sales += figure.sales.total.amount
            bought += figure.purchases.documents
            sold += figure.sales.documents
        return cls(count, purchases, sales, bought, sold)


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
    # Two questions to another service at once: the page waits for the slower one only.
    run, page = await gather(
        client.run(run_id),
        client.figures(run_id, search=state.q, sort=state.sort, limit=state.limit, cursor=state.cursor),
    )
    whole = page.next is None and state.cursor is None
    if whole:
        totals = FigureTotals.of(page.items)
    else:
        totals = await _totals(client, run, state.q)
    values = {
        "run": run,
        "list": state,
        "figures": page.items,
        "next": page.next,
        "totals": totals,
        "notify_contacts": bool(state.filters.get("contacts")),
    }
    return visit.list_page("run.html", values, area=AREA)


async def _totals(client: AggregatorClient, run: Run, search: str) -> FigureTotals:
    if not search:
        return FigureTotals.of_run(run)
    return FigureTotals.of([figure async for figure in client.every_figure(run.id, search=search)])


async def documents(visit: Visit) -> Response:
    """What a figure is made of."""
    run_id, key = visit.request.path_params["run_id"], visit.request.path_params["key"]
    state = ListState.read(visit.path("documents", run_id=run_id, key=key), visit.request.query_params, filters=())
    client = visit.aggregator
    run = await client.run(run_id)
    found = (await client.figures(run_id, keys=[key], limit=1)).items
    if not found:
        raise NotFound("The list has no such account.", code="figure_not_found")
    page = await client.documents(run_id, key, limit=state.limit, cursor=state.cursor)
    values = {"run": run, "figure": found[0], "list": state, "documents": page.items, "next": page.next}
    return visit.page("documents.html", values, area=AREA)
