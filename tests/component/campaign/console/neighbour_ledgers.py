"""Ledgers as the responses service gives them, made with its own schemas: what its API says is what the console reads."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response

from services.responses.domain.differences.documents import Booked, LedgerRow, Mark, Month
from services.responses.domain.differences.finder import compare
from services.responses.domain.differences.written import ReadNotes, Written, read_comparison, write_comparison
from services.responses.ledger_schemas import FindingOut, LedgerOut
from services.responses.repository.ledgers import Ledger
from shared.contracts.kinds import Side

CONTENT = b"<script>alert(1)</script>"


class LedgerShelf:
    """What counterparties brought, by id."""

    def __init__(self) -> None:
        self.kept: dict[UUID, tuple[Ledger, Written]] = {}

    def add(self, reconciliation_id: UUID, theirs: int) -> UUID:
        """A file that has one invoice of 10,000.00 with another amount, in kuruş, and one that is not here."""
        day = date(2026, 10, 5)
        ours = [Booked("ABC2026000000001", day, Side.SALES, 1_000_000)]
        rows = [
            LedgerRow("ABC2026000000001", day, theirs, Mark.PURCHASES, line=2),
            LedgerRow("<b>X</b>", day, 12_345, Mark.SALES, line=3),
        ]
        packed = write_comparison(compare(ours, rows, Month(2026, 10)), ReadNotes(2, 0, 1, [(4, "no_date", "x")], []))
        ledger = Ledger(
            uuid4(), reconciliation_id, "0" * 64, "defter.csv", 25, "finans@cari.test", datetime(2026, 11, 9, tzinfo=UTC),
            packed, answered=True,
        )  # fmt: skip
        self.kept[ledger.ledger_id] = (ledger, read_comparison(packed))
        return ledger.ledger_id

    def mount(self, app: FastAPI) -> None:
        @app.get("/ledgers")
        async def every(reconciliation_id: UUID) -> JSONResponse:
            mine = [
                _json(LedgerOut.of(*one)) for one in self.kept.values() if one[0].reconciliation_id == reconciliation_id
            ]
            return JSONResponse({"items": mine, "next": None})

        @app.get("/ledgers/{ledger_id}")
        async def one(ledger_id: UUID) -> JSONResponse:
            return JSONResponse(_json(LedgerOut.of(*self.kept[ledger_id])))

        @app.get("/ledgers/{ledger_id}/findings")
        async def findings(ledger_id: UUID) -> JSONResponse:
            found = [_json(FindingOut.of(each)) for each in self.kept[ledger_id][1].findings]
            return JSONResponse({"items": found, "next": None})

        @app.get("/ledgers/{ledger_id}/file")
        async def file(ledger_id: UUID) -> Response:
            return Response(
                CONTENT,
                media_type="application/octet-stream",
                headers={"Content-Disposition": "attachment; filename*=UTF-8''defter.csv"},
            )


def _json(value: Any) -> Any:
    return value.model_dump(mode="json")
