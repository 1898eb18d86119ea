"""One import: how far it is, what it would do and whether it may, what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from services.campaign.clients.imports import ImportReport
from services.campaign.console.import_preview import Preview, mapping_from, shown_preview
from services.campaign.console.screens.imports import AREA
from services.campaign.console.visit import Visit
from shared.errors import Conflict, Invalid, NotFound
from shared.text import N_

FIRST_LOOK_SECONDS = 2
"""Small files are read in that time: whoever sends one sees its result and no progress."""
CANCELLED = N_("The import was stopped. Nothing was changed.")


async def show(visit: Visit) -> Response:
    return await _page(visit, {})


async def _page(visit: Visit, errors: dict[str, str], *, status: int = 200) -> Response:
    report = await visit.imports.one(visit.request.path_params["import_id"], wait=FIRST_LOOK_SECONDS)
    return visit.page("import.html", await _values(visit, report) | {"errors": errors}, area=AREA, status=status)


async def progress(visit: Visit) -> Response:
    """All that changes, alone, with its own next delay; the last one has none."""
    report = await visit.imports.one(visit.request.path_params["import_id"])
    return visit.part("import.html", "job", await _values(visit, report) | {"errors": {}}, area=AREA)


async def _values(visit: Visit, report: ImportReport) -> dict[str, Any]:
    preview: Preview | None = None
    if report.state in ("waiting", "refused"):
        preview = shown_preview(report, visit.language, visit.text)
    return {
        "report": report,
        "problems": report.problems,
        "preview": preview,
        "earlier": await _earlier(visit, report),
        "poll_after": poll_delay(report, visit.console.clock.now()),
        "mark": f"{report.state}-{report.rows_read}",
    }


async def _earlier(visit: Visit, report: ImportReport) -> ImportReport | None:
    """The import of the very same file, when it was imported before."""
    if report.same_as is None:
        return None
    try:
        return await visit.imports.one(report.same_as)
    except NotFound:
        return None


def poll_delay(report: ImportReport, now: datetime) -> int:
    """Seconds until the page should look again: soon at first, rarely for what takes long; 0 = never."""
    if not report.is_open:
        return 0
    age = now - report.created_at
    if age < timedelta(seconds=15):
        return 1
    return 2 if age < timedelta(minutes=1) else 5


async def confirm(visit: Visit) -> Response:
    """Take it in as it was shown, or read it again under another mapping and show it again."""
    import_id = visit.request.path_params["import_id"]
    report = await visit.imports.one(import_id)
    again = visit.field("act") == "look_again"
    mapping = mapping_from(report, visit.field, to_look_again=again)
    try:
        await visit.imports.confirm(
            import_id,
            mapping=mapping,
            skip_rejected=bool(visit.field("skip_rejected")),
            look_again=again,
        )
    except (Invalid, Conflict) as error:
        return await _page(visit, {"": visit.reason(error)}, status=error.status)
    return visit.go("import", import_id=import_id)


async def cancel(visit: Visit) -> Response:
    import_id = visit.request.path_params["import_id"]
    try:
        await visit.imports.cancel(import_id)
    except Conflict as error:
        return visit.say(visit.go("import", import_id=import_id), "warning", visit.reason(error))
    return visit.say(visit.go("import", import_id=import_id), "info", visit.text(CANCELLED))


async def workbook(visit: Visit) -> Response:
    """The full report for whoever corrects the file."""
    return visit.pass_on(await visit.imports.workbook(visit.request.path_params["import_id"]))
