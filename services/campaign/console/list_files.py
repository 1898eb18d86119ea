"""A list as a file: exactly what is filtered, sorted and chosen as columns, as a workbook, a text table or a document."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from starlette.responses import Response

from services.campaign.console.headers import PAGE_HEADERS
from services.campaign.console.list_columns import Column
from services.campaign.console.visit import Visit
from shared import formats
from shared.clock import istanbul_date
from shared.errors import NotFound, TooLarge
from shared.files.sheets import Cell, CellKind
from shared.files.sheets import Column as SheetColumn
from shared.http.downloads import table_response
from shared.pdf import MEDIA_TYPE
from shared.text import NN_, fold

MOST_ON_PAPER = 5000
ROWS = NN_("%(shown)s row · %(day)s", "%(shown)s rows · %(day)s")


@dataclass(frozen=True, slots=True)
class ListFile:
    """What a file says besides its rows; `name`: parts of the file's name, in whatever letters."""

    title: str
    about: Sequence[str]
    columns: Sequence[tuple[str, CellKind]]
    name: Sequence[str]


Row = TypeVar("Row")


async def every(
    ask: Callable[[str | None], Awaitable[tuple[Sequence[Row], str | None]]],
) -> AsyncIterator[Sequence[Row]]:
    """All pages of a list, given what one page holds and the cursor of the one after it."""
    cursor: str | None = None
    while True:
        rows, cursor = await ask(cursor)
        yield rows
        if cursor is None:
            return


async def export(
    visit: Visit,
    rows: AsyncIterator[Sequence[Any]],
    columns: Sequence[Column],
    *,
    title: str,
    about: Sequence[str] = (),
    name: Sequence[str] = (),
) -> Response:
    """The file that the address asks for, from rows as the list's columns know them, page by page."""

    async def pages() -> AsyncIterator[Sequence[Sequence[Cell]]]:
        async for page in rows:
            yield [[column.cell(row, visit.text) for column in columns] for row in page]

    headings = [(visit.text(column.label), column.kind) for column in columns]
    file = ListFile(title, about, headings, name or [title])
    return await answer(visit, file, pages(), visit.request.path_params["kind"])


async def answer(visit: Visit, file: ListFile, pages: AsyncIterator[Sequence[Sequence[Cell]]], kind: str) -> Response:
    """The file; rows are fetched and written page by page, except on paper, where there are few."""
    name = file_name(visit, file)
    if kind in ("xlsx", "csv"):
        columns = [SheetColumn(heading, of) for heading, of in file.columns]
        return await table_response(name, columns, pages, "xlsx" if kind == "xlsx" else "csv")
    if kind != "pdf":
        raise NotFound("There is no such page.", code="page_not_found")
    return await _document(visit, file, pages, name)


def file_name(visit: Visit, file: ListFile) -> str:
    """`2026-10_BABS_yanit-bekleyen_2026-11-24`: plain letters, in order by period."""
    today = istanbul_date(visit.console.clock.now())
    return "_".join([*(_plain(part) for part in file.name), today.isoformat()])


def _plain(text: str) -> str:
    if text.isascii() and " " not in text:
        return text
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in fold(text)).split())


async def _document(
    visit: Visit, file: ListFile, pages: AsyncIterator[Sequence[Sequence[Cell]]], name: str
) -> Response:
    rows: list[list[str]] = []
    async for page in pages:
        rows += [[_shown(cell, visit.language) for cell in row] for row in page]
        if len(rows) > MOST_ON_PAPER:
            raise TooLarge(
                "The list has more than {most} rows, which is too long for a PDF. Take Excel or CSV, or narrow the filter.",
                code="list_too_long",
                most=MOST_ON_PAPER,
            )
    today = istanbul_date(visit.console.clock.now())
    content = {
        "title": file.title,
        "company": visit.visitor.company_title if visit.visitor else "",
        "about": " · ".join(file.about),
        "count": visit.text(
            ROWS, count=len(rows), shown=formats.count(len(rows), visit.language), day=formats.day(today)
        ),
        "language": visit.language,
        "columns": [
            {"heading": heading, "number": kind in (CellKind.AMOUNT, CellKind.COUNT)} for heading, kind in file.columns
        ],
        "rows": rows,
    }
    made = await visit.console.lists.filled(json.dumps(content, ensure_ascii=False), today)
    headers = {**PAGE_HEADERS, "Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Response(made, media_type=MEDIA_TYPE, headers=headers)


def _shown(cell: Cell, language: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return formats.number(cell, language)
    if isinstance(cell, datetime):
        return formats.moment(cell)
    if isinstance(cell, date):
        return formats.day(cell)
    return formats.count(cell, language) if isinstance(cell, int) else cell
