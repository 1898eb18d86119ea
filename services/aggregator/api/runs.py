"""`/runs`: immutable lists of figures, with the documents behind each."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from sqlalchemy import Row

from services.aggregator.api.cursors import newest_first, not_ours, position
from services.aggregator.domain.period import Period
from services.aggregator.domain.sides import DocumentKind, side_of
from services.aggregator.repository import runs
from services.aggregator.repository.runs import SORTED_BY, FigureFilter
from services.aggregator.schemas import Figure, FigureTotals, Printable, Run, RunBody
from services.aggregator.use_cases.runs import MakeRun, make_run
from services.aggregator.use_cases.sides import SIDE_COLUMNS, side_total
from shared.contracts.values import Document
from shared.database import Reading
from shared.errors import NotFound
from shared.http.dependencies import InReading, InTransaction, Once, Reader, Writer
from shared.money import TRY, Money, from_minor, to_minor
from shared.paging import Cursor, Limit, Page, cut, encode_cursor

router = APIRouter(tags=["runs"])

Keys = Annotated[
    list[Printable], Query(alias="key", max_length=200, description="Only these figures; may be repeated.")
]
Search = Annotated[
    Printable, Query(alias="q", max_length=100, description="Part of title, code, tax number or address.")
]
FigureKey = Annotated[Printable, Path(max_length=80)]


@router.post("/runs", status_code=201, response_model=Run, summary="Sum a month per counterparty")
async def create_run(tx: InTransaction, who: Writer, once: Once, body: RunBody) -> Response:
    """Makes an immutable list. Counterparties are listed when one side reaches the limit; the other side is shown too."""

    async def work() -> Run:
        command = MakeRun(
            company_id=who.company_id,
            user_id=who.user_id,
            user_name=who.name,
            period=Period.parse(body.period),
            limit_minor=to_minor(body.limit),
            merge_by_tax_number=body.merge_by_tax_number,
            exclude_deferred_series=body.exclude_deferred_series,
        )
        return _run(await _row(tx, who.company_id, await make_run(tx, command)))

    return await once.run(tx, work, status=201)


@router.get("/runs", response_model=Page[Run], summary="List runs, newest first")
async def list_runs(reading: InReading, who: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[Run]:
    before = newest_first(cursor)
    rows, last = cut(await runs.page(reading, who.company_id, before=before, limit=limit), limit)
    following = encode_cursor(last.created_at.isoformat(), last.id) if last is not None else None
    return Page(items=[_run(row) for row in rows], next=following)


@router.get("/runs/{run_id}", response_model=Run, summary="Show one run")
async def show_run(reading: InReading, who: Reader, run_id: UUID) -> Run:
    return _run(await _row(reading, who.company_id, run_id))


@router.get("/runs/{run_id}/figures", response_model=Page[Figure], summary="List a run's figures")
async def list_figures(
    reading: InReading,
    who: Reader,
    run_id: UUID,
    keys: Keys = [],  # noqa: B006  # FastAPI copies defaults
    q: Search = "",
    sort: Annotated[
        str, Query(pattern="^-?(title|purchases|sales|total)$", description="`-` in front: largest first.")
    ] = ("title"),
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Figure]:
    run = await _row(reading, who.company_id, run_id)
    wanted = FigureFilter(run_id, who.company_id, q, tuple(keys))
    name = sort.removeprefix("-")
    after = position(cursor, str if name == "title" else int, str)
    rows, last = cut(
        await runs.figure_page(reading, wanted, sort=name, descending=sort.startswith("-"), after=after, limit=limit),
        limit,
    )
    following = encode_cursor(getattr(last, SORTED_BY[name]), last.key) if last is not None else None
    return Page(items=[_figure(row, run.limit_minor) for row in rows], next=following)


@router.get("/runs/{run_id}/figures/totals", response_model=FigureTotals, summary="Sum a run's figures over a filter")
async def figure_totals(
    reading: InReading,
    who: Reader,
    run_id: UUID,
    keys: Keys = [],  # noqa: B006  # FastAPI copies defaults
    q: Search = "",
) -> FigureTotals:
    await _row(reading, who.company_id, run_id)
    row = await runs.figure_totals(reading, FigureFilter(run_id, who.company_id, q, tuple(keys)))
    return FigureTotals(
        figures=row.figures,
        purchases_total=Money.of_minor(int(row.purchases_minor)),
        purchases_documents=int(row.purchases_documents),
        sales_total=Money.of_minor(int(row.sales_minor)),
        sales_documents=int(row.sales_documents),
    )


@router.get("/runs/{run_id}/figures/{key}", response_model=Figure, summary="Show one figure")
async def show_figure(reading: InReading, who: Reader, run_id: UUID, key: FigureKey) -> Figure:
    run = await _row(reading, who.company_id, run_id)
    row = await runs.figure(reading, who.company_id, run_id, key)
    if row is None:
        raise NotFound("The run has no such counterparty.", code="figure_not_found")
    return _figure(row, run.limit_minor)


@router.get(
    "/runs/{run_id}/figures/{key}/documents",
    response_model=Page[Document],
    summary="List the documents behind a figure",
)
async def list_documents(
    reading: InReading, who: Reader, run_id: UUID, key: FigureKey, cursor: Cursor = None, limit: Limit = 100
) -> Page[Document]:
    await show_figure(reading, who, run_id, key)
    after = position(cursor, str, int)
    if after is not None:
        try:
            after = (date.fromisoformat(after[0]), after[1])
        except ValueError:
            raise not_ours() from None
    rows, last = cut(await runs.document_page(reading, who.company_id, run_id, key, after=after, limit=limit), limit)
    following = encode_cursor(last.document_date.isoformat(), last.id) if last is not None else None
    return Page(items=[_document(row) for row in rows], next=following)


async def _row(reading: Reading, company_id: UUID, run_id: UUID) -> Row[Any]:
    row = await runs.one(reading, company_id, run_id)
    if row is None:
        raise NotFound("There is no such run.", code="run_not_found")
    return row


def _run(row: Row[Any]) -> Run:
    return Run(
        id=row.id,
        period=str(Period.of_number(row.period)),
        limit=from_minor(row.limit_minor),
        merge_by_tax_number=row.merge_by_tax_number,
        exclude_deferred_series=row.exclude_deferred_series,
        figures=row.figures,
        purchases_total=Money.of_minor(row.purchases_minor),
        sales_total=Money.of_minor(row.sales_minor),
        deferred_documents=row.deferred_documents,
        deferred_total=Money.of_minor(row.deferred_minor),
        negative_documents=row.negative_documents,
        created_at=row.created_at,
        created_by=row.created_by_name,
    )


def _figure(row: Row[Any], limit_minor: int) -> Figure:
    sides = {name: getattr(row, name) for name in SIDE_COLUMNS}
    return Figure(
        key=row.key,
        title=row.title,
        tax_number=row.tax_number,
        account_codes=row.account_codes,
        language=row.language,
        purchases=side_total(sides, "purchases", limit_minor),
        sales=side_total(sides, "sales", limit_minor),
        recipients=row.recipients,
        warnings=row.warnings,
    )


def _document(row: Row[Any]) -> Document:
    kind = DocumentKind(row.kind)
    return Document(
        number=row.document_no,
        date=row.document_date,
        kind=kind,
        side=side_of(kind),
        amount=Money.of_minor(row.amount_minor),
        original=None if row.currency == TRY else Money.of_minor(row.original_minor, row.currency),
    )
