"""`/runs`: immutable lists of figures, and what to look at before they are sent."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import Row

from services.aggregator.api.cursors import newest_first
from services.aggregator.domain.declaration import Declaration
from services.aggregator.domain.period import Period
from services.aggregator.repository import runs
from services.aggregator.schemas.runs import Finding, FindingItem, Findings, Run, RunBody
from services.aggregator.use_cases.findings import report
from services.aggregator.use_cases.runs import MakeRun, make_run
from shared.database import Reading
from shared.errors import NotFound
from shared.http.dependencies import InReading, InTransaction, Once, Reader, Writer
from shared.money import Money, from_minor, to_minor
from shared.paging import Cursor, Limit, Page, cut, encode_cursor

router = APIRouter(tags=["runs"])

ITEMS_AT_MOST = 200


def _last_legal_period(request: Request) -> Period:
    period: Period = request.app.state.last_legal_period
    return period


LastLegalPeriod = Annotated[Period, Depends(_last_legal_period)]


@router.post("/runs", status_code=201, response_model=Run, summary="Sum a month per counterparty")
async def create_run(
    tx: InTransaction, who: Writer, once: Once, last_legal: LastLegalPeriod, body: RunBody
) -> Response:
    """Makes an immutable list.

    Counterparties are listed when one side reaches the limit, the other side is shown too; in a run with balances also when they
    have a balance to ask about.
    """

    async def work() -> Run:
        command = MakeRun(
            company_id=who.company_id,
            user_id=who.user_id,
            user_name=who.name,
            period=body.month,
            limit_minor=to_minor(body.limit),
            **body.model_dump(exclude={"period", "limit"}),
        )
        return _run(await row_of(tx, who.company_id, await make_run(tx, command)), last_legal)

    return await once.run(tx, work, status=201)


@router.get("/runs", response_model=Page[Run], summary="List runs, newest first")
async def list_runs(
    reading: InReading, who: Reader, last_legal: LastLegalPeriod, cursor: Cursor = None, limit: Limit = 50
) -> Page[Run]:
    before = newest_first(cursor)
    rows, last = cut(await runs.page(reading, who.company_id, before=before, limit=limit), limit)
    following = encode_cursor(last.created_at.isoformat(), last.id) if last is not None else None
    return Page(items=[_run(row, last_legal) for row in rows], next=following)


@router.get("/runs/{run_id}", response_model=Run, summary="Show one run")
async def show_run(reading: InReading, who: Reader, last_legal: LastLegalPeriod, run_id: UUID) -> Run:
    return _run(await row_of(reading, who.company_id, run_id), last_legal)


@router.get("/runs/{run_id}/report", response_model=Findings, summary="What to look at before sending")
async def show_report(reading: InReading, who: Reader, run_id: UUID) -> Findings:
    """Every kind of finding with its count; of each kind, the first 200 counterparties by title."""
    found = await report(reading, await row_of(reading, who.company_id, run_id))
    return Findings(
        items=[
            Finding(
                kind=kind,
                weight=kind.weight,
                count=len(items),
                items=[
                    FindingItem(
                        key=item.key,
                        title=item.title,
                        tax_number=item.tax_number,
                        details=list(item.details),
                        documents=item.documents,
                    )
                    for item in items[:ITEMS_AT_MOST]
                ],
                items_left_out=max(0, len(items) - ITEMS_AT_MOST),
            )
            for kind, items in found.items()
        ]
    )


async def row_of(reading: Reading, company_id: UUID, run_id: UUID) -> Row[Any]:
    """The run's row; `run_not_found` when the company has no such run."""
    row = await runs.one(reading, company_id, run_id)
    if row is None:
        raise NotFound("There is no such run.", code="run_not_found")
    return row


def declaration_of(row: Row[Any], last_legal: Period) -> Declaration:
    return Declaration.of(Period.of_number(row.period), last_legal)


def _run(row: Row[Any], last_legal: Period) -> Run:
    return Run(
        id=row.id,
        kind=row.kind,
        period=str(Period.of_number(row.period)),
        as_of=row.as_of,
        limit=from_minor(row.limit_minor),
        merge_by_tax_number=row.merge_by_tax_number,
        exclude_deferred_series=row.exclude_deferred_series,
        date_basis=row.date_basis,
        include_other_taxes=row.include_other_taxes,
        count_zero_documents=row.count_zero_documents,
        limit_on_returns=row.limit_on_returns,
        include_zero_balances=row.include_zero_balances,
        declaration=declaration_of(row, last_legal),
        figures=row.figures,
        purchases_total=Money.of_minor(row.purchases_minor),
        sales_total=Money.of_minor(row.sales_minor),
        receivable_total=Money.of_minor(row.receivable_minor),
        payable_total=Money.of_minor(row.payable_minor),
        deferred_documents=row.deferred_documents,
        deferred_total=Money.of_minor(row.deferred_minor),
        negative_documents=row.negative_documents,
        created_at=row.created_at,
        created_by=row.created_by_name,
    )
