"""Evidence for the asking company: receipts, files for auditors, and whether everything is still as it was sealed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from services.responses.repository import pages, responses
from services.responses.use_cases.chain import verify_chain
from services.responses.use_cases.export import Scope, export
from services.responses.use_cases.receipts import ReceiptDesk
from shared.errors import NotFound
from shared.evidence.receipt_pdf import ReceiptPdfs
from shared.http.dependencies import InReading, Reader, database_of

router = APIRouter(tags=["evidence"])

_TYPES = {"pdf": "application/pdf", "json": "application/json"}


class EvidenceFinding(BaseModel):
    table: str
    row: str
    column: str = Field(description="Empty where the row itself is the matter.")
    what: str


class EvidenceReport(BaseModel):
    """What opening every seal gave."""

    entries: int = Field(description="Answers in the company's chain.")
    erased: int = Field(
        description="Personal values that were forgotten on purpose; their hashes are still in the chain."
    )
    intact: bool
    findings: list[EvidenceFinding]


@router.get("/evidence/report", summary="Open every seal and compare it with what is stored")
async def read_report(reading: InReading, reader: Reader) -> EvidenceReport:
    report = await verify_chain(reading, reader.company_id)
    return EvidenceReport(
        entries=report.entries,
        erased=report.erased,
        intact=report.intact,
        findings=[
            EvidenceFinding(table=one.table, row=one.row, column=one.column, what=one.what) for one in report.findings
        ],
    )


@router.get(
    "/evidence/export",
    summary="A signed file of what was shown and answered, for `mutabakat evidence verify`",
    response_class=StreamingResponse,
)
async def export_evidence(
    request: Request,
    reader: Reader,
    campaign_id: Annotated[UUID | None, Query(description="Only this campaign.")] = None,
    reconciliation_id: Annotated[UUID | None, Query(description="Only this reconciliation.")] = None,
) -> StreamingResponse:
    """One JSON object a line; the last one is the signature over all before it. A file without it was cut off."""
    desk: ReceiptDesk = request.app.state.desk
    scope = Scope(reader.company_id, campaign_id, reconciliation_id)
    database = database_of(request, reader)

    async def lines() -> AsyncIterator[bytes]:
        async with database.reading() as reading:
            async for line in export(reading, scope, desk.signer):
                yield line

    written = lines()
    first = await anext(written)

    async def all_lines() -> AsyncIterator[bytes]:
        yield first
        async for line in written:
            yield line

    name = f"mutabakat-evidence-{reconciliation_id or campaign_id or reader.company_id}.jsonl"
    return StreamingResponse(
        all_lines(),
        media_type="application/x-ndjson",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@router.get(
    "/responses/{response_id}/receipt.{kind}",
    summary="The signed receipt of one version of an answer",
    response_class=Response,
)
async def read_receipt(
    request: Request,
    reading: InReading,
    reader: Reader,
    response_id: UUID,
    kind: Literal["pdf", "json"],
    language: Annotated[str, Query(description="Of the PDF: tr, en, de or ar.")] = "tr",
) -> Response:
    entry = await responses.get(reading, reader.company_id, response_id)
    page = await pages.find(reading, entry.link_id) if entry is not None else None
    if entry is None or page is None or entry.seal is None:
        raise NotFound("There is no receipt of a response {id}.", id=response_id)
    desk: ReceiptDesk = request.app.state.desk
    pdfs: ReceiptPdfs = request.app.state.receipt_pdfs
    document = desk.for_sender(page.company, page.head, entry)
    content = document.encode() if kind == "json" else await pdfs.made(document, language)
    name = f"mutabakat-{entry.verification_code}.{kind}"
    return Response(
        content,
        media_type=_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
