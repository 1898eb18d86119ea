"""Bringing the books in: files, several at a time, or cells pasted from a spreadsheet; and what was brought in so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from starlette.datastructures import UploadFile
from starlette.responses import Response

from services.campaign.clients.imports import ImportReport
from services.campaign.console import list_files
from services.campaign.console.import_columns import COLUMNS, KEYS
from services.campaign.console.list_columns import shown
from services.campaign.console.lists import ListState
from services.campaign.console.visit import Visit
from shared.errors import DomainError, Unauthenticated
from shared.text import N_, NN_

AREA = "imports"
MOST_FILES = 20
NO_FILE = N_("Nothing was chosen. Choose one or more files, or paste cells.")
RECEIVED = NN_(
    "%(count)d file was received. It is read now.",
    "%(count)d files were received. They are read one after the other.",
)
POLL_SECONDS = 2
AT_ONCE = 200
IMPORTS = N_("Imports")


async def show(visit: Visit) -> Response:
    return await _page(visit)


async def _page(visit: Visit, *, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    values = await _list(visit) | {"errors": errors or {}, "pasted": visit.field("pasted"), "may_send": MOST_FILES}
    return visit.page("imports.html", values, area=AREA, status=status)


def _list_state(visit: Visit) -> ListState:
    return ListState.read(visit.path("imports"), visit.request.query_params, filters=(), columns=KEYS)


async def export(visit: Visit) -> Response:
    """What was brought in so far, as a file."""

    async def ask(cursor: str | None) -> tuple[Sequence[ImportReport], str | None]:
        page = await visit.imports.page(limit=AT_ONCE, cursor=cursor)
        return page.items, page.next

    columns = shown(_list_state(visit).columns, COLUMNS)
    return await list_files.export(visit, list_files.every(ask), columns, title=visit.text(IMPORTS))


async def _list(visit: Visit) -> dict[str, Any]:
    state = _list_state(visit)
    page = await visit.imports.page(limit=state.limit, cursor=state.cursor)
    moving = any(report.is_open for report in page.items)
    return {
        "list": state,
        "imports": page.items,
        "next": page.next,
        "columns": shown(state.columns, COLUMNS),
        "possible": COLUMNS,
        "export": lambda kind: visit.path("imports_file", kind=kind),
        "poll_after": POLL_SECONDS if moving and not state.cursor else 0,
    }


async def progress(visit: Visit) -> Response:
    """The list alone, with its own next delay."""
    return visit.part("imports.html", "list", await _list(visit), area=AREA)


async def take(visit: Visit) -> Response:
    """Hand everything to the aggregator as it came; each file becomes an import of its own."""
    files = [one for one in visit.form.getlist("file") if isinstance(one, UploadFile) and one.filename]
    pasted = visit.field("pasted")
    if not (files or pasted):
        return await _page(visit, errors={"file": visit.text(NO_FILE)}, status=422)
    how = {"skip_rejected": bool(visit.field("skip_rejected")), "confirm": visit.field("act") == "preview"}
    client, reports = visit.imports, list[ImportReport]()
    try:
        for file in files:
            reports.append(await client.send(file.filename or "", file.file, key=uuid4().hex, **how))
        if pasted:
            reports.append(await client.paste(pasted, key=uuid4().hex, **how))
    except Unauthenticated:
        raise
    except DomainError as error:
        if error.status >= 500:
            raise
        return await _page(visit, errors={"file": visit.reason(error)}, status=error.status)
    if len(reports) == 1:
        return visit.go("import", import_id=reports[0].id)
    return visit.say(visit.go("imports"), "info", visit.text(RECEIVED, count=len(reports)))
