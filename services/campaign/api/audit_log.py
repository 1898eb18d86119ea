"""Who did what when: to be read by administrators and auditors, changed by nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from services.campaign.api.problems import problems
from services.campaign.domain.audit_log import Deed
from services.campaign.repository import audit_log
from services.campaign.repository.audit_log import Wanted
from services.campaign.schemas.audit_log import AuditEntry
from shared.clock import ISTANBUL
from shared.http.dependencies import Auditor, InReading
from shared.http.values import Moment
from shared.paging import Cursor, Limit, Page, cut, decode_cursor, encode_cursor

router = APIRouter(tags=["audit log"])


@router.get(
    "/audit-log",
    response_model=Page[AuditEntry],
    summary="Who did what when, the newest first",
    responses=problems(401, 403, 422),
)
async def read_log(
    who: Auditor,
    reading: InReading,
    cursor: Cursor = None,
    limit: Limit = 50,
    deed: Annotated[list[Deed] | None, Query(description="Only these.")] = None,
    name: Annotated[str, Query(max_length=200, description="Only what the person or key of this name did.")] = "",
    q: Annotated[str, Query(max_length=200, description="In the person's name or what it was done to.")] = "",
    since: Annotated[Moment | None, Query(description="From this moment on.")] = None,
    until: Annotated[Moment | None, Query(description="Before this moment.")] = None,
) -> Page[AuditEntry]:
    wanted = Wanted(who.company_id, tuple(deed or ()), name, q, _aware(since), _aware(until))
    before = decode_cursor(cursor, int)[0] if cursor else None
    found, last = cut(await audit_log.page_of_entries(reading, wanted, before=before, limit=limit + 1), limit)
    return Page[AuditEntry](
        items=[AuditEntry.model_validate(one) for one in found], next=encode_cursor(last.id) if last else None
    )


def _aware(moment: datetime | None) -> datetime | None:
    """A moment without a zone is meant in Turkey, as everything on the screens."""
    return moment.replace(tzinfo=ISTANBUL) if moment is not None and moment.tzinfo is None else moment
