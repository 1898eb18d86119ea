"""`/imports`: files in, reports out."""

import asyncio
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Header, Query, Request, UploadFile
from fastapi.responses import Response
from sqlalchemy import Row

from services.aggregator.api.cursors import newest_first
from services.aggregator.models import idempotency_keys
from services.aggregator.repository import accounts, imports
from services.aggregator.schemas import ImportReport
from services.aggregator.use_cases.imports import ImportFile, import_file
from services.aggregator.use_cases.reading import ImportRefused, ReadFile, read_file
from services.aggregator.wording import Wording
from shared.errors import NotFound
from shared.http.dependencies import InReading, Reader, Writer, edge_of
from shared.idempotency import OnceOnly
from shared.paging import Cursor, Limit, Page, cut, encode_cursor

router = APIRouter(tags=["imports"])

PROBLEMS_IN_LIST = 20
"""A list shows the first problems of each import; its own report names the others."""

IdempotencyKey = Annotated[
    str | None, Header(max_length=200, description="Repeat a write safely: the same key gets the same answer.")
]


@router.post("/imports", status_code=201, response_model=ImportReport, summary="Import account cards or movements")
async def create_import(
    request: Request,
    who: Writer,
    file: Annotated[UploadFile, File(description="The canonical CSV, see docs/import-format.md.")],
    skip_rejected: Annotated[bool, Query(description="Take the good rows although others are rejected.")] = False,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Taken as a whole: a file with a rejected row changes nothing and answers 422 `import_refused` with every row and reason.

    The same file again changes nothing, with or without an `Idempotency-Key`.
    """
    wording: Wording = request.app.state.wording
    language = wording.language(request.headers.get("accept-language"))
    edge = edge_of(request)
    async with edge.database.reading() as reading:
        known = await accounts.ids_by_code(reading, who.company_id)
    with tempfile.TemporaryDirectory(prefix="mutabakat-import-") as folder:
        read = await asyncio.to_thread(_read, file, Path(folder), who.company_id, known)
        try:
            read.check(skip_rejected=skip_rejected)
        except ImportRefused as refusal:
            problems = wording.problems(language, refusal.params["problems"])
            raise ImportRefused(
                wording.text(language, refusal.detail),
                rejected=refusal.params["rejected"],
                errors=[problem.model_dump() for problem in problems],
            ) from None
        # The key stands for this very file: its content is not part of what the usual dependency looks at.
        asked = f"{request.method}\0{request.url.path}\0{request.url.query}\0{read.sha256}"
        once = OnceOnly(idempotency_keys, idempotency_key, who.company_id, asked.encode())
        async with edge.database.transaction() as tx:

            async def work() -> ImportReport:
                import_id = await import_file(tx, ImportFile(who.company_id, who.user_id, read))
                return _report(wording, language, await imports.one(tx, who.company_id, import_id))

            return await once.run(tx, work, status=201)


def _read(file: UploadFile, folder: Path, company_id: UUID, known: Mapping[str, int]) -> ReadFile:
    """Put the upload into a file of its own and read it."""
    path = folder / "upload"
    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target, 1 << 20)
    return read_file(path, file.filename or "", company_id, known, folder)


@router.get("/imports", response_model=Page[ImportReport], summary="List imports, newest first")
async def list_imports(
    request: Request, reading: InReading, who: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Page[ImportReport]:
    wording: Wording = request.app.state.wording
    language = wording.language(request.headers.get("accept-language"))
    before = newest_first(cursor)
    rows, last_row = cut(await imports.page(reading, who.company_id, before=before, limit=limit), limit)
    following = encode_cursor(last_row.created_at.isoformat(), last_row.id) if last_row is not None else None
    return Page(items=[_report(wording, language, row, shown=PROBLEMS_IN_LIST) for row in rows], next=following)


@router.get("/imports/{import_id}", response_model=ImportReport, summary="Show one import's report")
async def show_import(request: Request, reading: InReading, who: Reader, import_id: UUID) -> ImportReport:
    wording: Wording = request.app.state.wording
    row = await imports.one(reading, who.company_id, import_id)
    return _report(wording, wording.language(request.headers.get("accept-language")), row)


def _report(wording: Wording, language: str, row: Row[Any] | None, *, shown: int | None = None) -> ImportReport:
    if row is None:
        raise NotFound("There is no such import.", code="import_not_found")
    problems = [wording.problem(language, one) for one in row.problems[:shown]]
    left_out = row.problems_left_out + len(row.problems) - len(problems)
    return ImportReport.model_validate(row._asdict() | {"problems": problems, "problems_left_out": left_out})
