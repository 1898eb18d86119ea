"""`/deferred-series`: series that stay out of BA and BS because they are accounted for later (S-23)."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.aggregator.domain.series import DeferredSeries
from services.aggregator.repository import companies
from services.aggregator.repository import series as deferred
from services.aggregator.schemas import Series, SeriesList
from shared.http.dependencies import InReading, InTransaction, Once, Reader, Writer

router = APIRouter(tags=["deferred series"])


@router.get("/deferred-series", response_model=SeriesList, summary="List deferred series")
async def list_series(reading: InReading, who: Reader) -> SeriesList:
    entries = await deferred.of_company(reading, who.company_id)
    return SeriesList(items=[Series(series=one.series, branch=one.branch) for one in entries])


@router.put("/deferred-series", response_model=SeriesList, summary="Replace the list of deferred series")
async def put_series(tx: InTransaction, who: Writer, once: Once, body: SeriesList) -> Response:
    """Runs made from now on leave these series out; runs that exist stay as they are."""

    async def work() -> SeriesList:
        entries = [DeferredSeries(one.series, one.branch or None) for one in body.items]
        await companies.hold_books(tx, who.company_id)
        await deferred.replace(tx, who.company_id, entries)
        return body

    return await once.run(tx, work, status=200)
