"""`/imports`: files in, reports out. Reading is a job of its own; whoever sends a small file has its report in the answer."""

import asyncio
import hashlib
import io
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, Header, Query, Request, UploadFile
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from sqlalchemy import Row

from services.aggregator.api.cursors import newest_first
from services.aggregator.api.import_reports import refusal_of, report_of, workbook_of
from services.aggregator.domain.imports import ImportOptions, ImportState
from services.aggregator.models import idempotency_keys
from services.aggregator.readers.mapping import FileMapping
from services.aggregator.repository import imports
from services.aggregator.schemas import ConfirmImport, ImportReport
from services.aggregator.use_cases.jobs import ReceiveImport, cancel_import, confirm_import, receive_import
from services.aggregator.wording import Wording
from shared.database import Database, Reading
from shared.errors import Invalid, NotFound
from shared.http.dependencies import InReading, InTransaction, Reader, Writer, database_of
from shared.idempotency import OnceOnly
from shared.paging import Cursor, Limit, Page, cut, encode_cursor

router = APIRouter(tags=["imports"])

PROBLEMS_IN_LIST = 20
"""A list shows the first problems of each import; its own report names the others."""
PART = 1 << 20
LOOK_AGAIN = 0.05, 0.5
"""Seconds between two looks at an import that somebody waits for: the first, and the longest."""

IdempotencyKey = Annotated[
    str | None, Header(max_length=200, description="Repeat a write safely: the same key gets the same answer.")
]
Wait = Annotated[
    float, Query(ge=0, le=60, description="How many seconds to wait for the end before answering that it goes on.")
]


class _Received(BaseModel):
    """What the same `Idempotency-Key` is answered with again."""

    id: UUID


@router.post(
    "/imports",
    status_code=201,
    response_model=ImportReport,
    summary="Import a file",
    responses={202: {"model": ImportReport, "description": "Still being read: ask again at `Location`."}},
)
async def create_import(
    request: Request,
    who: Writer,
    file: Annotated[UploadFile | None, File(description="Table, workbook, e-invoice XML or ZIP.")] = None,
    pasted: Annotated[str, Form(description="Cells copied from a spreadsheet, in place of a file.")] = "",
    mapping: Annotated[str, Form(description="How its columns are read, as JSON; see docs/import-format.md.")] = "",
    skip_rejected: Annotated[bool, Query(description="Take the good rows although others are rejected.")] = False,
    confirm: Annotated[bool, Query(description="Read it, then wait for `POST …/confirm`.")] = False,
    wait: Wait = 20,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Taken as a whole: a file with a rejected row changes nothing and answers 422 `import_refused` with every row and reason.

    The same file again changes nothing, with or without an `Idempotency-Key`. What takes longer than `wait` answers 202.
    """
    sent = file or _pasted(pasted)
    options = ImportOptions(skip_rejected, confirm, _mapping(mapping))
    sha256, size = await _digest(sent)
    database = database_of(request, who)
    # The key stands for this very file: its content is not part of what the usual dependency looks at.
    asked = f"{request.method}\0{request.url.path}\0{skip_rejected}\0{confirm}\0{mapping}\0{sha256}"
    once = OnceOnly(idempotency_keys, idempotency_key, who.company_id, asked.encode())
    name = (sent.filename or "").replace("\\", "/").rpartition("/")[2]
    command = ReceiveImport(who.company_id, who.user_id, name, size, sha256, _parts(sent), options)
    async with database.transaction() as tx:

        async def work() -> _Received:
            return _Received(id=await receive_import(tx, command))

        received = await once.run(tx, work, status=202)
    request.app.state.imports_received.set()
    import_id = _Received.model_validate_json(bytes(received.body)).id
    row = await _ended(database, who.company_id, import_id, wait)
    return _answer(request, row, replayed="Idempotent-Replayed" in received.headers)


@router.post(
    "/imports/{import_id}/confirm",
    status_code=202,
    response_model=ImportReport,
    responses={409: {}},
    summary="Let an import go on",
)
async def confirm(
    request: Request, tx: InTransaction, who: Writer, import_id: UUID, body: ConfirmImport
) -> ImportReport:
    """For an import that was sent with `confirm`: take it in as it was shown, or read it again with another mapping."""
    row = await _row(tx, who.company_id, import_id)
    changed = body.mapping if body.mapping is not None else row.options.get("mapping", {})
    FileMapping.parse(changed)
    await confirm_import(tx, who.company_id, import_id, ImportOptions(body.skip_rejected, body.look_again, changed))
    tx.after_commit(request.app.state.imports_received.set)
    return _report(request, await _row(tx, who.company_id, import_id))


@router.post(
    "/imports/{import_id}/cancel",
    status_code=202,
    response_model=ImportReport,
    summary="Stop an import",
    responses={409: {}},
)
async def cancel(request: Request, tx: InTransaction, who: Writer, import_id: UUID) -> ImportReport:
    """Before it is in the books; afterwards it answers 409 `import_ended`."""
    await cancel_import(tx, who.company_id, import_id)
    return _report(request, await _row(tx, who.company_id, import_id))


@router.get("/imports", response_model=Page[ImportReport], summary="List imports, newest first")
async def list_imports(
    request: Request, reading: InReading, who: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Page[ImportReport]:
    before = newest_first(cursor)
    rows, last_row = cut(await imports.page(reading, who.company_id, before=before, limit=limit), limit)
    following = encode_cursor(last_row.created_at.isoformat(), last_row.id) if last_row is not None else None
    return Page(items=[_report(request, row, shown=PROBLEMS_IN_LIST) for row in rows], next=following)


@router.get("/imports/{import_id}", response_model=ImportReport, summary="Show one import's report")
async def show_import(request: Request, who: Reader, import_id: UUID, wait: Wait = 0) -> ImportReport:
    """With `wait`: answers when it has ended, at the latest after so many seconds."""
    return _report(request, await _ended(database_of(request, who), who.company_id, import_id, wait))


@router.get("/imports/{import_id}/report.xlsx", response_class=Response, summary="An import's report as a workbook")
async def download_report(request: Request, reading: InReading, who: Reader, import_id: UUID) -> Response:
    """Every problem with its row, column and reason, for whoever corrects the file."""
    wording: Wording = request.app.state.wording
    language = wording.language(request.headers.get("accept-language"))
    return await workbook_of(wording, language, await _row(reading, who.company_id, import_id))


def _pasted(text: str) -> UploadFile:
    if not text.strip():
        raise Invalid("Neither a file nor pasted cells were sent.", code="nothing_to_import")
    return UploadFile(io.BytesIO(text.encode()), filename="pasted.tsv")


def _mapping(text: str) -> dict[str, Any]:
    if not text:
        return {}
    try:
        mapping = json.loads(text)
    except ValueError:
        mapping = None
    if not isinstance(mapping, dict):
        raise Invalid(
            "`mapping` is no JSON object; see docs/import-format.md.", code="bad_mapping", place="", reason=""
        )
    FileMapping.parse(mapping)
    return mapping


async def _digest(file: UploadFile) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    await file.seek(0)
    while content := await file.read(PART):
        digest.update(content)
        size += len(content)
    return digest.hexdigest(), size


async def _parts(file: UploadFile) -> AsyncIterator[bytes]:
    await file.seek(0)
    while content := await file.read(PART):
        yield content


async def _ended(database: Database, company_id: UUID, import_id: UUID, wait: float) -> Row[Any]:
    """The import once it has ended or waits for a person; as it is when the time is up."""
    until = asyncio.get_running_loop().time() + wait
    pause, longest = LOOK_AGAIN
    while True:
        async with database.reading() as reading:
            row = await _row(reading, company_id, import_id)
        left = until - asyncio.get_running_loop().time()
        if not ImportState(row.state).is_open or left <= 0:
            return row
        await asyncio.sleep(min(pause, left))
        pause = min(pause * 1.5, longest)


async def _row(reading: Reading, company_id: UUID, import_id: UUID) -> Row[Any]:
    row = await imports.one(reading, company_id, import_id)
    if row is None:
        raise NotFound("There is no such import.", code="import_not_found")
    return row


def _report(request: Request, row: Row[Any], *, shown: int | None = None) -> ImportReport:
    wording: Wording = request.app.state.wording
    return report_of(wording, wording.language(request.headers.get("accept-language")), row, shown=shown)


def _answer(request: Request, row: Row[Any], *, replayed: bool) -> Response:
    state = ImportState(row.state)
    report = _report(request, row)
    if state is ImportState.REFUSED:
        wording: Wording = request.app.state.wording
        raise refusal_of(wording, wording.language(request.headers.get("accept-language")), report)
    status = 201 if state is ImportState.DONE else 202
    headers = {"Location": f"{request.url.path}/{row.id}", **({"Idempotent-Replayed": "true"} if replayed else {})}
    return JSONResponse(report.model_dump(mode="json"), status_code=status, headers=headers)
