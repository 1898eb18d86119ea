"""`/movements`: lines of documents, read in pages and written in batches by programs."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlalchemy import Row

from services.aggregator.api.cursors import position
from services.aggregator.domain.period import Period
from services.aggregator.repository import accounts, imports, movements
from services.aggregator.schemas import ImportReport, Movement, MovementBatch, Printable
from services.aggregator.use_cases.batches import TakeBatch, take_batch, understand
from shared.http.dependencies import InReading, InTransaction, Once, Reader, Writer
from shared.money import Money
from shared.paging import Cursor, Limit, Page, cut, encode_cursor

router = APIRouter(tags=["movements"])


@router.get("/movements", response_model=Page[Movement], summary="List movements in the order they were taken in")
async def list_movements(
    reading: InReading,
    who: Reader,
    account_code: Annotated[Printable | None, Query(max_length=50)] = None,
    period: Annotated[str | None, Query(description="`2026-10`")] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[Movement]:
    after = position(cursor, int)
    month = Period.parse(period) if period is not None else None
    rows, last = cut(
        await movements.page(
            reading,
            who.company_id,
            account_code=account_code,
            period=month.number if month else None,
            after=after[0] if after else None,
            limit=limit,
        ),
        limit,
    )
    return Page(items=[_movement(row) for row in rows], next=encode_cursor(last.id) if last is not None else None)


@router.post("/movements", status_code=201, response_model=ImportReport, summary="Take a batch of movements")
async def post_movements(tx: InTransaction, who: Writer, once: Once, body: MovementBatch) -> Response:
    """All or nothing. A document that is there already is replaced by its lines in this batch; the same batch changes nothing."""

    async def work() -> ImportReport:
        known = await accounts.ids_by_code(tx, who.company_id)
        batch = await asyncio.to_thread(understand, who.company_id, body, known)
        import_id = await take_batch(tx, TakeBatch(who.company_id, who.user_id, batch))
        row = await imports.one(tx, who.company_id, import_id)
        assert row is not None  # noqa: S101  # it was written in this very transaction
        return ImportReport.model_validate(row._asdict())

    return await once.run(tx, work, status=201)


def _movement(row: Row[Any]) -> Movement:
    return Movement(
        id=row.id,
        account_code=row.account_code,
        document_no=row.document_no,
        document_date=row.document_date,
        kind=row.kind,
        amount=Money.of_minor(row.original_minor, row.currency),
        amount_try=Money.of_minor(row.amount_minor),
        series=row.series,
        branch=row.branch,
        cancelled=row.cancelled,
        note=row.note,
        import_id=row.import_id,
    )
