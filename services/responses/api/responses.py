"""What counterparties answered, every version of it. Reading only; answers come from the public page."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.responses.repository import responses
from services.responses.schemas import Response, ResponseWithVersions
from shared.errors import NotFound
from shared.http.dependencies import InReading, Reader
from shared.paging import Cursor, Limit, Page, cut, decode_cursor, encode_cursor

router = APIRouter(tags=["responses"])

MOST_VERSIONS = 1000


@router.get("/responses", summary="List answers, all versions, in the order they were given")
async def list_responses(
    reading: InReading,
    reader: Reader,
    campaign_id: Annotated[UUID | None, Query(description="Only answers of this campaign.")] = None,
    reconciliation_id: Annotated[UUID | None, Query(description="Only answers of this reconciliation.")] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[Response]:
    after = decode_cursor(cursor, int)[0] if cursor else 0
    found = await responses.listing(
        reading,
        reader.company_id,
        campaign_id=campaign_id,
        reconciliation_id=reconciliation_id,
        after=after,
        limit=limit + 1,
    )
    page, last = cut(found, limit)
    return Page(
        items=[Response.of(entry) for entry in page],
        next=encode_cursor(last.position) if last else None,
    )


@router.get("/responses/{response_id}", summary="Read one answer with all versions of its reconciliation")
async def read_response(reading: InReading, reader: Reader, response_id: UUID) -> ResponseWithVersions:
    entry = await responses.get(reading, reader.company_id, response_id)
    if entry is None:
        raise NotFound("There is no response {id}. List them with GET /responses.", id=response_id)
    versions = await responses.listing(
        reading,
        reader.company_id,
        campaign_id=None,
        reconciliation_id=entry.reconciliation_id,
        after=0,
        limit=MOST_VERSIONS,
    )
    return ResponseWithVersions(
        **Response.of(entry).model_dump(), versions=[Response.of(version) for version in versions]
    )
