"""Addresses that lead nowhere: the company's list, and letting one mail go all the same."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.mailer.api.edge import InLanguage, Reader
from services.mailer.api.positions import position
from services.mailer.domain.wording import SUPPRESSIONS
from services.mailer.repository import suppressions as rows
from services.mailer.schemas.base import Line
from services.mailer.schemas.returns import SuppressionInput, SuppressionLifted, SuppressionView
from services.mailer.use_cases import suppressions as use_cases
from services.mailer.use_cases.suppressions import BY_HAND, Evidence
from shared.errors import Conflict
from shared.http.dependencies import InReading, InTransaction, Once, Writer
from shared.http.dependencies import Reader as Reads
from shared.paging import Cursor, Limit, Page, cut, encode_cursor

router = APIRouter(prefix="/suppressions", tags=["suppressions"])


def _view(row: Any, reader: Reader) -> SuppressionView:
    return SuppressionView(
        id=row.id,
        address=row.address,
        reason=row.reason,
        reason_text=reader.say(SUPPRESSIONS.get(row.reason, "")),
        code=row.code,
        status=row.status,
        words=row.words,
        message_id=row.message_id,
        note=row.note,
        added_by=row.added_by,
        added_at=row.added_at,
    )


@router.get("", summary="Addresses from which mails are held back, newest first")
async def list_suppressions(
    reading: InReading,
    principal: Reads,
    reader: InLanguage,
    address: Annotated[Line | None, Query(max_length=320, description="Only this address.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[SuppressionView]:
    found = await rows.page(reading, principal.company_id, address=address, after=position(cursor), limit=limit + 1)
    shown, last = cut(found, limit)
    return Page(
        items=[_view(row, reader) for row in shown],
        next=encode_cursor(last.added_at.isoformat(), str(last.id)) if last is not None else None,
    )


@router.post(
    "",
    summary="Put an address on the list",
    description="What waits for this address is held, and so is what comes later.",
    response_model=SuppressionView,
    status_code=201,
)
async def add(body: SuppressionInput, tx: InTransaction, principal: Writer, once: Once, reader: InLanguage) -> Response:
    async def work() -> SuppressionView:
        evidence = Evidence(
            company_id=principal.company_id,
            address=body.address,
            reason=BY_HAND,
            note=body.note,
            by=principal.name,
        )
        suppression_id = await use_cases.suppress(tx, evidence)
        if suppression_id is None:
            raise Conflict("This address is on the list already.", code="already_suppressed")
        row = await rows.one(tx, principal.company_id, suppression_id)
        return _view(row, reader)

    return await once.run(tx, work)


@router.delete(
    "/{suppression_id}",
    summary="Take an address off the list; mails that were held for it leave",
    response_model=SuppressionLifted,
)
async def remove(suppression_id: UUID, tx: InTransaction, principal: Writer, once: Once) -> Response:
    async def work() -> SuppressionLifted:
        released = await use_cases.lift(tx, principal.company_id, suppression_id, by=principal.name)
        return SuppressionLifted(released=released)

    return await once.run(tx, work, status=200)
