"""What came of a campaign, in figures."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from services.campaign.api.problems import problems
from services.campaign.repository import campaigns, results
from services.campaign.schemas.results import Results
from shared.http.dependencies import InReading, Reader

router = APIRouter(tags=["results"])


@router.get(
    "/campaigns/{campaign_id}/results",
    response_model=Results,
    summary="Rates, times to answer and the largest differences of a campaign",
    responses=problems(401, 403, 404),
)
async def of_campaign(campaign_id: UUID, who: Reader, reading: InReading) -> Results:
    campaign = await campaigns.get_campaign(reading, who.company_id, campaign_id)
    return Results.of_campaign(await results.of_campaign(reading, campaign))
