"""Reports over all campaigns: closing a month, and how counterparties answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from services.campaign.api.problems import problems
from services.campaign.repository import closing
from services.campaign.repository import scores as rows
from services.campaign.schemas.reports import MonthClose, Period, PeriodList, Score, ScoreList
from shared.http.dependencies import InReading, Reader

router = APIRouter(prefix="/reports", tags=["reports"])


@router.get(
    "/months", response_model=PeriodList, summary="Months of which something was asked", responses=problems(401, 403)
)
async def months(who: Reader, reading: InReading) -> PeriodList:
    found = await closing.periods(reading, who.company_id)
    return PeriodList(items=[Period.model_validate(one) for one in found])


@router.get(
    "/months/{period}",
    response_model=MonthClose,
    summary="How far a month is closed",
    responses=problems(401, 403, 422),
)
async def month(
    period: Annotated[str, Path(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")], who: Reader, reading: InReading
) -> MonthClose:
    """A month of which nothing was asked has nothing in it."""
    return MonthClose.of(await closing.month(reading, who.company_id, period))


@router.get("/scores", response_model=ScoreList, summary="How counterparties answer", responses=problems(401, 403, 422))
async def scores(
    who: Reader,
    reading: InReading,
    q: Annotated[str, Query(max_length=200, description="In the title.")] = "",
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> ScoreList:
    found, total = await rows.listing(reading, who.company_id, search=q, limit=limit, offset=offset)
    return ScoreList(items=[Score.of(one) for one in found], total=total)
