"""The aggregator's HTTP API under `/aggregator/api/v1`: imports, accounts, movements, runs and their figures."""

from __future__ import annotations

from fastapi import APIRouter

from services.aggregator.api import accounts, balances, counterparties, figures, imports, movements, runs, series

router = APIRouter(prefix="/api/v1")
for part in (imports, accounts, movements, series, runs, balances, figures, counterparties):
    router.include_router(part.router)
