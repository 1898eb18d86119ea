"""The HTTP API of the campaign service, under `/campaign/api/v1`: names that integrators count on (design §1, issue 1)."""

from fastapi import APIRouter

from services.campaign.api import (
    access,
    api_keys,
    approvals,
    audit_log,
    auditing,
    by_hand,
    campaigns,
    colleagues,
    companies,
    conversation,
    corrections,
    extending,
    information,
    invitations,
    made_files,
    own_account,
    reconciliations,
    reports,
    results,
    token,
    tolerances,
    webhooks,
    written,
)

router = APIRouter(prefix="/api/v1")
PARTS = (
    token,
    access,
    audit_log,
    own_account,
    invitations,
    api_keys,
    companies,
    information,
    campaigns,
    reconciliations,
    results,
    reports,
    made_files,
    auditing,
    tolerances,
    webhooks,
    approvals,
    by_hand,
    corrections,
    extending,
    colleagues,
    written,
    conversation,
)
for part in PARTS:
    router.include_router(part.router)

__all__ = ["router"]
