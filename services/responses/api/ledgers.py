"""The internal API of counterparties' own books: which files came, how they compare, and the files themselves as attachments."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.responses.domain.differences.written import read_comparison
from services.responses.ledger_schemas import FindingOut, LedgerOut
from services.responses.repository import ledgers
from services.responses.repository.ledgers import Ledger
from shared.database import Reading
from shared.errors import NotFound
from shared.http.dependencies import InReading, Reader
from shared.paging import Cursor, Limit, Page, decode_cursor, encode_cursor

router = APIRouter(tags=["ledgers"])


@router.get("/ledgers", summary="List the files of one reconciliation, newest first, each with its sums")
async def list_ledgers(
    reading: InReading, reader: Reader, reconciliation_id: Annotated[UUID, Query()]
) -> Page[LedgerOut]:
    """There are never many: see `use_cases.ledgers.MOST_KEPT`."""
    found = await ledgers.of_reconciliation(reading, reader.company_id, reconciliation_id)
    return Page(items=[LedgerOut.of(one, read_comparison(one.comparison)) for one in found], next=None)


@router.get("/ledgers/{ledger_id}", summary="Read one file's sums")
async def read_ledger(reading: InReading, reader: Reader, ledger_id: UUID) -> LedgerOut:
    one = await _ledger(reading, reader.company_id, ledger_id)
    return LedgerOut.of(one, read_comparison(one.comparison))


@router.get("/ledgers/{ledger_id}/findings", summary="List what differs, the largest effect first")
async def list_findings(
    reading: InReading, reader: Reader, ledger_id: UUID, cursor: Cursor = None, limit: Limit = 100
) -> Page[FindingOut]:
    after = decode_cursor(cursor, int)[0] if cursor else 0
    one = await _ledger(reading, reader.company_id, ledger_id)
    findings = read_comparison(one.comparison).findings
    following = after + limit
    return Page(
        items=[FindingOut.of(finding) for finding in findings[after:following]],
        next=encode_cursor(following) if following < len(findings) else None,
    )


@router.get("/ledgers/{ledger_id}/file", summary="Download the file as it was sent", response_class=Response)
async def download(reading: InReading, reader: Reader, ledger_id: UUID) -> Response:
    """Always an attachment of no particular type: nothing that a stranger sent is shown by a browser."""
    one = await _ledger(reading, reader.company_id, ledger_id)
    name = quote(one.file_name or "ledger", safe="")
    return Response(
        await ledgers.content(reading, ledger_id),
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


async def _ledger(reading: Reading, company_id: UUID, ledger_id: UUID) -> Ledger:
    one = await ledgers.get(reading, company_id, ledger_id)
    if one is None:
        raise NotFound("There is no ledger {id}. List them with GET /ledgers.", id=ledger_id)
    return one
