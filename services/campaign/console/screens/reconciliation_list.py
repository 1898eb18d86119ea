"""Lists of reconciliations: of one campaign and of the whole company, with their exports; one component for both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from starlette.datastructures import QueryParams
from starlette.responses import Response

from services.campaign.console import reconciliation_filters, wording
from services.campaign.console.list_columns import Column, shown
from services.campaign.console.list_files import ListFile, answer
from services.campaign.console.lists import ListState, Tab
from services.campaign.console.reconciliation_columns import KEYS, ListedCampaign, possible
from services.campaign.console.screens import views
from services.campaign.console.visit import Visit
from services.campaign.domain.campaigns import Campaign
from services.campaign.domain.reconciliations import Reconciliation
from services.campaign.repository import campaigns
from services.campaign.repository.listing import COUNTED, SORTS, Listing, Sums
from services.campaign.repository.tallies import Tally
from shared.contracts.values import Confirmation
from shared.database import Reading
from shared.files.sheets import Cell
from shared.money import from_minor
from shared.text import N_

AREA = "all_reconciliations"
ALL = N_("All reconciliations")


@dataclass(frozen=True, slots=True)
class ListTotals:
    """Over the whole filter."""

    count: int
    purchases: Decimal
    sales: Decimal
    receivable: Decimal
    payable: Decimal


def state_of(path: str, query: QueryParams) -> ListState:
    """The list as an address, or a form that came from it, names it."""
    return ListState.read(
        path,
        query,
        filters=reconciliation_filters.NAMES,
        sorts=tuple(SORTS),
        default_sort="title",
        columns=KEYS,
    )


async def listed(visit: Visit, reading: Reading, state: ListState, campaign: Campaign | None) -> dict[str, Any]:
    """Everything that `reconciliation_list.html` shows."""
    mine = visit.me.company_id
    wanted = reconciliation_filters.read(visit, state, campaign.campaign_id if campaign else None)
    listing = Listing(reading, mine, wanted)
    look = await listing.look(sort=state.sort, limit=state.limit, cursor=state.cursor, exactly=state.exact)
    page, sums = look.page, look.sums
    columns, periods = await _possible(listing, campaign)
    return {
        "list": state,
        "tabs": _tabs(visit, state, sums, campaign),
        "active_filters": reconciliation_filters.active(visit, state),
        "rows": page.rows,
        "before": page.before,
        "next": page.after,
        "columns": shown(state.columns, columns),
        "possible": columns,
        "of": await _of_rows(visit, listing, page.rows),
        "totals": None if sums.total is None else _totals(sums.total),
        "counted": COUNTED,
        "periods": periods,
        "views": await views.offered(visit, reading, views.RECONCILIATIONS, state),
        "list_name": views.RECONCILIATIONS,
        "export": partial(_export_path, visit, campaign),
    }


async def _possible(listing: Listing, campaign: Campaign | None) -> tuple[list[Column], Sequence[str]]:
    """The columns that there may be, and the periods that can be chosen."""
    if campaign is not None:
        return possible([campaign.kind], company=False), ()
    kinds, periods = await listing.asked_about()
    return possible(kinds, company=True), periods


def _export_path(visit: Visit, campaign: Campaign | None, kind: str) -> str:
    if campaign is None:
        return visit.path("reconciliations_file", kind=kind)
    return visit.path("campaign_file", campaign_id=campaign.campaign_id, kind=kind)


def _totals(tally: Tally) -> ListTotals:
    return ListTotals(
        tally.reconciliations,
        from_minor(tally.purchases_minor),
        from_minor(tally.sales_minor),
        from_minor(tally.receivable_minor),
        from_minor(tally.payable_minor),
    )


def _tabs(visit: Visit, state: ListState, sums: Sums, campaign: Campaign | None) -> list[Tab]:
    current = state.filters.get("state", "")
    known = sums.by_state

    def count(states: Sequence[str] | None) -> int | None:
        if known is None:
            return None
        return sum(tally.reconciliations for name, tally in known.items() if states is None or name in states)

    return [
        Tab(visit.text(label), state.address(state=key), count(states), key == current)
        for key, label, states in wording.TABS
        # Silence has a name of its own only where nothing but objections was asked for.
        if key != "no_objection" or campaign is None or campaign.confirmation is Confirmation.NEGATIVE
        if key != "by_phone" or campaign is None or campaign.by_phone
    ]


async def _of_rows(visit: Visit, listing: Listing, rows: Sequence[Reconciliation]) -> Mapping[UUID, ListedCampaign]:
    known = await listing.campaigns()
    return {
        one.campaign_id: ListedCampaign(
            one.description, one.kind, one.period, one.valid_until, visit.path("campaign", campaign_id=one.campaign_id)
        )
        for one in (known[campaign_id] for campaign_id in {row.campaign_id for row in rows})
    }


async def show(visit: Visit) -> Response:
    """Every reconciliation of the company, over all its campaigns."""
    state = state_of(visit.path("all_reconciliations"), visit.request.query_params)
    async with visit.reading() as reading:
        values = await listed(visit, reading, state, None)
    return visit.list_page("reconciliations.html", values | {"campaign": None}, area=AREA)


async def export(visit: Visit) -> Response:
    """All of the company that the filter finds."""
    return await _export(visit, None)


async def export_campaign(visit: Visit) -> Response:
    """All of a campaign that the filter finds."""
    return await _export(visit, visit.request.path_params["campaign_id"])


async def _export(visit: Visit, campaign_id: UUID | None) -> Response:
    mine = visit.me.company_id
    state = state_of("", visit.request.query_params)
    wanted = reconciliation_filters.read(visit, state, campaign_id)
    async with visit.reading() as reading:
        campaign = await campaigns.get_campaign(reading, mine, campaign_id) if campaign_id else None
        listing = Listing(reading, mine, wanted)
        columns = shown(state.columns, (await _possible(listing, campaign))[0])

        async def pages() -> AsyncIterator[Sequence[Sequence[Cell]]]:
            async for rows in listing.every_page(sort=state.sort):
                of = await _of_rows(visit, listing, rows)
                yield [[column.cell(row, of[row.campaign_id], visit.text) for column in columns] for row in rows]

        file = ListFile(
            title=campaign.description if campaign else visit.text(ALL),
            about=_about(visit, state),
            columns=[(visit.text(column.label), column.kind) for column in columns],
            name=_file_parts(visit, state, campaign),
        )
        return await answer(visit, file, pages(), visit.request.path_params["kind"])


def _about(visit: Visit, state: ListState) -> list[str]:
    """The filter in words, for whoever gets the file without the screen."""
    tab = next((label for key, label, _ in wording.TABS if key and key == state.filters.get("state")), "")
    words = [one.text for one in reconciliation_filters.active(visit, state)]
    return [*([visit.text(tab)] if tab else []), *words]


def _file_parts(visit: Visit, state: ListState, campaign: Campaign | None) -> list[str]:
    """`2026-10_BABS_yanit-bekleyen`: what sorts by period in a folder."""
    tab = next((label for key, label, _ in wording.TABS if key == state.filters.get("state", "")), wording.TABS[0][1])
    if campaign is None:
        return [visit.text(ALL), visit.text(tab)]
    return [campaign.period, wording.FILE_KINDS[campaign.kind], visit.text(tab)]
