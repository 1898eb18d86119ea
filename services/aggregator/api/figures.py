"""`/runs/{id}/figures`: a run's figures, searched, sorted, paged and summed, with the lines behind each (S-31, S-32)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from types import MappingProxyType
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field, WithJsonSchema
from sqlalchemy import Row

from services.aggregator.api.cursors import position
from services.aggregator.api.runs import LastLegalPeriod, declaration_of, row_of
from services.aggregator.domain.declaration import Declaration, form_line
from services.aggregator.domain.recipients import WARNINGS
from services.aggregator.domain.sides import DocumentKind, Side, side_of
from services.aggregator.repository import runs
from services.aggregator.repository.runs import SORTED_BY, TEXTS, FigureFilter
from services.aggregator.schemas.base import Printable
from services.aggregator.schemas.runs import Figure, FigureMovement, FigureSide, FigureTotals, FormLine
from services.aggregator.use_cases.analysis import Line, documents_behind, lines_behind
from services.aggregator.use_cases.sides import KEPT
from shared.contracts.values import Document
from shared.database import Reading
from shared.errors import NotFound
from shared.http.dependencies import InReading, Reader
from shared.money import LARGEST_MINOR, Money, from_minor, to_minor
from shared.paging import Cursor, Limit, Page, cut, encode_cursor

router = APIRouter(tags=["runs"])
_T = TypeVar("_T")
LARGEST = from_minor(LARGEST_MINOR)

FigureKey = Annotated[Printable, Path(max_length=80, description="The counterparty's key; it may hold slashes.")]
Below = Annotated[bool | None, Query(description="Only figures whose side is (or is not) below the limit.")]
Bound = Annotated[
    Decimal,
    Field(decimal_places=2, ge=-LARGEST, le=LARGEST),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]{1,13}(\.[0-9]{1,2})?$", "examples": ["5000.00"]}),
]
Total = Annotated[Bound | None, Query(description="Bounds of purchases and sales together, in TRY.")]
Sort = Annotated[
    str, Query(pattern=f"^-?({'|'.join(SORTED_BY)})$", description="`-` in front: largest first.", max_length=40)
]


@dataclass(frozen=True, slots=True)
class Wish:
    """The filter of a list of figures as it stands in the address."""

    q: Annotated[
        Printable, Query(alias="q", max_length=100, description="Part of title, code, tax number or address.")
    ] = ""
    keys: Annotated[
        tuple[Printable, ...], Query(alias="key", max_length=200, description="Only these figures; may be repeated.")
    ] = ()
    warning: Annotated[str | None, Query(pattern=f"^({'|'.join(WARNINGS)})$", description="With this warning.")] = None
    has_address: Annotated[bool | None, Query(description="Whether there is anybody to write to.")] = None
    purchases_below_limit: Below = None
    sales_below_limit: Below = None
    total_from: Total = None
    total_to: Total = None

    def filter(self, company_id: UUID, run_id: UUID) -> FigureFilter:
        sides = {Side.PURCHASES: self.purchases_below_limit, Side.SALES: self.sales_below_limit}
        return FigureFilter(
            run_id=run_id,
            company_id=company_id,
            search=self.q,
            keys=tuple(self.keys),
            warning=self.warning,
            has_address=self.has_address,
            below_limit={side: below for side, below in sides.items() if below is not None},
            total_from=_minor(self.total_from),
            total_to=_minor(self.total_to),
        )


Wished = Annotated[Wish, Depends()]


def _minor(amount: Decimal | None) -> int | None:
    return None if amount is None else to_minor(amount)


@router.get("/runs/{run_id}/figures", response_model=Page[Figure], summary="List a run's figures")
async def list_figures(
    reading: InReading,
    who: Reader,
    last_legal: LastLegalPeriod,
    run_id: UUID,
    wish: Wished,
    sort: Sort = "title",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Figure]:
    run = await row_of(reading, who.company_id, run_id)
    name = sort.removeprefix("-")
    after = position(cursor, str if name in TEXTS else int, str)
    wanted = wish.filter(who.company_id, run_id)
    found = await runs.figure_page(
        reading, wanted, sort=name, descending=sort.startswith("-"), after=after, limit=limit
    )
    rows, last = cut(found, limit)
    following = encode_cursor(getattr(last, SORTED_BY[name]), last.key) if last is not None else None
    declaration = declaration_of(run, last_legal)
    return Page(items=[_figure(row, declaration) for row in rows], next=following)


@router.get("/runs/{run_id}/figures/keys", response_model=Page[str], summary="The keys of everything in a filter")
async def list_keys(
    reading: InReading, who: Reader, run_id: UUID, wish: Wished, cursor: Cursor = None, limit: Limit = 1000
) -> Page[str]:
    """For a selection of all that a filter finds, however many pages it has."""
    await row_of(reading, who.company_id, run_id)
    after = position(cursor, str)
    wanted = wish.filter(who.company_id, run_id)
    found = await runs.figure_keys(reading, wanted, after=after[0] if after else None, limit=limit)
    keys, last = cut(found, limit)
    return Page(items=list(keys), next=encode_cursor(last) if last is not None else None)


@router.get("/runs/{run_id}/figures/totals", response_model=FigureTotals, summary="Sum a run's figures over a filter")
async def figure_totals(reading: InReading, who: Reader, run_id: UUID, wish: Wished) -> FigureTotals:
    await row_of(reading, who.company_id, run_id)
    row = await runs.figure_totals(reading, wish.filter(who.company_id, run_id))
    return FigureTotals(
        figures=row.figures,
        purchases_total=Money.of_minor(row.purchases_minor),
        purchases_documents=row.purchases_documents,
        purchases_returns_total=Money.of_minor(row.purchases_returns_minor),
        purchases_returns_documents=row.purchases_returns_documents,
        sales_total=Money.of_minor(row.sales_minor),
        sales_documents=row.sales_documents,
        sales_returns_total=Money.of_minor(row.sales_returns_minor),
        sales_returns_documents=row.sales_returns_documents,
        deferred_total=Money.of_minor(row.deferred_minor),
        deferred_documents=row.deferred_documents,
        receivable_total=Money.of_minor(row.receivable_minor),
        payable_total=Money.of_minor(row.payable_minor),
    )


@router.get(
    "/runs/{run_id}/figures/{key:path}/documents",
    response_model=Page[Document],
    summary="List the documents behind a figure",
)
async def list_documents(
    reading: InReading, who: Reader, run_id: UUID, key: FigureKey, cursor: Cursor = None, limit: Limit = 100
) -> Page[Document]:
    run = await row_of(reading, who.company_id, run_id)
    figure = await figure_of(reading, who.company_id, run_id, key)
    return _cut(await documents_behind(reading, run, figure), cursor, limit)


@router.get(
    "/runs/{run_id}/figures/{key:path}/movements",
    response_model=Page[FigureMovement],
    summary="List the lines behind a figure, and those left out of it",
)
async def list_movements(
    reading: InReading, who: Reader, run_id: UUID, key: FigureKey, cursor: Cursor = None, limit: Limit = 100
) -> Page[FigureMovement]:
    """As the books were when the run was made; `standing` says of each line whether it counts, and if not, why."""
    run = await row_of(reading, who.company_id, run_id)
    figure = await figure_of(reading, who.company_id, run_id, key)
    page = _cut(await lines_behind(reading, run, figure), cursor, limit)
    return Page(items=[_line(one) for one in page.items], next=page.next)


@router.get("/runs/{run_id}/figures/{key:path}", response_model=Figure, summary="Show one figure")
async def show_figure(
    reading: InReading, who: Reader, last_legal: LastLegalPeriod, run_id: UUID, key: FigureKey
) -> Figure:
    run = await row_of(reading, who.company_id, run_id)
    return _figure(await figure_of(reading, who.company_id, run_id, key), declaration_of(run, last_legal))


def _cut(rows: Sequence[_T], cursor: str | None, limit: int) -> Page[_T]:
    """What stands behind an immutable figure never changes, so a place in it is a number."""
    start = 0 if cursor is None else max(0, position(cursor, int)[0])
    following = encode_cursor(start + limit) if start + limit < len(rows) else None
    return Page.model_construct(items=list(rows[start : start + limit]), next=following)


async def figure_of(reading: Reading, company_id: UUID, run_id: UUID, key: str) -> Row[Any]:
    """The figure, or `NotFound`."""
    row = await runs.figure(reading, company_id, run_id, key)
    if row is None:
        raise NotFound("The run has no such counterparty.", code="figure_not_found")
    return row


def _figure(row: Row[Any], declaration: Declaration) -> Figure:
    return Figure(
        key=row.key,
        title=row.title,
        tax_number=row.tax_number,
        account_codes=row.account_codes,
        language=row.language,
        purchases=_side(row, Side.PURCHASES, declaration),
        sales=_side(row, Side.SALES, declaration),
        deferred_documents=row.deferred_documents,
        deferred_total=Money.of_minor(row.deferred_minor),
        balances=row.balances,
        balance_total=Money.of_minor(row.balance_minor),
        recipients=row.recipients,
        warnings=row.warnings,
    )


_ELECTRONIC = MappingProxyType(
    {side: attrgetter(f"{side.value}_electronic_minor", f"{side.value}_electronic_documents") for side in Side}
)


def _side(row: Row[Any], side: Side, declaration: Declaration) -> FigureSide:
    minor, documents, returns_minor, returns_documents, below_limit = KEPT[side](row)
    electronic, electronic_documents = _ELECTRONIC[side](row)
    form = form_line(
        declaration,
        kurus=minor,
        documents=documents,
        electronic_kurus=electronic,
        electronic_documents=electronic_documents,
        reaches_limit=not below_limit,
    )
    return FigureSide(
        total=Money.of_minor(minor),
        documents=documents,
        returns_total=Money.of_minor(returns_minor),
        returns_documents=returns_documents,
        below_limit=below_limit,
        paper_total=Money.of_minor(minor - electronic),
        paper_documents=documents - electronic_documents,
        electronic_total=Money.of_minor(electronic),
        electronic_documents=electronic_documents,
        form=FormLine(documents=form.documents, total=Money.of_minor(form.kurus)) if form is not None else None,
    )


def _line(line: Line) -> FigureMovement:
    row = line.row
    kind = DocumentKind(row.kind)
    return FigureMovement(
        id=row.id,
        account_code=line.account_code,
        document_no=row.document_no,
        document_date=row.document_date,
        recorded_on=row.recorded_on,
        customs_on=row.customs_on,
        kind=kind,
        side=side_of(kind),
        amount=Money.of_minor(row.original_minor, row.currency),
        amount_try=Money.of_minor(row.amount_minor),
        other_taxes=Money.of_minor(row.other_taxes_minor),
        series=row.series,
        branch=row.branch,
        electronic=row.electronic,
        standing=line.standing,
        note=row.note,
        import_id=row.import_id,
    )
