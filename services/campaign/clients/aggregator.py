"""The aggregator's API as the console and the sending of a campaign use it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.campaign.clients.connection import Connection, Query
from services.campaign.domain.figures import Figure, Run, Selection
from shared.contracts.values import Kind
from shared.errors import NotFound
from shared.money import Money
from shared.paging import Page

FIGURES_AT_ONCE = 1000
KEYS_IN_QUERY = 50
"""Up to so many selected keys are asked for by name; more would not fit into an address, and all are fetched and sifted."""
RUN_SECONDS = 120.0
UNTIL_SENT = 0.002
"""Seconds in which a request is on its way, before reading a page of 1000 figures keeps everything else waiting."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class FigureTotals(_Answer):
    """Sums over everything that a search finds in a run."""

    figures: int
    purchases_total: Money
    purchases_documents: int
    sales_total: Money
    sales_documents: int
    receivable_total: Money = Money.of_minor(0)
    payable_total: Money = Money.of_minor(0)


@dataclass(frozen=True, slots=True)
class RunRequest:
    """The parameters of a run (S-12, S-20…S-23); `limit` in TRY. Purchases and sales are of `period`, balances of `as_of`."""

    period: str
    limit: Decimal = Decimal("5000.00")
    merge_by_tax_number: bool = True
    exclude_deferred_series: bool = True
    kind: Kind = Kind.PURCHASES_SALES
    as_of: date | None = None
    date_basis: str = "document"
    """`document`: a document is of the month of its own date; `recording`: of the month it was booked in."""
    include_other_taxes: bool = True
    count_zero_documents: bool = True
    limit_on_returns: bool = False
    include_zero_balances: bool = True


class DeferredSeries(_Answer):
    """A document series that is left out of the sums (S-23); without a branch, in every branch."""

    series: str
    branch: str | None = None


class AggregatorClient:
    """In the name of one user: make a new one per request."""

    def __init__(self, connection: Connection) -> None:
        self._at = connection

    async def create_run(self, request: RunRequest, *, key: str | None = None) -> Run:
        body = {
            "kind": request.kind.value,
            "period": request.period if request.kind.has_sides else None,
            "as_of": request.as_of.isoformat() if request.as_of else None,
            "limit": f"{request.limit:.2f}",
            "merge_by_tax_number": request.merge_by_tax_number,
            "exclude_deferred_series": request.exclude_deferred_series,
            "date_basis": request.date_basis,
            "include_other_taxes": request.include_other_taxes,
            "count_zero_documents": request.count_zero_documents,
            "limit_on_returns": request.limit_on_returns,
            "include_zero_balances": request.include_zero_balances,
        }
        return self._at.read(Run, await self._at.call("POST", "/runs", body=body, key=key, seconds=RUN_SECONDS))

    async def run(self, run_id: UUID) -> Run:
        return await self._at.get(Run, f"/runs/{run_id}")

    async def runs(self, *, limit: int = 50, cursor: str | None = None) -> Page[Run]:
        return await self._at.page(Run, "/runs", {"limit": limit, "cursor": cursor})

    async def figures(
        self,
        run_id: UUID,
        *,
        search: str = "",
        keys: Sequence[str] = (),
        sort: str = "title",
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Figure]:
        """One page of a run. `sort`: title, purchases, sales, total or balance, with `-` in front for the largest first."""
        query: Query = {
            "q": search or None,
            "key": list(keys) or None,
            "sort": sort,
            "limit": limit,
            "cursor": cursor,
        }
        return await self._at.page(Figure, f"/runs/{run_id}/figures", query)

    async def figure_totals(self, run_id: UUID, *, search: str = "") -> FigureTotals:
        """How many figures the search finds, and what they add up to."""
        return await self._at.get(FigureTotals, f"/runs/{run_id}/figures/totals", {"q": search or None})

    async def every_figure(self, run_id: UUID, *, search: str = "") -> list[Figure]:
        """All figures of a run, or all that the search finds, by title. While one page is read, the aggregator makes the next."""
        path = f"/runs/{run_id}/figures"
        query: Query = {"q": search or None, "sort": "title", "limit": FIGURES_AT_ONCE}
        found: list[Figure] = []
        coming: asyncio.Task[Any] | None = asyncio.create_task(self._at.call("GET", path, query=query))
        try:
            while coming is not None:
                answer = await coming
                after = answer.get("next") if isinstance(answer, dict) else None
                coming = None
                if after:
                    coming = asyncio.create_task(self._at.call("GET", path, query={**query, "cursor": after}))
                    await asyncio.sleep(UNTIL_SENT)
                found += self._at.read(Page[Figure], answer).items
        finally:
            if coming is not None:
                coming.cancel()
        return found

    async def selected_figures(self, run_id: UUID, selection: Selection) -> list[Figure]:
        """The selected figures, by title; `NotFound` (`unknown_figures`) when the run has not all of them."""
        if selection.keys is None:
            return await self.every_figure(run_id)
        wanted = set(selection.keys)
        if not wanted:
            return []
        if len(wanted) <= KEYS_IN_QUERY:
            found = (await self.figures(run_id, keys=sorted(wanted), limit=FIGURES_AT_ONCE)).items
        else:
            found = await self.every_figure(run_id)
        chosen = [figure for figure in found if figure.key in wanted]
        missing = wanted - {figure.key for figure in chosen}
        if missing:
            raise NotFound(
                "The run has no figure {missing}. Load the list again and select anew.",
                code="unknown_figures",
                missing=", ".join(sorted(missing)[:5]),
            )
        return chosen

    async def deferred_series(self) -> list[DeferredSeries]:
        answer = await self._at.call("GET", "/deferred-series")
        items = answer["items"] if isinstance(answer, dict) else answer
        return [self._at.read(DeferredSeries, item) for item in items]
