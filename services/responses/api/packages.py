"""What an auditor's package takes from this service beside the evidence file: all receipts, and a seal over its list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from services.responses.domain.package_seals import PackageSeal, sealed
from services.responses.repository import answered_pages, ledgers
from services.responses.use_cases.receipts import ReceiptDesk
from shared.evidence.canonical import canonical
from shared.http.dependencies import Auditor, InReading, Reader, Sealer, database_of
from shared.http.values import NUMERIC

router = APIRouter(tags=["evidence"])


def _desk(request: Request) -> ReceiptDesk:
    desk: ReceiptDesk = request.app.state.desk
    return desk


@router.get(
    "/evidence/receipts",
    summary="The signed receipts of every version of every answer of a campaign",
    response_class=StreamingResponse,
)
async def export_receipts(
    request: Request,
    who: Auditor,
    campaign_id: Annotated[UUID, Query(description="Whose answers.")],
) -> StreamingResponse:
    """One JSON object a line, in the order in which the answers were given: whose answer it is, and the signed record as it
    stands in the receipt's PDF. Answers of the first form, which have no seal, have no receipt."""
    desk, database = _desk(request), database_of(request, who)

    async def lines() -> AsyncIterator[bytes]:
        async with database.reading() as reading:
            async for one in answered_pages.of_campaign(reading, who.company_id, campaign_id):
                entry = one.entry
                line = {
                    "reconciliation_id": str(entry.reconciliation_id),
                    "response_id": str(entry.response_id),
                    "version": entry.version,
                    "code": entry.verification_code,
                    "document": desk.for_sender(one.company, one.head, entry),
                }
                yield f"{canonical(line)}\n".encode()

    return StreamingResponse(lines(), media_type="application/x-ndjson", headers={"Cache-Control": "no-store"})


@router.get(
    "/evidence/ledgers",
    summary="Which files of their own books the counterparties of a campaign sent",
    response_class=StreamingResponse,
)
async def export_ledgers(
    request: Request, who: Auditor, campaign_id: Annotated[UUID, Query(description="Whose counterparties.")]
) -> StreamingResponse:
    """One JSON object a line; the files themselves are at `/ledgers/{id}/file`."""
    database = database_of(request, who)

    async def lines() -> AsyncIterator[bytes]:
        async with database.reading() as reading:
            async for one in ledgers.of_campaign(reading, who.company_id, campaign_id):
                line = {
                    "id": str(one.ledger_id),
                    "reconciliation_id": str(one.reconciliation_id),
                    "sha256": one.sha256,
                    "file_name": one.file_name,
                    "size": one.size,
                    "address": one.address,
                    "uploaded_at": one.uploaded_at.isoformat(),
                    "answered": one.answered,
                }
                yield f"{canonical(line)}\n".encode()

    return StreamingResponse(lines(), media_type="application/x-ndjson", headers={"Cache-Control": "no-store"})


class SealInput(BaseModel):
    """The list of a package that the campaign service has put together."""

    campaign_id: UUID
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="Of the package's file SHA256SUMS.")]
    files: Annotated[int, Field(ge=1, description="How many files it lists."), NUMERIC]
    made_at: datetime


class Seal(BaseModel):
    document: str = Field(description="The signed JSON, as it goes into the package.")


@router.get("/evidence/keys", summary="Every public key that this installation ever signed evidence with")
async def read_keys(request: Request, _who: Reader) -> Response:
    """The same file that anybody gets at `/verify/key.pem` of the public page."""
    return Response(request.app.state.verify_key, media_type="application/x-pem-file")


@router.post("/evidence/package-seals", summary="Sign the list of an auditor's package")
async def seal_package(request: Request, body: SealInput, who: Sealer, reading: InReading) -> Seal:
    """For the campaign service alone, in the name of whoever ordered the package. Nothing is stored."""
    content = PackageSeal(
        company_id=who.company_id,
        campaign_id=body.campaign_id,
        sha256=body.sha256,
        files=body.files,
        made_at=body.made_at,
        made_by=who.name,
        sealed_at=reading.clock.now(),
    )
    return Seal(document=sealed(content, _desk(request).signer))
