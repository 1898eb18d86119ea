"""The HTTP API of the campaign service, under `/campaign/api/v1`: names that integrators count on (design §1, issue 1)."""

from fastapi import APIRouter

from services.campaign.api import (
    access,
    api_keys,
    campaigns,
    companies,
    information,
    made_files,
    reconciliations,
    results,
    token,
    tolerances,
)

router = APIRouter(prefix="/api/v1")
for part in (
    token,
    access,
    api_keys,
    companies,
    information,
    campaigns,
    reconciliations,
    results,
    made_files,
    tolerances,
):
    router.include_router(part.router)

__all__ = ["router"]
