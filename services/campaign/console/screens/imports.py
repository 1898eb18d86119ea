"""Bringing the books in, and what became of each file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.responses import Response

from services.campaign.clients.aggregator import RowProblem
from services.campaign.console.lists import ListState
from services.campaign.console.visit import Visit
from shared.errors import DomainError, Unauthenticated
from shared.text import N_

AREA = "imports"
NO_FILE = N_("No file was chosen. Choose a CSV file of account cards or movements.")
TAKEN = N_("%(accepted)d rows were imported.")


async def show(visit: Visit) -> Response:
    return await _page(visit)


async def _page(
    visit: Visit, *, errors: dict[str, str] | None = None, problems: Sequence[RowProblem] = (), status: int = 200
) -> Response:
    state = ListState.read(visit.path("imports"), visit.request.query_params, filters=())
    page = await visit.aggregator.imports(limit=state.limit, cursor=state.cursor)
    values = {
        "list": state,
        "imports": page.items,
        "next": page.next,
        "errors": errors or {},
        "problems": problems,
    }
    return visit.page("imports.html", values, area=AREA, status=status)


async def take(visit: Visit) -> Response:
    """Hand the file to the aggregator as it came; a refused one changes nothing and shows every refused row."""
    file = visit.form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return await _page(visit, errors={"file": visit.text(NO_FILE)}, status=422)
    content = await file.read()
    try:
        report = await visit.aggregator.upload(
            file.filename, content, skip_rejected=bool(visit.field("skip_rejected")), key=uuid4().hex
        )
    except Unauthenticated:
        raise
    except DomainError as error:
        if error.status >= 500:
            raise
        problems = row_problems(error.params.get("errors", ()))
        return await _page(visit, errors={"file": visit.reason(error)}, problems=problems, status=error.status)
    response = visit.go("import", import_id=report.id)
    kind = "warning" if report.rejected else "success"
    return visit.say(response, kind, visit.text(TAKEN, accepted=report.accepted))


def row_problems(errors: Sequence[Any]) -> list[RowProblem]:
    """The refused rows of a problem document; entries of another shape are shown by what text they have."""
    found = []
    for item in errors:
        try:
            found.append(RowProblem.model_validate(item))
        except ValidationError:
            found.append(RowProblem(code="problem", message=_text(item)))
    return found


def _text(item: Any) -> str:
    return str(item.get("detail", item)) if isinstance(item, dict) else str(item)


async def report(visit: Visit) -> Response:
    found = await visit.aggregator.import_report(visit.request.path_params["import_id"])
    return visit.page("import.html", {"report": found, "problems": found.problems}, area=AREA)
