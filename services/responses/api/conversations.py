"""What the company and its counterparty wrote to each other about a reconciliation."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.responses.repository import conversation
from services.responses.schemas import MessageOut
from shared.http.dependencies import InReading, Reader
from shared.paging import Page

router = APIRouter(tags=["responses"])


@router.get("/messages", summary="The conversation about a reconciliation, in the order in which it was written")
async def list_messages(
    reading: InReading,
    reader: Reader,
    reconciliation_id: Annotated[UUID, Query(description="About which it is.")],
) -> Page[MessageOut]:
    """Empty where nothing was written. What was written by people who were forgotten says `***`."""
    found = await conversation.of_reconciliation(reading, reader.company_id, reconciliation_id)
    return Page(items=[MessageOut.of(one) for one in found], next=None)
