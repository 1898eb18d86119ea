"""`/runs/{id}/figures/{key}/open-items`: what the balances of a figure are made of, and how old that is (S-12)."""

from uuid import UUID

from fastapi import APIRouter

from services.aggregator.api.figures import FigureKey, figure_of
from services.aggregator.api.runs import row_of
from services.aggregator.schemas.balances import OpenItems
from services.aggregator.use_cases.balances import NOTHING_OPEN, open_of_figures
from shared.http.dependencies import InReading, Reader

router = APIRouter(tags=["runs"])


@router.get(
    "/runs/{run_id}/figures/{key:path}/open-items",
    response_model=OpenItems,
    summary="List what the balances of a figure are made of",
)
async def list_open_items(reading: InReading, who: Reader, run_id: UUID, key: FigureKey) -> OpenItems:
    """As the books were when the run was made. Payments are taken to settle the oldest documents first."""
    run = await row_of(reading, who.company_id, run_id)
    figure = await figure_of(reading, who.company_id, run_id, key)
    opened = (await open_of_figures(reading, run, [figure])).get(figure.key, NOTHING_OPEN)
    return OpenItems(items=list(opened.items), ageing=list(opened.ageing))
