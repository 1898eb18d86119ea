"""Files that are made in the background: an auditor's package is ordered here and fetched here."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from services.campaign.api.problems import problems
from services.campaign.domain.made_files import FileState
from services.campaign.repository import made_files
from services.campaign.schemas.made_files import MadeFile, MadeFileList, PackageInput
from services.campaign.use_cases.audit_packages import OrderPackage, order_package
from shared.errors import Conflict
from shared.http.dependencies import Auditor, InReading, InTransaction, Once, Reader, database_of

router = APIRouter(tags=["files"])


@router.post(
    "/campaigns/{campaign_id}/package",
    response_model=MadeFile,
    status_code=202,
    summary="Order the auditor's package of a campaign",
    responses=problems(401, 403, 404, 409, 422, 429),
)
async def order(
    campaign_id: UUID, body: PackageInput, request: Request, who: Auditor, tx: InTransaction, once: Once
) -> Response:
    """It is made in the background. The same order of the same person is made once while it is not done."""

    async def work() -> MadeFile:
        command = OrderPackage(who.company_id, campaign_id, who.user_id, who.name, body.language, body.sample_id)
        file_id = await order_package(tx, command)
        tx.after_commit(request.app.state.wake_files)
        return MadeFile.of(await made_files.get(tx, who.company_id, file_id, made_by=who.user_id))

    return await once.run(tx, work, status=202)


@router.get("/files", response_model=MadeFileList, summary="Files that you ordered", responses=problems(401, 403))
async def files(who: Reader, reading: InReading) -> MadeFileList:
    """The newest first."""
    found = await made_files.of_person(reading, who.company_id, who.user_id)
    return MadeFileList(items=[MadeFile.of(one) for one in found])


@router.get("/files/{file_id}", response_model=MadeFile, summary="How far a file is", responses=problems(401, 403, 404))
async def one(file_id: UUID, who: Reader, reading: InReading) -> MadeFile:
    return MadeFile.of(await made_files.get(reading, who.company_id, file_id, made_by=who.user_id))


@router.get(
    "/files/{file_id}/content",
    response_class=StreamingResponse,
    summary="The file itself",
    responses=problems(401, 403, 404, 409),
)
async def content(file_id: UUID, request: Request, who: Reader, reading: InReading) -> StreamingResponse:
    file = await made_files.get(reading, who.company_id, file_id, made_by=who.user_id)
    if file.state is not FileState.READY:
        raise Conflict("The file is not ready yet. Ask for its state until it is.", code="file_not_ready")
    return StreamingResponse(
        made_files.content(database_of(request, who), file),
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
            "Content-Length": str(file.size),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
