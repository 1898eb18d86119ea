"""What stands behind a figure, as the aggregator's API shows it: lines, months, cards, open items, and the report of a run."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from shared.http.problems import problem
from tests.component.campaign.console.neighbour_books import Books

MOVEMENT = {
    "account_code": "320.00001",
    "document_no": "ABC2026000000042",
    "document_date": "2026-10-05",
    "recorded_on": "2026-11-02",
    "kind": "sale",
    "side": "sales",
    "amount": {"amount": "5000.00", "currency": "TRY"},
    "amount_try": {"amount": "5000.00", "currency": "TRY"},
    "standing": "counted",
}
MOVEMENTS = [
    MOVEMENT,
    MOVEMENT | {"document_no": "EXP2026000000001", "amount": {"amount": "120.50", "currency": "EUR"}},
    MOVEMENT | {"document_no": "SMS1", "standing": "deferred"},
]
LIRA = {"currency": "TRY"}
AGEING = {
    "currency": "TRY",
    **{name: {"amount": "0.00"} for name in ("days_31_60", "days_61_90", "days_over_90", "unexplained")},
    "not_due": {"amount": "900.00"},
    "days_1_30": {"amount": "-100.00"},
}
OPEN = {
    "number": "A1",
    "issued_on": "2026-10-05",
    "due_on": "2026-11-05",
    "amount": {"amount": "800.00"},
    "account_code": "120",
}
FINDINGS: list[dict[str, Any]] = [
    {
        "kind": "no_address",
        "weight": "blocks",
        "count": 2,
        "items": [
            {"key": "a:120/03", "title": "Adressiz Ticaret", "tax_number": "", "details": [], "documents": 0},
            {"key": "t:4540536920", "title": "Şişli Çelik A.Ş.", "details": ["120/01", "120/02"], "documents": 0},
        ],
        "items_left_out": 7,
    },
    {
        "kind": "rate_missing",
        "weight": "check",
        "count": 1,
        "items": [{"key": "", "title": "ekim.csv", "details": ["7", "9"], "documents": 2}],
        "items_left_out": 0,
    },
    {"kind": "duplicate_documents", "weight": "check", "count": 0, "items": [], "items_left_out": 0},
]


def add_analysis(app: FastAPI, books: Books) -> None:
    """Put these resources beside the others of the aggregator."""

    @app.get("/runs/{run_id}/figures/{key:path}/movements")
    async def movements(run_id: UUID, key: str) -> JSONResponse:
        return JSONResponse({"items": MOVEMENTS, "next": None})

    @app.get("/runs/{run_id}/figures/{key:path}/open-items")
    async def opened(run_id: UUID, key: str) -> JSONResponse:
        return JSONResponse({"items": [OPEN], "ageing": [AGEING]})

    @app.get("/runs/{run_id}/report")
    async def report(run_id: UUID) -> JSONResponse:
        return JSONResponse({"items": FINDINGS})

    @app.get("/counterparties/{key:path}/months")
    async def months(key: str, until: str) -> JSONResponse:
        year = [f"2025-{month}" for month in ("11", "12")] + [f"2026-{month:02}" for month in range(1, 11)]
        assert year[-1] == until
        items = [
            {
                "period": period,
                "purchases": {"total": {"amount": f"{place * 100}.00"}, "documents": place},
                "sales": {"total": {"amount": "0.00" if place else "2200.00"}, "documents": 0},
            }
            for place, period in enumerate(year)
        ]
        return JSONResponse({"items": items})

    @app.get("/counterparties/{key:path}")
    async def cards(key: str) -> JSONResponse:
        if not key.startswith("320.00001"):
            return problem(404, "counterparty_not_found", "There is no such counterparty.")
        return JSONResponse({"key": key, "items": books.cards[:2]})
